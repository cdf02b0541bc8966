//! The form of the tables: what each Terraform type is in CloudFormation, and what becomes of its
//! arguments and attributes.
//!
//! The graph has the finer grain, so a table also says what folds into what. Nothing is left out without
//! a word: an argument that no rule names is reported like one whose rule gives a reason.

/// What a Terraform type is in CloudFormation.
#[derive(Debug)]
pub(super) struct Mapping {
    /// Terraform's type.
    pub(super) terraform: &'static str,
    /// What it becomes.
    pub(super) target: Target,
    /// What becomes of its arguments.
    pub(super) rules: &'static [Rule],
    /// What its attributes are, by Terraform's path.
    pub(super) attributes: &'static [(&'static str, Attribute)],
    /// Properties that CloudFormation asks for and Terraform doesn't: path and text.
    pub(super) always: &'static [(&'static str, &'static str)],
}

/// What a resource becomes.
#[derive(Debug)]
pub(super) enum Target {
    /// A resource of this type; the word ends its logical id.
    Resource(&'static str, &'static str),
    /// Properties of the resource that this argument refers to.
    Fold(&'static str),
    /// Nothing, for this reason.
    Absent(&'static str),
}

/// What becomes of an argument.
#[derive(Debug)]
pub(super) struct Rule {
    /// The argument's name.
    pub(super) from: &'static str,
    /// The property's path; dots lead into objects, `[0]` into the first element of a list, and an
    /// empty path stays in the object at hand.
    pub(super) to: &'static str,
    /// How the value is shaped.
    pub(super) form: Form,
}

/// How an argument's value is shaped.
#[derive(Debug)]
pub(super) enum Form {
    /// As it is.
    Same,
    /// As text.
    Text,
    /// JSON text as the object that it is.
    Json,
    /// Several of one name, each an object of a list or a text in it: adds to the list.
    Add,
    /// The object's own rules.
    Block(&'static [Rule]),
    /// A list of objects, one for each block.
    Blocks(&'static [Rule]),
    /// A map as a list of objects with a name and a value, which are called this.
    Pairs(&'static str, &'static str),
    /// Words for other words; `true` and `false` stand for themselves.
    Words(&'static [(&'static str, &'static str)]),
    /// An entry with this key in a list of keys and values.
    Option(&'static str),
    /// An attribute of a table's key, in this part.
    KeyPart(&'static str),
    /// Each text of a list as an object: a constant pair, and the text under this name.
    Each(&'static str, &'static str, &'static str),
    /// A block with name and value as one entry of an object.
    Entry,
    /// JSON text as an object whose keys begin with a capital, but for what lies under these keys.
    Capital(&'static [&'static str]),
    /// JSON text as an object; what it refers to is named by the ARN that follows from its name, since
    /// both refer to each other. The service, and the argument with the name.
    Named(&'static str, &'static str),
    /// A variable that may be empty, and then says nothing.
    UnlessEmpty,
    /// The code of a function as a file in a bucket.
    Package,
    /// A resource of its own beside, which ties this one to the value: its type, the word that ends its
    /// logical id, and the property that names this one.
    Beside(&'static str, &'static str, &'static str),
    /// The value under the first path, and an empty text under the second, which CloudFormation asks
    /// for beside it.
    Both(&'static str, &'static str),
    /// JSON text with a password that is drawn: the secret draws it, by these rules of the password's own
    /// arguments.
    Drawn(&'static [Rule]),
    /// What CloudFormation does by itself, or another property says: nothing is lost.
    Implied,
    /// What CloudFormation has no word for, and why that is so.
    Left(&'static str),
}

/// What an attribute is.
#[derive(Debug)]
pub(super) enum Attribute {
    /// What `Ref` gives.
    Ref,
    /// An attribute of CloudFormation's.
    Att(&'static str),
    /// A list; several texts joined by commas.
    List(&'static str),
    /// The first of a list.
    First(&'static str),
    /// Several texts of which each is an attribute, joined by commas.
    Joined(&'static [Attribute]),
    /// Another one for each text of an argument.
    By(&'static str, &'static [(&'static str, Attribute)]),
    /// Text in which `@` stands for the resource: `arn:${AWS::Partition}:…/${@}`.
    Sub(&'static str),
    /// Text as in `Sub` that takes in more than the resource, and why.
    Wider(&'static str, &'static str),
    /// Text as in `Sub`, and behind it the value of its own argument.
    Named(&'static str, &'static str),
    /// The value of its own argument.
    Own(&'static str),
    /// Nothing, for this reason.
    Absent(&'static str),
    /// What AWS tells and CloudFormation doesn't: the words behind `aws` that ask for it, the last of which
    /// takes what `Ref` gives. `deploy.sh` asks once the resource is there.
    Asked(&'static str),
    /// A part of an attribute: the attribute, and for each cut the separator and the number of the part.
    Part(&'static str, &'static [(&'static str, i64)]),
}

impl Mapping {
    /// A resource.
    pub(super) const fn resource(
        terraform: &'static str,
        name: &'static str,
        word: &'static str,
        rules: &'static [Rule],
        attributes: &'static [(&'static str, Attribute)],
    ) -> Self {
        Self { terraform, target: Target::Resource(name, word), rules, attributes, always: &[] }
    }

    /// What becomes a part of another resource.
    pub(super) const fn fold(terraform: &'static str, by: &'static str, rules: &'static [Rule]) -> Self {
        Self { terraform, target: Target::Fold(by), rules, attributes: &[], always: &[] }
    }

    /// What has no counterpart.
    pub(super) const fn absent(terraform: &'static str, reason: &'static str) -> Self {
        Self { terraform, target: Target::Absent(reason), rules: &[], attributes: &[], always: &[] }
    }

    /// Adds properties that CloudFormation asks for.
    pub(super) const fn always(mut self, always: &'static [(&'static str, &'static str)]) -> Self {
        self.always = always;
        self
    }

    /// Adds attributes.
    pub(super) const fn with(mut self, attributes: &'static [(&'static str, Attribute)]) -> Self {
        self.attributes = attributes;
        self
    }
}

/// A rule of any form.
pub(super) const fn rule(from: &'static str, to: &'static str, form: Form) -> Rule {
    Rule { from, to, form }
}

/// An argument that only has another name.
pub(super) const fn to(from: &'static str, to: &'static str) -> Rule {
    rule(from, to, Form::Same)
}

/// An argument that CloudFormation wants as text.
pub(super) const fn text(from: &'static str, to: &'static str) -> Rule {
    rule(from, to, Form::Text)
}

/// A policy or other document.
pub(super) const fn json(from: &'static str, to: &'static str) -> Rule {
    rule(from, to, Form::Json)
}

/// A nested object.
pub(super) const fn block(from: &'static str, to: &'static str, rules: &'static [Rule]) -> Rule {
    rule(from, to, Form::Block(rules))
}

/// Nested objects of a list.
pub(super) const fn blocks(from: &'static str, to: &'static str, rules: &'static [Rule]) -> Rule {
    rule(from, to, Form::Blocks(rules))
}

/// What needs no word.
pub(super) const fn implied(from: &'static str) -> Rule {
    rule(from, "", Form::Implied)
}

/// What can't be said, and why.
pub(super) const fn left(from: &'static str, reason: &'static str) -> Rule {
    rule(from, "", Form::Left(reason))
}

/// Tags, which are a list of keys and values.
pub(super) const fn tags() -> Rule {
    rule("tags", "Tags", Form::Pairs("Key", "Value"))
}
