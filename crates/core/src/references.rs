//! The reference designs: real architectures to start from. Their files lie in `public/references`
//! and are read by the app when they are opened, and built into the CLI.

/// A reference design.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The id on the command line, in hooks, and of the file.
    pub id: &'static str,
    /// The name.
    pub name: &'static str,
    /// What it is, in one sentence.
    pub sentence: &'static str,
}

/// All reference designs, in the order of the gallery.
pub const REFERENCES: &[Reference] = &[
    Reference {
        id: "c1",
        name: "Single-box production",
        sentence: "One Graviton host with Docker Compose behind a load balancer, a static site on a CDN, and a \
               managed PostgreSQL, for under $200 a month",
    },
    Reference {
        id: "reptidex",
        name: "Marketplace on Fargate",
        sentence: "Four sites and six services on ECS Fargate behind one load balancer, in development and in \
                   production, with what a document states of their cost held against it",
    },
];

/// The reference of this id.
#[must_use]
pub fn reference(id: &str) -> Option<&'static Reference> {
    REFERENCES.iter().find(|it| it.id == id)
}
