//! What can be wrong with a Fargate service: its size, its numbers, its rules of scaling.

use crate::{
    services::task,
    vocab::{Command, Finding, Findings, Severity, Site},
};

use super::FargateService;

impl FargateService {
    pub(super) fn check_size(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        task::check(&self.repository, &self.image, &self.environment, &self.secrets, site, out);
        let set = |field: &str, value: u32| Command::set(site.address, field, value);
        if let Some(fits) = self.memory_that_fits().filter(|it| *it != self.memory_mib) {
            out.push(
                Finding::new(
                    "fargate-memory",
                    Severity::Error,
                    out.anchor(Some("memory_mib")),
                    format!("{} asks for {} MiB with {}", site.name, self.memory_mib, self.cpu.title()),
                    "Fargate sells memory in steps that depend on the processors, and refuses anything between",
                )
                .fix(format!("Set {fits} MiB"), vec![set("memory_mib", fits)]),
            );
        }
        if self.min_tasks > self.desired_tasks || self.desired_tasks > self.max_tasks {
            let (least, most) = (self.min_tasks.min(self.max_tasks), self.max_tasks.max(self.min_tasks));
            let desired = self.desired_tasks.clamp(least, most);
            out.push(
                Finding::new(
                    "fargate-tasks",
                    Severity::Error,
                    out.anchor(Some("desired_tasks")),
                    format!(
                        "{} starts {} tasks and may have {} to {}",
                        site.name, self.desired_tasks, self.min_tasks, self.max_tasks
                    ),
                    "Autoscaling brings the number inside its bounds at once, and refuses bounds that are swapped",
                )
                .fix(
                    format!("Start {desired} of {least} to {most}"),
                    vec![set("min_tasks", least), set("max_tasks", most), set("desired_tasks", desired)],
                ),
            );
        }
    }

    pub(super) fn check_rollout(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        if self.min_healthy_percent == 100 && self.max_percent == 100 {
            out.push(
                Finding::new(
                    "fargate-rollout",
                    Severity::Error,
                    out.anchor(Some("max_percent")),
                    format!("{} may run neither more nor fewer tasks while it is deployed", site.name),
                    "Without room for one task more or less, no new version ever starts",
                )
                .fix("Allow twice as many", vec![Command::set(site.address, "max_percent", 200)]),
            );
        }
        if self.spot_percent == 100 {
            out.push(
                Finding::new(
                    "fargate-spot-only",
                    Severity::Warning,
                    out.anchor(Some("spot_percent")),
                    format!("{} runs on spare capacity only", site.name),
                    "AWS takes Spot tasks back with two minutes' notice, and may take all of them at once",
                )
                .fix("Keep half of them safe", vec![Command::set(site.address, "spot_percent", 50)]),
            );
        }
    }
}
