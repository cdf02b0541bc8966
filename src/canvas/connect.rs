//! Connecting two components: which access suits them, and the command. Pure.

use groundplan_core::{
    base::Address,
    design::Design,
    vocab::{Access, Command, ConnectionRecord},
};

/// The command that connects two components with the first access that the target takes. `accepts`
/// is what the target says it can be asked for; empty for anything.
pub(crate) fn connect(
    design: &Design,
    from: &Address,
    to: &Address,
    accepts: &[Access],
) -> (Address, Command) {
    let id = design.free_address(&Address::slugify(&format!("{from}-{to}")));
    let access = if accepts.is_empty() || accepts.contains(&Access::default()) {
        Access::default()
    } else {
        accepts.first().copied().unwrap_or_default()
    };
    let record = ConnectionRecord {
        id: id.clone(),
        from: from.clone(),
        to: to.clone(),
        access,
        port: None,
        purpose: String::new(),
        share: None,
    };
    (id, Command::Connect(record))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_access_is_one_that_the_target_takes() {
        let design = Design::default();
        let (a, b) = (Address::slugify("a"), Address::slugify("b"));
        let access = |accepts: &[Access]| match connect(&design, &a, &b, accepts) {
            (id, Command::Connect(record)) if id == record.id => record.access,
            _ => panic!("a connection"),
        };
        assert_eq!(access(&[]), Access::Connect);
        assert_eq!(access(&[Access::Pull, Access::Push]), Access::Pull);
        assert_eq!(access(&[Access::Read, Access::Connect]), Access::Connect);
    }
}
