//! What can be wrong with a queue: what it loses, who is missing at its ends, how long it hides a message.

use crate::vocab::{Access, Command, Finding, Findings, Severity, Site};

use super::Queue;

/// The longest that SQS hides a message from others.
const LONGEST_VISIBILITY: u32 = 43_200;

impl Queue {
    pub(super) fn check_settings(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        if !self.dead_letter_queue {
            out.push(
                Finding::new(
                    "queue-dead-letters",
                    Severity::Warning,
                    out.anchor(Some("dead_letter_queue")),
                    format!("{} has no dead-letter queue", site.name),
                    "A message that its consumer can't handle comes again until its time is up, and then is lost \
                     without a trace",
                )
                .fix("Add one", vec![Command::set(site.address, "dead_letter_queue", true)]),
            );
        }
        if !self.encryption {
            out.push(
                Finding::new(
                    "queue-encryption",
                    Severity::Warning,
                    out.anchor(Some("encryption")),
                    format!("{} keeps messages unencrypted", site.name),
                    "SQS encrypts with keys of its own without charge, and nothing else has to change",
                )
                .fix("Encrypt it", vec![Command::set(site.address, "encryption", true)]),
            );
        }
    }

    pub(super) fn check_ends(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        if site.asked_by(Access::Send).next().is_none() {
            out.push(
                Finding::new(
                    "queue-without-sender",
                    Severity::Warning,
                    out.anchor(None),
                    format!("nobody sends to {}", site.name),
                    "Without a connection no role is allowed to send, and the queue stays empty",
                )
                .hint("connect whoever sends to it, with the access \"send\""),
            );
        }
        if site.asked_by(Access::Consume).next().is_none() {
            out.push(
                Finding::new(
                    "queue-without-consumer",
                    Severity::Warning,
                    out.anchor(None),
                    format!("nobody takes messages from {}", site.name),
                    format!("Each message is dropped after {} days", self.retention_days),
                )
                .hint("connect whoever works on the messages to it, with the access \"consume\""),
            );
        } else if !self.fifo {
            out.push(
                Finding::new(
                    "queue-at-least-once",
                    Severity::Info,
                    out.anchor(Some("fifo")),
                    format!("{} may hand out a message more than once, and out of order", site.name),
                    "A standard queue delivers at least once: a consumer that books, pays or writes has to notice a \
                     message that it has had",
                )
                .hint("write under a key that the message brings, so that the second time changes nothing")
                .hint("or take a FIFO queue, which drops what is sent twice within five minutes"),
            );
        }
    }

    pub(super) fn check_visibility(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        let slowest = site
            .asked_by(Access::Consume)
            .filter_map(|it| Some((it.facts.works_seconds?, it)))
            .max_by_key(|(seconds, _)| *seconds);
        let Some((seconds, consumer)) = slowest else { return };
        // What AWS advises, so that a batch that was turned away can be tried again meanwhile.
        let advised = seconds.saturating_mul(6).min(LONGEST_VISIBILITY);
        if self.visibility_seconds >= advised {
            return;
        }
        let (severity, why) = if self.visibility_seconds < seconds {
            (
                Severity::Error,
                "The message comes again while it is still worked on, and AWS refuses to connect a function that may \
                 take longer",
            )
        } else {
            (
                Severity::Info,
                "AWS advises six times as long, so that a batch that was turned away is tried again in time",
            )
        };
        out.push(
            Finding::new(
                "queue-visibility",
                severity,
                out.anchor(Some("visibility_seconds")),
                format!(
                    "{} hides a message for {} s, and {} may work on it for {seconds} s",
                    site.name, self.visibility_seconds, consumer.name
                ),
                why,
            )
            .fix(
                format!("Hide it for {advised} s"),
                vec![Command::set(site.address, "visibility_seconds", advised)],
            ),
        );
    }
}
