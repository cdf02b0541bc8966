//! Fields: a struct of settings as a list of names and values, by which it is read and written.
//!
//! A reader derived for each kind does the same, and is compiled for each field of each kind; here one
//! reader for each type of field does for all kinds.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use super::json::{JsonError, Refusal, read_field, to_json};

/// The value of one field.
pub trait Field {
    /// Takes a value from JSON.
    ///
    /// # Errors
    /// The first thing that is wrong, with its place below `name`.
    fn read(&mut self, name: &str, value: &Value) -> Result<(), Refusal>;

    /// The value as JSON.
    fn write(&self) -> Value;
}

impl<T: Serialize + DeserializeOwned> Field for T {
    fn read(&mut self, name: &str, value: &Value) -> Result<(), Refusal> {
        *self = read_field(name, value)?;
        Ok(())
    }

    fn write(&self) -> Value {
        to_json(self)
    }
}

/// A struct with fields. The macro `fields` makes a struct one.
pub trait Fields {
    /// Shows each field with its name, in the order of the struct.
    fn each(&mut self, see: &mut dyn FnMut(&'static str, &mut dyn Field));
}

/// Makes a struct [`Fields`]. A field that is missing here does not compile.
macro_rules! fields {
    ($type:ident { $($field:ident),* $(,)? }) => {
        impl $crate::base::Fields for $type {
            fn each(&mut self, _see: &mut dyn FnMut(&'static str, &mut dyn $crate::base::Field)) {
                let Self { $($field),* } = self;
                $(_see(stringify!($field), $field);)*
            }
        }
    };
}
pub(crate) use fields;

/// Reads what an object says about the fields; null says nothing. Other names are not looked at.
///
/// # Errors
/// The first thing that is wrong.
pub fn read_fields(fields: &mut dyn Fields, value: &Value) -> Result<(), JsonError> {
    let object = match value {
        Value::Null => return Ok(()),
        Value::Object(object) => object,
        _ => return Err(JsonError::unexpected(value, "an object")),
    };
    let mut done = Ok(());
    fields.each(&mut |name, field| {
        if let Some(value) = object.get(name).filter(|_| done.is_ok()) {
            done = field.read(name, value);
        }
    });
    Ok(done?)
}

/// All fields as JSON.
pub fn write_fields(fields: &mut dyn Fields) -> Value {
    let mut object = Map::new();
    fields.each(&mut |name, field| {
        object.insert(name.to_owned(), field.write());
    });
    Value::Object(object)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[derive(Debug, PartialEq)]
    struct Disk {
        name: String,
        sizes: Vec<u32>,
    }

    fields!(Disk { name, sizes });

    fn disk() -> Disk {
        Disk { name: "a".to_owned(), sizes: vec![1] }
    }

    #[test]
    fn what_is_left_out_stays() {
        let mut read = disk();
        assert_eq!(read_fields(&mut read, &Value::Null), Ok(()));
        assert_eq!(read, disk());
        assert_eq!(read_fields(&mut read, &json!({ "sizes": [2, 3] })), Ok(()));
        assert_eq!(write_fields(&mut read), json!({ "name": "a", "sizes": [2, 3] }));
    }

    #[test]
    fn the_first_mistake_is_named_with_its_place() {
        let refused = |json| read_fields(&mut disk(), &json).unwrap_err().to_string();
        let got = refused(json!({ "sizes": [2, "x"], "name": 3 }));
        assert!(got.starts_with("name: invalid type: integer `3`, expected a string"), "{got}");
        let got = refused(json!({ "sizes": [2, "x"] }));
        assert!(got.starts_with("sizes[1]: invalid type: string \"x\""), "{got}");
        assert!(refused(json!([])).starts_with("invalid type: sequence, expected an object"));
    }
}
