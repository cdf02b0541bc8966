//! The `compose/` folder: what runs on each host.
//!
//! `compose.yaml` and the example of its environment; the scripts beside them are printed by
//! `stack_scripts`. A dollar sign of a user's text is doubled, so that Compose fills nothing in.

use std::fmt::Write as _;

use crate::{
    blueprint::{
        AWS_REGION, Condition, HostStack, IMAGE_TAG, JOB_TAG, LOG_GROUP, REGISTRY, StackService,
        address_variable, secret_variable,
    },
    vocab::{ConfigFile, Mount, Stage, is_variable},
};

use super::{
    Bundle, Source, stack_scripts, text, user_data,
    yaml::{self, Map, Yaml},
};

/// Adds the files of every host to the bundle: its Compose file with what lies beside it, and its
/// start script.
pub(super) fn print(source: &Source<'_>, bundle: &mut Bundle) {
    for stack in &source.blueprint.stacks {
        let script = format!("terraform/user-data/{}.sh.tftpl", stack.host);
        bundle.add(&script, user_data::user_data(stack));
        if stack.services.is_empty() {
            continue;
        }
        let folder = stack.bundle_folder();
        bundle.add(&format!("{folder}/compose.yaml"), compose_yaml(source.project(), stack));
        bundle.add(&format!("{folder}/.env.example"), env_example(stack));
        if !stack.secrets.is_empty() {
            bundle.add(&format!("{folder}/fetch-secrets.sh"), stack_scripts::fetch_secrets(stack));
        }
        if stack_scripts::has_gauges(stack) {
            bundle.add(&format!("{folder}/measure.sh"), stack_scripts::measure(source.project(), stack));
        }
        for service in &stack.services {
            for file in &service.container.files {
                bundle.add(&format!("{folder}/{}", file_name(service, file)), file.text.as_str());
            }
        }
        bundle.add(&format!("{folder}/stack.sh"), stack_scripts::stack_script(source.project(), stack));
    }
}

/// The Compose file of a host.
fn compose_yaml(project: &str, stack: &HostStack) -> String {
    let mut map = Map::new().with("name", project);
    if stack.log_group.is_some() {
        let options = Map::new()
            .with("awslogs-region", required(AWS_REGION))
            .with("awslogs-group", required(LOG_GROUP))
            .with("tag", "{{.Name}}")
            // A container must not stand still because CloudWatch does.
            .with("mode", "non-blocking")
            .with("max-buffer-size", "4m");
        let logging = Map::new().with("driver", "awslogs").with("options", options);
        map = map.noted(
            "Containers log to CloudWatch, each to a stream of its own name.",
            "x-logging",
            Yaml::Anchor("logging", Box::new(logging.into())),
        );
    }
    let mut services = Map::new();
    for it in &stack.services {
        services = services.noted(text::one_line(&it.title), &*it.name, service(stack, it));
    }
    map = map.with("services", services);
    let named = stack.services.iter().flat_map(|it| &it.container.mounts).filter(|it| !is_path(it));
    let mut volumes = Map::new();
    let mut seen = Vec::new();
    for mount in named {
        if !seen.contains(&&mount.source) {
            seen.push(&mount.source);
            volumes = volumes.with(&*mount.source, Map::new());
        }
    }
    map = map.with_some("volumes", volumes);
    let head = format!(
        "What runs on {} ({}). stack.sh beside this file starts it; see .env.example for what it has to know.\n\
         Containers reach each other by the names of the services.",
        text::one_line(&stack.title),
        stack.host
    );
    format!("{}\n{}", text::comment(&head, "# ", 100), yaml::print(&map))
}

/// All that `compose.yaml` has to know, with examples.
fn env_example(stack: &HostStack) -> String {
    let mut out = text::comment(
        "What compose.yaml has to know. On the host, stack.sh takes it from Parameter Store, from Secrets Manager \
         and from the last deployment. To run the stack elsewhere, copy this file to .env and put your values in.",
        "# ",
        100,
    );
    for variable in &stack.variables {
        let _ = write!(
            out,
            "\n{}{}={}\n",
            text::comment(&variable.what, "# ", 100),
            variable.name,
            variable.example
        );
    }
    out
}

fn service(stack: &HostStack, service: &StackService) -> Map {
    let container = &service.container;
    let is_job = container.stage == Stage::Job;
    let mut map = Map::new()
        .with("image", image(service))
        .with("platform", format!("linux/{}", stack.platform))
        .with("restart", if is_job { "no" } else { "unless-stopped" })
        .with("init", true)
        .with("security_opt", vec!["no-new-privileges:true"]);
    if !container.user.is_empty() {
        map = map.with("user", literal(&container.user));
    }
    if !container.command.is_empty() {
        map = map.with("command", words(&container.command));
    }
    map = map.with_some("environment", environment(service));
    let hosts: Vec<String> =
        container.reaches.iter().map(|it| format!("{it}={}", required(&address_variable(it)))).collect();
    map = map.with_some("extra_hosts", hosts);
    if !container.aliases.is_empty() {
        let aliases: Vec<String> = container.aliases.iter().map(|it| literal(it)).collect();
        map = map.with("networks", Map::new().with("default", Map::new().with("aliases", aliases)));
    }
    let ports: Vec<String> = container.published.iter().map(|it| format!("{it}:{it}")).collect();
    map = map.with_some("ports", ports);
    let exposed: Vec<String> = container.exposed.iter().map(u16::to_string).collect();
    map = map.with_some("expose", exposed);
    let files = container.files.iter().map(|it| file_mount(service, it).into());
    let mounts: Vec<Yaml> = container.mounts.iter().map(|it| mount(it).into()).chain(files).collect();
    map = map.with_some("volumes", Yaml::List(mounts));
    if container.memory_mib > 0 || container.replicas > 1 {
        let mut deploy = Map::new();
        if container.replicas > 1 {
            deploy = deploy.with("replicas", container.replicas);
        }
        if container.memory_mib > 0 {
            let limits = Map::new().with("memory", format!("{}M", container.memory_mib));
            deploy = deploy.with("resources", Map::new().with("limits", limits));
        }
        map = map.with("deploy", deploy);
    }
    if let Some(health) = &container.health {
        let test: Vec<String> =
            std::iter::once("CMD".to_owned()).chain(health.command.iter().map(|it| literal(it))).collect();
        let check = Map::new()
            .with("test", Yaml::Words(test))
            .with("interval", "10s")
            .with("timeout", "5s")
            .with("retries", 6_u32)
            .with("start_period", format!("{}s", health.start_seconds));
        map = map.with("healthcheck", check);
    }
    let mut depends_on = Map::new();
    for first in &service.depends_on {
        let condition = match first.condition {
            Condition::Started => "service_started",
            Condition::Healthy => "service_healthy",
            Condition::Completed => "service_completed_successfully",
        };
        depends_on = depends_on.with(&*first.service, Map::new().with("condition", condition));
    }
    map = map.with_some("depends_on", depends_on);
    if !container.mounts.is_empty() {
        // What keeps data needs time to write it down.
        map = map.with("stop_grace_period", "2m");
    }
    if stack.log_group.is_some() {
        map = map.with("logging", Yaml::Alias("logging"));
    }
    map
}

/// The image: the pipeline's own by the tag of the deployment, any other as it was named.
fn image(service: &StackService) -> String {
    let tag = if service.container.stage == Stage::Job { JOB_TAG } else { IMAGE_TAG };
    match &service.container.repository {
        Some(repository) => format!("{}/{}:{}", required(REGISTRY), literal(repository), required(tag)),
        None => literal(&service.container.image),
    }
}

/// The environment of a container. A secret wins over a plain value of its name, and that over what
/// the stack is told.
fn environment(service: &StackService) -> Map {
    let container = &service.container;
    let is_plain = |name: &str| container.environment.iter().any(|it| it.0 == name);
    let is_secret = |name: &str| container.secrets.iter().any(|it| it == name);
    let mut map = Map::new();
    for (name, value) in &container.environment {
        if !is_secret(name) && is_name(name) {
            map = map.with(&**name, literal(value));
        }
    }
    for (name, variable) in service.variables.iter().filter(|it| !is_plain(&it.0) && !is_secret(&it.0)) {
        map = map.with(&**name, required(variable));
    }
    let mut secrets: Vec<&String> = container.secrets.iter().filter(|it| is_variable(it)).collect();
    secrets.sort();
    secrets.dedup();
    for name in secrets {
        map = map.with(&**name, required(&secret_variable(name)));
    }
    map
}

fn mount(mount: &Mount) -> Map {
    let is_path = is_path(mount);
    let mut map = Map::new()
        .with("type", if is_path { "bind" } else { "volume" })
        .with("source", literal(&mount.source))
        .with("target", literal(&mount.target));
    if mount.read_only {
        map = map.with("read_only", true);
    }
    if is_path {
        // A path that is missing is a disk that is not mounted: better no start than data beside it.
        map = map.with("bind", Map::new().with("create_host_path", false));
    }
    map
}

/// The name of a file beside the Compose file: flat, as a deployment takes the folder's own files only.
fn file_name(service: &StackService, file: &ConfigFile) -> String {
    format!("{}.{}", service.name, file.name)
}

fn file_mount(service: &StackService, file: &ConfigFile) -> Map {
    Map::new()
        .with("type", "bind")
        .with("source", format!("./{}", file_name(service, file)))
        .with("target", literal(&file.target))
        .with("read_only", true)
        // Docker would make a folder of a file that is missing.
        .with("bind", Map::new().with("create_host_path", false))
}

fn is_path(mount: &Mount) -> bool {
    mount.source.starts_with('/')
}

/// A variable that Compose fills in, and misses loudly.
fn required(name: &str) -> String {
    format!("${{{name}:?}}")
}

/// A text that Compose leaves as it is.
fn literal(text: &str) -> String {
    text.replace('\0', "").replace('$', "$$")
}

fn words(words: &[String]) -> Yaml {
    Yaml::Words(words.iter().map(|it| literal(it)).collect())
}

/// Whether the system takes the text as the name of a variable at all.
fn is_name(name: &str) -> bool {
    !name.is_empty() && !name.contains(['=', '\0'])
}
