//! `memory-over`, `memory-tight`, `heap-over-limit`.
//!
//! *What it checks:* the memory limits of the containers on a host, and what the system keeps,
//! against the host's memory; each heap against its container's limit.
//! *Why it matters:* the kernel kills a container when the machine is full, usually the largest.

use crate::vocab::{Finding, Severity};

use super::{Review, about};

/// From this share on, nothing is left for a peak.
const TIGHT: f64 = 0.9;

/// What a JVM takes beside its heap: metaspace, threads, buffers.
const BESIDE_HEAP_MIB: u32 = 192;

pub(super) fn check(review: &Review<'_>, out: &mut Vec<Finding>) {
    for (id, _) in review.survey.all_facts().filter(|(_, it)| it.image.is_some() || it.runtime.is_some()) {
        review.survey.visit(id, |_, site| {
            if let Some(image) = &site.facts.image
                && image.heap_mib > 0
                && image.memory_mib > 0
                && image.heap_mib.saturating_add(BESIDE_HEAP_MIB) > image.memory_mib
            {
                out.push(
                    Finding::new(
                        "heap-over-limit",
                        Severity::Error,
                        about(id, Some("memory_mib")),
                        format!(
                            "{} may use {} MiB, and its heap alone takes {} MiB",
                            site.name, image.memory_mib, image.heap_mib
                        ),
                        "A process takes more than its heap, and the kernel kills it at the limit",
                    )
                    .hint(format!("allow {} MiB or more", image.heap_mib.saturating_add(BESIDE_HEAP_MIB))),
                );
            }
            let Some(runtime) = &site.facts.runtime else { return };
            let running =
                site.children.iter().filter_map(|it| Some((it.facts.image.as_ref()?, it.facts.count)));
            let limits: u32 = running
                .filter(|(image, _)| !image.one_shot)
                .map(|(image, count)| image.memory_mib.saturating_mul(count.max(1)))
                .fold(0, u32::saturating_add);
            let needed = limits.saturating_add(runtime.reserved_mib);
            let available = runtime.memory_mib;
            if limits == 0 || available == 0 || f64::from(needed) <= f64::from(available) * TIGHT {
                return;
            }
            let figures = format!(
                "the containers on {} may use {limits} MiB and the system keeps {} MiB, of {available} MiB",
                site.name, runtime.reserved_mib
            );
            out.push(if needed > available {
                Finding::new(
                    "memory-over",
                    Severity::Error,
                    about(id, Some("instance_type")),
                    format!("{figures}: {} MiB too many", needed - available),
                    "When the machine is full the kernel kills a container, usually the largest",
                )
                .hint("take a larger machine, move a container, or lower the limits")
            } else {
                Finding::new(
                    "memory-tight",
                    Severity::Warning,
                    about(id, Some("instance_type")),
                    figures,
                    "Nothing is left for a peak, a second copy during a deployment, or the page cache",
                )
            });
        });
    }
}
