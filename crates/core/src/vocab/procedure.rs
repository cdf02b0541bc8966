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
