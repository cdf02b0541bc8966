//! `terraform/user-data/<host>.sh.tftpl`: what a host does when it starts for the first time.
//!
//! Terraform fills in `name`, `region` and `files` (the files of the stack, compressed). Everything
//! else comes from addresses, or is checked to hold nothing but plain letters of a path.

use std::{collections::BTreeMap, fmt::Write as _};

use crate::blueprint::HostStack;

use super::stack_scripts;

/// The release of the Compose plugin that hosts install, and the SHA-256 of its files as published
/// with it: <https://github.com/docker/compose/releases>, as of November 2025.
const COMPOSE_VERSION: &str = "2.40.3";
const COMPOSE_ARM64: (&str, &str) =
    ("aarch64", "d26373b19e89160546d15407516cc59f453030d9bc5b43ba7faf16f7b4980137");
const COMPOSE_AMD64: (&str, &str) =
    ("x86_64", "dba9d98e1ba5bfe11d88c99b9bd32fc4a0624a30fafe68eea34d61a3e42fd372");

/// The start script of a host.
pub(super) fn user_data(stack: &HostStack) -> String {
    let mut out = format!(
        "#!/bin/bash\n\
         # First start of {}: Docker with Compose, {}{}the stack.\n\
         # Terraform fills this in: name, region, files. A dollar sign of the shell's own before a brace is doubled.\n\
         set -euo pipefail\n\
         \n\
         stack=\"/opt/${{name}}\"\n\
         \n\
         dnf install --assumeyes docker jq{}\n",
        stack.host,
        if stack.measures { "the CloudWatch agent, " } else { "" },
        if stack.volumes.is_empty() { "" } else { "the data volumes, " },
        if stack.measures { " amazon-cloudwatch-agent" } else { "" },
    );
    out.push_str(&compose_plugin(stack));
    let volumes: Vec<(&str, &str)> = stack
        .volumes
        .iter()
        .filter(|it| is_device(&it.device) && is_path(&it.path))
        .map(|it| (it.device.as_str(), it.path.trim_end_matches('/')))
        .collect();
    if !volumes.is_empty() {
        out.push_str(MOUNT);
        for (device, path) in &volumes {
            let _ = writeln!(out, "mount_volume {device} {path}");
        }
    }
    let folders = folders(stack);
    if !folders.is_empty() {
        out.push_str("\n# Folders that containers keep data in, for the user that they run as.\n");
        for (path, (user, group)) in &folders {
            let _ = writeln!(out, "install -d -o {user} -g {group} {path}");
        }
    }
    if stack.measures {
        let paths: Vec<String> = volumes.iter().map(|(_, path)| format!(", \"{path}\"")).collect();
        out.push_str(&AGENT.replace("@paths@", &paths.concat()));
    }
    if !stack.services.is_empty() {
        let mounts: Vec<&str> = volumes.iter().map(|(_, path)| *path).collect();
        out.push_str(&start(stack, &mounts));
    }
    out
}

fn compose_plugin(stack: &HostStack) -> String {
    let (machine, sha256) = if stack.platform == "amd64" { COMPOSE_AMD64 } else { COMPOSE_ARM64 };
    format!(
        "\n\
         # Amazon Linux has no package of the Compose plugin, so it comes from Docker's releases, checked\n\
         # against the sum that was published with it.\n\
         plugin=/usr/local/lib/docker/cli-plugins/docker-compose\n\
         compose_version={COMPOSE_VERSION}\n\
         compose_sha256={sha256}\n\
         install -d \"$(dirname \"$plugin\")\"\n\
         curl --fail --silent --show-error --location --retry 5 --output \"$plugin\" \\\n\
         \x20 \"https://github.com/docker/compose/releases/download/v$compose_version/docker-compose-linux-{machine}\"\n\
         echo \"$compose_sha256  $plugin\" | sha256sum --check --quiet\n\
         chmod 0755 \"$plugin\"\n"
    )
}

/// Folders on the host that containers mount, with the owner where a number names it.
fn folders(stack: &HostStack) -> BTreeMap<&str, (u32, u32)> {
    let mut folders = BTreeMap::new();
    for container in stack.services.iter().map(|it| &it.container) {
        let (user, group) = container.user.split_once(':').unwrap_or((&container.user, &container.user));
        let owner = user.parse().ok().zip(group.parse().ok()).unwrap_or((0, 0));
        for mount in container.mounts.iter().filter(|it| !it.read_only && is_path(&it.source)) {
            folders.entry(mount.source.as_str()).or_insert(owner);
        }
    }
    folders
}

fn start(stack: &HostStack, mounts: &[&str]) -> String {
    let mut out = String::from(FILES);
    if !mounts.is_empty() {
        out.push_str(&DISKS.replace("@paths@", &mounts.join(" ")));
    }
    out.push_str(UNIT);
    let mut started = String::new();
    // A secret that AWS changes by itself, as RDS does, or an address that Terraform changes, reaches
    // the containers without a deployment.
    out.push_str(&timer("refresh", "Brings changed secrets and addresses to", "stack.sh up", "15min"));
    started.push_str("\nsystemctl enable --now \"${name}-refresh.timer\"");
    if stack_scripts::has_gauges(stack) {
        out.push_str(&timer("measure", "Sends figures to CloudWatch from", "measure.sh", "1min"));
        started.push_str("\nsystemctl enable --now \"${name}-measure.timer\"");
    }
    out.push_str(&START.replace("@timers@", &started));
    out
}

/// A timer that runs a script of the stack while the stack is meant to run.
fn timer(name: &str, what: &str, command: &str, every: &str) -> String {
    TIMER
        .replace("@timer@", name)
        .replace("@what@", what)
        .replace("@command@", command)
        .replace("@every@", every)
}

/// A path below the root that is one plain word to a shell, to `fstab` and to systemd.
fn is_path(path: &str) -> bool {
    let is_part = |it: &str| {
        !it.is_empty()
            && it != "."
            && it != ".."
            && it.chars().all(|it| it.is_ascii_alphanumeric() || "._-".contains(it))
    };
    path.strip_prefix('/').is_some_and(|it| it.trim_end_matches('/').split('/').all(is_part))
}

fn is_device(device: &str) -> bool {
    device
        .strip_prefix("/dev/")
        .is_some_and(|it| !it.is_empty() && it.chars().all(|it| it.is_ascii_alphanumeric()))
}

const MOUNT: &str = r#"
# Waits for a volume, gives it a file system if there is none, and mounts it now and at every start.
# The name it is attached under is a link to the disk, whatever number the disk got this time.
mount_volume() {
  local link=$1 path=$2 tries=0 probe=0 disk
  until [ -b "$link" ]; do
    tries=$((tries + 1))
    if [ "$tries" -gt 120 ]; then
      echo "$link did not appear within ten minutes" >&2
      return 1
    fi
    sleep 5
  done
  disk=$(readlink -f "$link")
  # 2 means that there is nothing on the disk; anything else is data that must stay.
  blkid --probe "$disk" > /dev/null || probe=$?
  if [ "$probe" -eq 2 ]; then
    mkfs.xfs "$disk"
  fi
  install -d "$path"
  echo "UUID=$(blkid --match-tag UUID --output value "$disk") $path xfs defaults,nofail,x-systemd.device-timeout=30s 0 2" >> /etc/fstab
  systemctl daemon-reload
  mount "$path"
}

"#;

const AGENT: &str = r#"
# Memory and disks: EC2 itself does not see them.
cat > /opt/aws/amazon-cloudwatch-agent/etc/groundplan.json << 'EOF'
{
  "agent": { "metrics_collection_interval": 60 },
  "metrics": {
    "namespace": "CWAgent",
    "append_dimensions": { "InstanceId": "$${aws:InstanceId}" },
    "aggregation_dimensions": [["InstanceId", "path"]],
    "metrics_collected": {
      "mem": { "measurement": ["used_percent"] },
      "disk": {
        "measurement": ["used_percent"],
        "resources": ["/"@paths@],
        "drop_device": true,
        "drop_original_metrics": ["used_percent"]
      }
    }
  }
}
EOF
/opt/aws/amazon-cloudwatch-agent/bin/amazon-cloudwatch-agent-ctl -a fetch-config -m ec2 -s \
  -c file:/opt/aws/amazon-cloudwatch-agent/etc/groundplan.json
"#;

const FILES: &str = r#"
install -d -m 700 "$stack"
%{ for file, content in files ~}
base64 --decode <<< "${content}" | gunzip > "$stack/${file}"
%{ endfor ~}
chmod 700 "$stack"/*.sh
echo "AWS_REGION=${region}" > "$stack/host.env"
"#;

const DISKS: &str = r#"
# Docker starts after the disks. It does start without one: that disk may have moved to another host.
install -d /etc/systemd/system/docker.service.d
printf '[Unit]\nAfter=%s\n' "$(systemd-escape --path --suffix=mount @paths@)" \
  > /etc/systemd/system/docker.service.d/disks.conf
"#;

const UNIT: &str = r#"
cat > "/etc/systemd/system/${name}.service" << 'EOF'
[Unit]
Description=The Compose stack of ${name}
Requires=docker.service
Wants=network-online.target
After=docker.service network-online.target

[Service]
Type=oneshot
RemainAfterExit=yes
Restart=on-failure
RestartSec=1min
ExecStart=/opt/${name}/stack.sh up
ExecStop=/opt/${name}/stack.sh compose stop
TimeoutStartSec=20min

[Install]
WantedBy=multi-user.target
EOF
"#;

const START: &str = r#"
systemctl daemon-reload
systemctl enable --now docker.service@timers@
systemctl enable "${name}.service"
systemctl start --no-block "${name}.service"
"#;

const TIMER: &str = r#"
cat > "/etc/systemd/system/${name}-@timer@.service" << 'EOF'
[Unit]
Description=@what@ the Compose stack of ${name}

[Service]
Type=oneshot
ExecCondition=systemctl is-active --quiet ${name}.service
ExecStart=/opt/${name}/@command@
EOF
cat > "/etc/systemd/system/${name}-@timer@.timer" << 'EOF'
[Unit]
Description=@what@ the Compose stack of ${name}

[Timer]
OnActiveSec=@every@
OnUnitInactiveSec=@every@

[Install]
WantedBy=timers.target
EOF
"#;
