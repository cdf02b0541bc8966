//! Procedures: what the runbook says.

/// The chapter of the runbook that a procedure belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Topic {
    /// Saving data.
    Backup,
    /// Getting data back.
    Restore,
    /// Bringing out a new version.
    Deploy,
    /// Going back to the version before.
    Rollback,
    /// Day-to-day access and checks.
    Operate,
    /// Growing.
    Scale,
}

impl Topic {
    /// All chapters, in order.
    pub const ALL: [Self; 6] =
        [Self::Operate, Self::Deploy, Self::Rollback, Self::Backup, Self::Restore, Self::Scale];

    /// The heading.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Backup => "Backup",
            Self::Restore => "Restore",
            Self::Deploy => "Deploy",
            Self::Rollback => "Rollback",
            Self::Operate => "Operate",
            Self::Scale => "Scale out",
        }
    }
}

/// One thing to do, with its commands. The commands hold the design's own names, already quoted
/// for a shell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Procedure {
    /// The chapter.
    pub topic: Topic,
    /// What it does, as a heading.
    pub title: String,
    /// When and why to do it, and what to expect; plain text.
    pub text: String,
    /// Shell commands, a line each.
    pub commands: Vec<String>,
}

/// A text as one word of a shell command: quoted where it has to be, without control characters.
#[must_use]
pub fn shell_word(text: &str) -> String {
    let text: String = text.chars().filter(|it| !it.is_control()).collect();
    let is_plain = |it: char| it.is_ascii_alphanumeric() || "/._-:@%+=,".contains(it);
    if !text.is_empty() && text.chars().all(is_plain) {
        text
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::shell_word;

    #[test]
    fn a_shell_word_stays_one_inert_word() {
        assert_eq!(shell_word("/var/lib/kafka"), "/var/lib/kafka");
        assert_eq!(shell_word(""), "''");
        assert_eq!(shell_word("$(reboot)"), "'$(reboot)'");
        assert_eq!(shell_word("a'b\nc"), r"'a'\''bc'");
    }
}
