//! `image-architecture`.
//!
//! *What it checks:* every image exists for the processor of the host that it runs on.
//! *Why it matters:* a container with the wrong architecture ends at once with `exec format error`.

use crate::vocab::{Finding, Place, Severity};

use super::{Review, about};

pub(super) fn check(review: &Review<'_>, out: &mut Vec<Finding>) {
    for (id, _) in review.survey.all_facts().filter(|(_, it)| it.image.is_some()) {
        review.survey.visit(id, |_, site| {
            let Some(image) = site.facts.image.as_ref().filter(|it| !it.arches.is_empty()) else { return };
            let Some(host) = site.within(Place::Host) else { return };
            let Some(arch) = host.facts.runtime.as_ref().and_then(|it| it.arch) else { return };
            if !image.arches.contains(&arch) {
                let arches: Vec<&str> = image.arches.iter().map(|it| it.name()).collect();
                out.push(
                    Finding::new(
                        "image-architecture",
                        Severity::Error,
                        about(id, Some("arches")),
                        format!(
                            "the image of {} exists for {}, and {} is {}",
                            site.name,
                            arches.join(", "),
                            host.name,
                            arch.name()
                        ),
                        "A container with the wrong architecture ends at once with exec format error",
                    )
                    .hint(format!("build the image for {}, or take another instance type", arch.name())),
                );
            }
        });
    }
}
