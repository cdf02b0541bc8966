//! `cargo xtask new-service`: the file of a new kind, ready to be filled in, and its lines in the list.

use std::fs;

use anyhow::{Context, Result, ensure};

use crate::workspace::Workspace;

const TEMPLATE: &str = include_str!("../templates/service.rs.txt");

/// The flags of `new-service`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// What the kind is, in lower case with underscores: message_broker
    name: String,
}

/// Writes the file and adds the lines, or changes nothing.
pub(crate) fn verb(workspace: &Workspace, args: &Args) -> Result<()> {
    let name = &args.name;
    let starts_well = name.starts_with(|letter: char| letter.is_ascii_lowercase());
    ensure!(
        starts_well && name.chars().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '_'),
        "a name has lower-case letters, digits and underscores, such as message_broker, got {name}"
    );
    let folder = workspace.root().join("crates/core/src/services");
    let file = folder.join(name).with_extension("rs");
    ensure!(!file.exists(), "{} is already there", file.display());
    let list = folder.join("mod.rs");
    let text = fs::read_to_string(&list).with_context(|| format!("cannot read {}", list.display()))?;
    let text = with_lines(&text, name).context("crates/core/src/services/mod.rs has no list of services")?;
    fs::write(&file, filled(name))?;
    fs::write(&list, text)?;
    println!("crates/core/src/services/{name}.rs is ready. What is left:");
    println!("  1. its words: the docs, the icon, where it may stand");
    println!("  2. what is charged, with its prices in public/prices, their source and date");
    println!("  3. what it carries, which resources build it, what can be wrong with it");
    println!(
        "  4. UPDATE=1 cargo test -p groundplan-core, and read its new sheet as a customer reads a bill"
    );
    Ok(())
}

/// The template for that name.
fn filled(name: &str) -> String {
    let words: Vec<String> = name.split('_').filter(|word| !word.is_empty()).map(capitalised).collect();
    let title = name.replace('_', " ");
    TEMPLATE
        .replace("{Kind}", &words.concat())
        .replace("{Name}", &capitalised(title.trim()))
        .replace("{name}", name)
}

/// The list of services, and the modules above it, with one more at their ends.
fn with_lines(text: &str, name: &str) -> Option<String> {
    let list = text.find("\n\nservices! {")?;
    let end = list + text[list..].find("\n}")?;
    let kind: String = name.split('_').map(capitalised).collect();
    let (modules, kinds, rest) = (&text[..list], &text[list..end], &text[end..]);
    Some(format!("{modules}\nmod {name};{kinds}\n    {name} => {kind},{rest}"))
}

/// A word with a capital.
fn capitalised(word: &str) -> String {
    let (first, rest) = word.split_at(word.len().min(1));
    first.to_uppercase() + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_carries_the_name_in_each_of_its_forms() {
        let text = filled("message_broker");
        assert!(text.starts_with("//! Message broker: "), "{text}");
        assert!(text.contains("pub struct MessageBroker {"), "{text}");
        assert!(text.contains("kind: \"message_broker\","), "{text}");
        assert!(!text.contains("{name}") && !text.contains("{Kind}") && !text.contains("{Name}"), "{text}");
    }

    #[test]
    fn the_list_and_the_modules_get_one_more_line() {
        let list = "docs\n\nmod users;\n\nservices! {\n    users => Users,\n}\n\nrest {\n}\n";
        let want = "docs\n\nmod users;\nmod queue;\n\nservices! {\n    users => Users,\n    queue => Queue,\n}\n\nrest {\n}\n";
        assert_eq!(with_lines(list, "queue").as_deref(), Some(want));
    }
}
