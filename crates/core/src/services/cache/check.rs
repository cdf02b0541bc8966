//! What can be wrong with a cache: its node, what is lost with it, who can listen.

use crate::vocab::{Command, Finding, Findings, Severity, Site};

use super::{Cache, CacheHolds};

impl Cache {
    pub(super) fn check_settings(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        // Of a region without any figures, nothing can be said.
        let is_known = |node_type: &str| site.book.price(&self.sku_of(node_type)).is_some();
        if !is_known(&self.node_type) && ["cache.t4g.micro", "cache.t3.micro"].into_iter().any(is_known) {
            out.push(
                Finding::new(
                    "cache-node-type",
                    Severity::Error,
                    out.anchor(Some("node_type")),
                    format!(
                        "{} names the node type {:?}, which {} does not offer for {}",
                        site.name,
                        self.node_type,
                        site.book.region(),
                        self.engine.title()
                    ),
                    "Its price is unknown, and AWS may refuse to create it",
                )
                .hint("pick a type that the region offers, such as cache.t4g.micro or cache.m7g.large"),
            );
        }
        let (oldest, current) = self.engine.versions();
        let numbers: Vec<Option<u32>> = self.version.split('.').map(|it| it.parse().ok()).collect();
        let fits = matches!(numbers.as_slice(), [Some(major), Some(_)] if *major >= oldest);
        if !fits {
            out.push(
                Finding::new(
                    "cache-version",
                    Severity::Error,
                    out.anchor(Some("version")),
                    format!(
                        "{} names the version {:?}, which is none of {}",
                        site.name,
                        self.version,
                        self.engine.title()
                    ),
                    "AWS refuses to create the cache",
                )
                .fix(format!("Take {current}"), vec![Command::set(site.address, "version", current)]),
            );
        }
    }

    pub(super) fn check_loss(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        if self.nodes > 1 {
            return;
        }
        let (severity, message, why) = match self.holds {
            CacheHolds::Copies => (
                Severity::Info,
                format!("{} is one node", site.name),
                "When the node or its zone fails the cache is away for minutes, and comes back empty: whoever asks it has \
                 to bear that, and the database behind it the load",
            ),
            CacheHolds::Sessions => (
                Severity::Warning,
                format!("{} holds sessions on one node", site.name),
                "When the node or its zone fails, everybody is logged out, and nobody logs in until there is a new one",
            ),
            CacheHolds::Locks => (
                Severity::Warning,
                format!("{} holds locks on one node", site.name),
                "When the node or its zone fails, locks are forgotten, and what must not run twice may run twice",
            ),
        };
        let finding = Finding::new("cache-single-node", severity, out.anchor(Some("nodes")), message, why);
        out.push(match self.holds {
            CacheHolds::Copies => finding,
            CacheHolds::Sessions => finding
                .fix("Add a replica that takes over", vec![Command::set(site.address, "nodes", 2)]),
            CacheHolds::Locks => finding
                .hint("replicas lag behind a little, so a lock can be lost in a fail-over too: let the database refuse what runs twice")
                .fix("Add a replica that takes over", vec![Command::set(site.address, "nodes", 2)]),
        });
    }

    pub(super) fn check_encryption(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        if !self.encryption_in_transit {
            out.push(
                Finding::new(
                    "cache-in-transit",
                    Severity::Warning,
                    out.anchor(Some("encryption_in_transit")),
                    format!("{} takes connections without TLS", site.name),
                    "Whoever listens on the way reads sessions and keys as they stand",
                )
                .hint("take TLS only, and let clients ask for it: rediss:// instead of redis://"),
            );
        }
        if !self.encryption_at_rest {
            out.push(
                Finding::new(
                    "cache-at-rest",
                    Severity::Warning,
                    out.anchor(Some("encryption_at_rest")),
                    format!("{} writes backups unencrypted", site.name),
                    "Encryption is free with a key of AWS, and can't be switched on later without a new cache",
                )
                .fix("Encrypt it", vec![Command::set(site.address, "encryption_at_rest", true)]),
            );
        }
        if site.is_public() {
            out.push(
                Finding::new(
                    "cache-public-tier",
                    Severity::Warning,
                    out.anchor(None),
                    format!("{} stands in a public tier", site.name),
                    "AWS gives it no public address, but what keeps data belongs where nothing else is open",
                )
                .hint("move it into a data tier without a route to the internet gateway"),
            );
        }
    }
}
