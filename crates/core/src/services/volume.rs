//! Volume: an EBS disk of a host. Keeps what has to outlive the machine.
//! Pricing: <https://aws.amazon.com/ebs/pricing/> ·
//! Limits: <https://docs.aws.amazon.com/ebs/latest/userguide/ebs-volume-types.html>

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    base::{Address, Decimal, Quantity, Range, fields},
    prices::PriceBook,
    resource::{Concern, Ends, Resource, ResourceGraph, Value},
    services::{Build, Check, Kind, Plot, Service},
    vocab::{
        Access, Category, Command, Effort, Factor, Facts, Family, Finding, Findings, LineItems, Meta,
        MetricFacts, Place, Procedure, Severity, Site, StorageFacts, Topic, shell_word,
    },
};

/// What each gp3 volume has for nothing: operations a second, and MiB/s.
const INCLUDED_IOPS: u32 = 3_000;
const INCLUDED_THROUGHPUT: u32 = 125;

/// A disk of a host, for data that has to outlive the machine. Encrypted, in the host's zone.
#[derive(Clone, Debug, PartialEq, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Volume {
    /// Room on the disk. It can grow later without a stop, and never shrinks. *Default:* 100 GB.
    #[schemars(range(min = 1, max = 16384), extend("x-unit" = "GB"))]
    pub size_gb: u32,
    /// The kind of disk. *Default:* gp3.
    pub volume_type: VolumeType,
    /// Reads and writes a second. gp3 has 3000 for nothing, up to 500 for each GB; io2 pays for each,
    /// up to 1000 for each GB. *Default:* 3000.
    #[schemars(range(min = 100, max = 64000), extend("x-unit" = "IOPS"))]
    pub iops: u32,
    /// Data moved in a second, gp3 only. 125 are for nothing; each MiB/s takes 4 IOPS. *Default:* 125.
    #[schemars(range(min = 125, max = 1000), extend("x-unit" = "MiB/s"))]
    pub throughput: u32,
    /// The folder of the host that it is mounted at. *Default:* /data.
    #[schemars(length(max = 120))]
    pub mount_path: String,
    /// The device name that it is attached under; each volume of a host has its own, from /dev/sdf to
    /// /dev/sdp. *Default:* /dev/sdf.
    #[schemars(length(max = 20))]
    pub device_name: String,
    /// Snapshots kept at a time. They are taken with the runbook's commands. *Default:* 0.
    #[schemars(range(min = 0, max = 365))]
    pub snapshots: u32,
    /// What the snapshots hold together: the first has every block in use, each later one what changed
    /// since. Left out, one copy of the whole disk is taken.
    #[schemars(extend("x-unit" = "GB"))]
    pub snapshot_gb: Option<Range<Quantity>>,
}

fields!(Volume { size_gb, volume_type, iops, throughput, mount_path, device_name, snapshots, snapshot_gb });

/// The kind of a disk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum VolumeType {
    /// General purpose SSD: right for nearly everything.
    #[default]
    Gp3,
    /// Provisioned IOPS SSD: for databases that need steady, very short answers.
    Io2,
}

impl VolumeType {
    const fn word(self) -> &'static str {
        match self {
            Self::Gp3 => "gp3",
            Self::Io2 => "io2",
        }
    }

    /// Operations a second that AWS allows for each GB.
    const fn iops_per_gb(self) -> u32 {
        match self {
            Self::Gp3 => 500,
            Self::Io2 => 1_000,
        }
    }
}

impl Default for Volume {
    fn default() -> Self {
        Self {
            size_gb: 100,
            volume_type: VolumeType::Gp3,
            iops: INCLUDED_IOPS,
            throughput: INCLUDED_THROUGHPUT,
            mount_path: "/data".to_owned(),
            device_name: "/dev/sdf".to_owned(),
            snapshots: 0,
            snapshot_gb: None,
        }
    }
}

impl Kind for Volume {
    const META: Meta = Meta {
        kind: "volume",
        name: "Volume",
        vendor: "EBS",
        family: Family::Storage,
        summary: "A disk of a host, for data that has to outlive the machine",
        icon: "M6 5h12l3 9v5H3v-5zM3 14h18M16.5 16.5h1.5",
        inside: &[Place::Host],
        offers: None,
        keeps_data: true,
    };

    fn examples() -> Vec<(&'static str, Self)> {
        vec![
            ("small", Self { size_gb: 20, ..Self::default() }),
            (
                "busy",
                Self {
                    size_gb: 500,
                    iops: 6_000,
                    throughput: 500,
                    mount_path: "/var/lib/kafka".to_owned(),
                    snapshots: 7,
                    snapshot_gb: Some(Range {
                        low: 200_u32.into(),
                        expected: 300_u32.into(),
                        high: 600_u32.into(),
                    }),
                    ..Self::default()
                },
            ),
        ]
    }
}

impl Service for Volume {
    fn facts(&self, _address: &Address, _book: &PriceBook) -> Facts {
        Facts {
            storage: Some(StorageFacts {
                room_gb: self.size_gb.into(),
                kept_gb: Range::exact(Decimal::ZERO),
            }),
            mounts_at: Some(self.mount_path.clone()),
            metrics: vec![MetricFacts {
                metric: "disk",
                namespace: "CWAgent",
                name: "disk_used_percent",
                custom: true,
            }],
            accepts: &[Access::Store, Access::Observe],
            count: 1,
            ..Facts::default()
        }
    }

    fn line_items(&self, _site: &Site<'_>, out: &mut LineItems<'_>) {
        let size = Factor::exact(self.size_gb, "GB");
        match self.volume_type {
            VolumeType::Gp3 => {
                out.charge("storage", Category::Storage, "Storage (gp3)", "ebs.gp3_gb_month", &[size]);
                let iops = self.iops.saturating_sub(INCLUDED_IOPS);
                if iops > 0 {
                    out.charge(
                        "iops",
                        Category::Storage,
                        "Provisioned IOPS above 3,000 (gp3)",
                        "ebs.gp3_iops_month",
                        &[Factor::exact(iops, "IOPS")],
                    );
                }
                let throughput = self.throughput.saturating_sub(INCLUDED_THROUGHPUT);
                if throughput > 0 {
                    out.charge(
                        "throughput",
                        Category::Storage,
                        "Provisioned throughput above 125 MiB/s (gp3)",
                        "ebs.gp3_throughput_mibps_month",
                        &[Factor::exact(throughput, "MiB/s")],
                    );
                }
            }
            VolumeType::Io2 => {
                out.charge("storage", Category::Storage, "Storage (io2)", "ebs.io2_gb_month", &[size]);
                out.charge(
                    "iops",
                    Category::Storage,
                    "Provisioned IOPS (io2)",
                    "ebs.io2_iops_month",
                    &[Factor::exact(self.iops, "IOPS")],
                );
            }
        }
        if self.snapshots > 0 {
            let kept = self.snapshot_gb.map_or(Range::exact(self.size_gb.into()), |it| it.map(|it| it.0));
            out.imply(
                "snapshots",
                Category::Storage,
                "Snapshots (Standard)",
                "ebs.snapshot_gb_month",
                &[Factor::range(kept, "GB")],
                "Each snapshot keeps the blocks that changed, apart from the disk itself",
            );
        }
    }

    fn subtitle(&self) -> String {
        format!("{} GB {}", self.size_gb, self.volume_type.word())
    }
}

impl Check for Volume {
    fn check(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        self.check_speed(site, out);
        if !self.mount_path.starts_with('/') || self.mount_path == "/" || self.mount_path.contains("..") {
            out.push(
                Finding::new(
                    "volume-mount-path",
                    Severity::Error,
                    out.anchor(Some("mount_path")),
                    format!("{} is to be mounted at {:?}, which is no folder of a host", site.name, self.mount_path),
                    "The host mounts the disk at this path when it starts, and the containers keep their data in it",
                )
                .hint("use an absolute path below the root, such as /data"),
            );
        }
        if site.asked_by(Access::Store).next().is_none() {
            out.push(
                Finding::new(
                    "volume-unused",
                    Severity::Info,
                    out.anchor(None),
                    format!("nothing keeps its data on {}, {} GB", site.name, self.size_gb),
                    "A disk is charged for its size, however little is on it",
                )
                .hint("connect what writes to it with the access store, or remove it"),
            );
        }
    }
}

impl Build for Volume {
    fn ends(&self, address: &Address) -> Ends {
        let label = address.label();
        Ends { arn: Some(Value::reference("aws_ebs_volume", &label, "arn")), ..Ends::default() }
            .with("volume_id", Value::reference("aws_ebs_volume", &label, "id"))
            .with(
                "dimensions.disk",
                Value::map([
                    ("InstanceId", Value::reference("aws_volume_attachment", label, "instance_id")),
                    ("path", Value::from(&self.mount_path)),
                ]),
            )
            .with("device_name", Value::from(&self.device_name))
    }

    fn resources(&self, plot: &Plot<'_>, graph: &mut ResourceGraph) {
        let label = plot.site.label();
        let mut volume = Resource::new(Concern::Storage, "aws_ebs_volume", &label);
        // The zone of the subnet and not of the machine: a machine that is not there yet has none, and
        // a volume whose zone is unknown would be made anew, without its data.
        let host_zone = plot.site.within(Place::Host).and_then(|it| it.facts.az).unwrap_or_default();
        if let Some(zones) = plot.inherited("availability_zones") {
            volume = volume.set("availability_zone", zones.element(host_zone as usize));
        }
        volume = volume
            .set("encrypted", true)
            .set("type", self.volume_type.word())
            .set("size", self.size_gb)
            .set("iops", self.iops);
        if self.volume_type == VolumeType::Gp3 {
            volume = volume.set("throughput", self.throughput);
        }
        let name = Value::template([Value::Local("name"), Value::from(format!("-{}", plot.site.address))]);
        graph.add(volume.set("tags", Value::map([("Name", name)])).keep());
        let mut attachment = Resource::new(Concern::Storage, "aws_volume_attachment", &label)
            .set("device_name", &self.device_name)
            .set("volume_id", Value::reference("aws_ebs_volume", &label, "id"));
        if let Some(instance) = plot.inherited("instance_id") {
            attachment = attachment.set("instance_id", instance);
        }
        graph.add(
            attachment
                .set("stop_instance_before_detaching", true)
                .comment("Taking a mounted disk away loses writes, so the machine is stopped first."),
        );
        graph.tell(
            format!("{label}_volume_id"),
            format!("The EBS volume of {}", plot.site.name),
            Value::reference("aws_ebs_volume", label, "id"),
        );
    }

    fn effort(&self) -> Option<Effort> {
        Some(Effort::included())
    }

    fn procedures(&self, site: &Site<'_>) -> Vec<Procedure> {
        let volume =
            format!("VOLUME=\"$(terraform -chdir=terraform output -raw {}_volume_id)\"", site.label());
        let mut backup = vec![
            volume.clone(),
            format!(
                "aws ec2 create-snapshot --volume-id \"$VOLUME\" --description {}-{}",
                site.project, site.address
            ),
        ];
        if self.snapshots > 0 {
            backup.push(format!(
                "aws ec2 describe-snapshots --owner-ids self --filters \"Name=volume-id,Values=$VOLUME\" --query 'sort_by(Snapshots, &StartTime)[:-{}].SnapshotId' --output text | xargs -r -n 1 aws ec2 delete-snapshot --snapshot-id",
                self.snapshots
            ));
        }
        vec![
            Procedure {
                topic: Topic::Backup,
                title: format!("Take a snapshot of {}", site.name),
                text: match self.snapshots {
                    0 => "A snapshot is taken while the disk is in use. Stop what writes to it first when the copy \
                          has to be consistent."
                        .to_owned(),
                    kept => format!(
                        "A snapshot is taken while the disk is in use. Stop what writes to it first when the copy \
                         has to be consistent. The last command keeps the newest {kept} and deletes the others."
                    ),
                },
                commands: backup,
            },
            Procedure {
                topic: Topic::Restore,
                title: format!("Bring {} back from a snapshot", site.name),
                text: format!(
                    "Stop the stack first. The new disk comes up beside the old one; look at it, copy what is \
                     missing to {}, then detach and delete it.",
                    self.mount_path
                ),
                commands: vec![
                    volume,
                    "ZONE=\"$(aws ec2 describe-volumes --volume-ids \"$VOLUME\" --query 'Volumes[0].AvailabilityZone' --output text)\"".to_owned(),
                    "HOST=\"$(aws ec2 describe-volumes --volume-ids \"$VOLUME\" --query 'Volumes[0].Attachments[0].InstanceId' --output text)\"".to_owned(),
                    "RESTORED=\"$(aws ec2 create-volume --snapshot-id \"$SNAPSHOT\" --availability-zone \"$ZONE\" --volume-type gp3 --encrypted --query VolumeId --output text)\"".to_owned(),
                    "aws ec2 wait volume-available --volume-ids \"$RESTORED\"".to_owned(),
                    "aws ec2 attach-volume --volume-id \"$RESTORED\" --instance-id \"$HOST\" --device /dev/sdz".to_owned(),
                ],
            },
            Procedure {
                topic: Topic::Scale,
                title: format!("Make {} larger", site.name),
                text: "Raise its size in the design, export and apply; then grow the file system on the host. \
                       Nothing has to stop. AWS allows one change of a disk in six hours."
                    .to_owned(),
                commands: vec![
                    "terraform -chdir=terraform apply".to_owned(),
                    format!("sudo xfs_growfs {}", shell_word(&self.mount_path)),
                ],
            },
        ]
    }
}

impl Volume {
    fn check_speed(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        let set = |field: &str, value: u32| Command::set(site.address, field, value);
        // Up to the included 3,000 IOPS, gp3 asks for no size.
        let most = self.size_gb.saturating_mul(self.volume_type.iops_per_gb());
        let is_free = self.volume_type == VolumeType::Gp3 && self.iops <= INCLUDED_IOPS;
        if self.iops > most && !is_free {
            let floor = if self.volume_type == VolumeType::Gp3 { INCLUDED_IOPS } else { 100 };
            out.push(
                Finding::new(
                    "volume-iops",
                    Severity::Error,
                    out.anchor(Some("iops")),
                    format!(
                        "{} asks for {} IOPS on {} GB; {} allows {} for each GB, so {most}",
                        site.name,
                        self.iops,
                        self.size_gb,
                        self.volume_type.word(),
                        self.volume_type.iops_per_gb()
                    ),
                    "AWS refuses to create the disk",
                )
                .fix(format!("Set {} IOPS", most.max(floor)), vec![set("iops", most.max(floor))]),
            );
        }
        if self.volume_type == VolumeType::Gp3 {
            if self.iops < INCLUDED_IOPS {
                out.push(
                    Finding::new(
                        "volume-iops",
                        Severity::Error,
                        out.anchor(Some("iops")),
                        format!("{} asks for {} IOPS; a gp3 volume has at least 3000", site.name, self.iops),
                        "AWS refuses to create the disk, and 3000 cost nothing",
                    )
                    .fix("Set 3000 IOPS", vec![set("iops", INCLUDED_IOPS)]),
                );
            }
            let needed = self.throughput.saturating_mul(4);
            if needed > self.iops.max(INCLUDED_IOPS) {
                out.push(
                    Finding::new(
                        "volume-throughput",
                        Severity::Error,
                        out.anchor(Some("throughput")),
                        format!(
                            "{} asks for {} MiB/s with {} IOPS; that takes {needed} IOPS",
                            site.name, self.throughput, self.iops
                        ),
                        "gp3 gives at most 0.25 MiB/s for each IOPS, and AWS refuses to create the disk",
                    )
                    .fix(format!("Set {needed} IOPS"), vec![set("iops", needed)]),
                );
            }
        }
    }
}
