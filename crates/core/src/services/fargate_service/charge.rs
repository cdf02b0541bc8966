//! What the tasks of a Fargate service are charged for.

use crate::{
    base::{Decimal, Quantity, Range},
    services::container::Arch,
    vocab::{Category, Factor, LineItems, Site},
};

use super::FargateService;

/// Metrics that Container Insights keeps of a service and of its task definition, counted in AWS's list:
/// an assumption.
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Container-Insights-metrics-ECS.html>
const INSIGHTS_METRICS: u32 = 25;

impl FargateService {
    /// Tasks: at least the fewest, planned with as many as at the start, at most the most.
    pub(super) fn tasks(&self) -> Factor {
        let tasks = Range {
            low: self.min_tasks.min(self.desired_tasks).into(),
            expected: self.desired_tasks.into(),
            high: self.max_tasks.max(self.desired_tasks).into(),
        };
        Factor::range(tasks, if self.desired_tasks == 1 { "task" } else { "tasks" })
    }

    pub(super) fn charge_tasks(&self, site: &Site<'_>, out: &mut LineItems<'_>) {
        let (processors, memory, word) = match self.arch {
            Arch::Arm64 => ("fargate.vcpu_hour_arm", "fargate.gb_hour_arm", "Linux, ARM"),
            Arch::X86_64 => ("fargate.vcpu_hour_x86", "fargate.gb_hour_x86", "Linux, x86"),
        };
        let tasks = self.tasks();
        let vcpu = Factor::exact(self.cpu.vcpu(), "vCPU");
        let gb = Factor::exact(Decimal::from(self.memory_mib) / Decimal::from(1_024), "GB");
        let spot = Decimal::from(self.spot_percent.min(100)) / Decimal::ONE_HUNDRED;
        let safe = Factor::exact(Decimal::ONE - spot, "on demand");
        let parts = [
            ("vcpu", "spot-vcpu", "vCPU", processors, "fargate.spot_vcpu_hour", vcpu),
            ("memory", "spot-memory", "Memory", memory, "fargate.spot_gb_hour", gb),
        ];
        for (key, spot_key, name, sku, spot_sku, size) in parts {
            let factors = [tasks, size, site.hours(), safe];
            let n_factors = if self.spot_percent == 0 { 3 } else { 4 };
            if self.spot_percent < 100 {
                let factors = factors.get(..n_factors).unwrap_or(&factors);
                out.charge(key, Category::Compute, format!("{name} ({word})"), sku, factors);
            }
            if self.spot_percent == 0 {
                continue;
            }
            let on_spot = [tasks, size, site.hours(), Factor::exact(spot, "on Spot")];
            let name = format!("{name} ({word}, Spot)");
            match self.spot_discount {
                Some(discount) => {
                    let paid = |it: Quantity| (Decimal::ONE - it.0 / Decimal::ONE_HUNDRED).max(Decimal::ZERO);
                    // The larger the discount, the less is paid.
                    let paid = Range {
                        low: paid(discount.high),
                        expected: paid(discount.expected),
                        high: paid(discount.low),
                    };
                    let [tasks, size, hours, on_spot] = on_spot;
                    let factors = [tasks, size, hours, on_spot, Factor::range(paid, "of the price")];
                    out.charge(spot_key, Category::Compute, name, sku, &factors);
                }
                None => out.charge(spot_key, Category::Compute, name, spot_sku, &on_spot),
            }
        }
        if self.container_insights {
            out.imply(
                "container-insights",
                Category::Operations,
                "Metrics (Container Insights)",
                "cloudwatch.custom_metric_month",
                &[Factor::exact(INSIGHTS_METRICS, "metrics")],
                "Container Insights keeps metrics of a service and of its task definition, taken as 25, each charged as a custom one",
            );
        }
    }
}
