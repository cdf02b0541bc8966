//! `ci/.gitlab-ci.yml`: build, push, migrate, deploy, static site, rollback.
//!
//! Jobs act under a role that they assume with a short-lived token of GitLab; no key is stored. What a
//! user wrote stands in values only, never in a script.

mod scripts;

use crate::{
    blueprint::{HostStack, Image, Pipeline, Rollout, Runner, StaticSite},
    resource::Value,
};

use scripts::{
    AWS, BUILD, BUILDER, INVALIDATE, LOG_EVENT, ON_APP_RUNNER, ON_ECS, ON_HOST, ON_LAMBDA, PUSH, ROLLBACK,
    SITE, SKIP_KNOWN,
};

use super::{
    Bundle, Source, text,
    yaml::{self, Map, Yaml},
};

/// The image that jobs run in: Alpine with Docker's command line and buildx.
const JOB_IMAGE: &str = "docker:28-cli";
/// Docker itself, beside the jobs that build.
const DOCKER_SERVICE: &str = "docker:28-dind";
/// The emulator that lets a runner of another architecture build.
const EMULATOR: &str = "tonistiigi/binfmt:qemu-v9.2.2";

/// Adds the pipeline to the bundle, when something may deploy.
pub(super) fn print(source: &Source<'_>, bundle: &mut Bundle) {
    let Some(pipeline) = &source.blueprint.pipeline else { return };
    let printer = Printer { source, pipeline, project: source.project() };
    bundle.add("ci/.gitlab-ci.yml", printer.pipeline());
}

/// Images whose repository ECR would take.
pub(super) fn images(pipeline: &Pipeline) -> impl Iterator<Item = &Image> {
    pipeline.images.iter().filter(|it| is_repository(&it.repository))
}

struct Printer<'a> {
    source: &'a Source<'a>,
    pipeline: &'a Pipeline,
    project: &'a str,
}

impl Printer<'_> {
    fn pipeline(&self) -> String {
        let has_images = images(self.pipeline).next().is_some() && self.pipeline.registry.is_some();
        let jobs: Vec<&HostStack> = self.hosts().filter(|it| it.jobs().next().is_some()).collect();
        let mut stages = Vec::new();
        if has_images {
            stages.extend(["build", "push"]);
        }
        if !jobs.is_empty() {
            stages.push("migrate");
        }
        let deploys = !self.pipeline.hosts.is_empty() || !self.pipeline.rollouts.is_empty();
        if deploys {
            stages.push("deploy");
        }
        if !self.pipeline.sites.is_empty() {
            stages.push("site");
        }
        if deploys && has_images {
            stages.push("rollback");
        }
        let mut map = Map::new()
            .with("stages", stages)
            .with("workflow", self.workflow())
            .with("variables", self.variables(has_images));
        map = map.with("default", Map::new().with("image", JOB_IMAGE).with("interruptible", false));
        map = map.noted(
            "Assumes the deploy role: the AWS command line trades the token for keys that live an hour.",
            ".aws",
            self.aws(),
        );
        if has_images {
            map = self.image_jobs(map);
        }
        if deploys {
            map = self.deploy_jobs(map, &jobs);
            if has_images {
                map = map.noted(
                    "Brings out an older commit again. Run it by hand, with ROLLBACK_SHA set. The database stays as it \
                     is: changes to it have to let the version before go on working.",
                    "rollback",
                    self.rollback(),
                );
            }
        }
        for site in &self.pipeline.sites {
            let name = if self.pipeline.sites.len() > 1 {
                format!("site {}", site.bucket)
            } else {
                "site".to_owned()
            };
            map = map.with(name, self.site(site));
        }
        let head = format!(
            "Builds and deploys {}. Copy this file to the root of the repository as .gitlab-ci.yml, and the folder \
             compose/ beside it. The CI/CD variables that it needs are in the output ci_variables of Terraform.",
            self.project
        );
        format!("{}\n{}", text::comment(&head, "# ", 100), yaml::print(&map))
    }

    fn hosts(&self) -> impl Iterator<Item = &HostStack> {
        self.pipeline
            .hosts
            .iter()
            .filter_map(|host| self.source.blueprint.stacks.iter().find(|it| it.host == *host))
    }

    fn workflow(&self) -> Map {
        let rule = |condition: String| Yaml::from(Map::new().with("if", condition));
        Map::new().with(
            "rules",
            Yaml::List(vec![
                rule("$CI_PIPELINE_SOURCE == \"merge_request_event\"".to_owned()),
                rule(self.released()),
            ]),
        )
    }

    /// The condition under which a pipeline may deploy: the same that the role's trust is bound to.
    fn released(&self) -> String {
        if self.role_says("ref_type") == "tag" {
            "$CI_COMMIT_TAG".to_owned()
        } else {
            "$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH".to_owned()
        }
    }

    fn role_says(&self, name: &str) -> String {
        let component = self.source.design().component(&self.pipeline.role);
        let ends = component.map(|it| it.config.build().ends(&self.pipeline.role));
        match ends.as_ref().and_then(|it| it.get(name)) {
            Some(Value::Text(text)) => text.clone(),
            _ => String::new(),
        }
    }

    fn variables(&self, has_images: bool) -> Map {
        let mut map = Map::new().with("AWS_REGION", self.source.design().settings.region.code());
        if has_images {
            map = map
                .noted(
                    "The folder with one folder for each image, with its Dockerfile.",
                    "SERVICES_FOLDER",
                    "services",
                )
                .with("PLATFORM", format!("linux/{}", self.pipeline.platform));
            if !self.pipeline.hosts.is_empty() || !self.pipeline.rollouts.is_empty() {
                let description = match self.pipeline.keep_tags {
                    Some(kept) => {
                        format!("The commit to go back to, one of the newest {kept} in the registry")
                    }
                    None => "The commit to go back to".to_owned(),
                };
                map = map.with("ROLLBACK_SHA", Map::new().with("value", "").with("description", description));
            }
        }
        for site in &self.pipeline.sites {
            let name = self.pipeline.site_variable(site, "SITE_FOLDER");
            map = map.noted(format!("The files of {}, as they are served.", site.bucket), name, "site");
        }
        map
    }

    fn aws(&self) -> Map {
        let audience = self.role_says("audience");
        let audience = if audience.is_empty() { "$CI_SERVER_URL".to_owned() } else { literal(&audience) };
        let mut script = AWS.replace("@project@", self.project);
        if self.pipeline.log_group.is_some() {
            script.push_str(LOG_EVENT);
        }
        let script = Yaml::Anchor("aws", Box::new(Yaml::Script(script)));
        Map::new()
            .with("id_tokens", Map::new().with("AWS_ID_TOKEN", Map::new().with("aud", audience)))
            .with("before_script", Yaml::List(vec![script]))
    }

    fn rules(&self, condition: String) -> Yaml {
        Yaml::List(vec![Map::new().with("if", condition).into()])
    }

    fn image_jobs(&self, map: Map) -> Map {
        let names: Vec<&str> = images(self.pipeline).map(|it| it.repository.as_str()).collect();
        let matrix = Map::new().with("matrix", Yaml::List(vec![Map::new().with("IMAGE", names).into()]));
        let docker = Map::new()
            .with("services", vec![DOCKER_SERVICE])
            .with("variables", Map::new().with("DOCKER_TLS_CERTDIR", "/certs"))
            .with("parallel", matrix);
        let build = Map::new()
            .with("extends", ".docker")
            .with("stage", "build")
            .with("rules", self.rules("$CI_PIPELINE_SOURCE == \"merge_request_event\"".to_owned()))
            .with(
                "script",
                Yaml::List(vec![Yaml::Script(format!("{BUILDER}{BUILD}").replace("@emulator@", EMULATOR))]),
            );
        let push = Map::new()
            .with("extends", vec![".docker", ".aws"])
            .with("stage", "push")
            .with("rules", self.rules(self.released()))
            .with(
                "script",
                Yaml::List(vec![Yaml::Script(
                    format!("{SKIP_KNOWN}{BUILDER}{PUSH}")
                        .replace("@emulator@", EMULATOR)
                        .replace("@project@", self.project),
                )]),
            );
        map.noted("Docker beside the job. The runner has to allow privileged containers.", ".docker", docker)
            .noted("A merge request builds every image, and pushes none.", "build", build)
            .noted("Tags each image with the commit; what is there already is left as it is.", "push", push)
    }

    fn deploy_jobs(&self, mut map: Map, jobs: &[&HostStack]) -> Map {
        map = map.noted(
            "What brings a commit out, waits for the end, shows the output, and fails with it.",
            ".deploy",
            Map::new()
                .with("extends", ".aws")
                .with("resource_group", self.project)
                .with("environment", Map::new().with("name", "production"))
                .with("rules", self.rules(self.released()))
                .with("before_script", Yaml::List(vec![Yaml::Alias("aws"), Yaml::Script(self.functions())])),
        );
        for stack in jobs {
            map = map.noted(
                format!("The one-shot jobs of {}, before anything new starts.", stack.host),
                format!("migrate {}", stack.host),
                Map::new().with("extends", ".deploy").with("stage", "migrate").with(
                    "script",
                    Yaml::List(vec![Yaml::Script(on_hosts(&[stack], "migrate \"$CI_COMMIT_SHA\""))]),
                ),
            );
        }
        let mut before: Option<String> = None;
        for stack in self.hosts() {
            let name = format!("deploy {}", stack.host);
            let mut job = Map::new().with("extends", ".deploy").with("stage", "deploy");
            if let Some(before) = before.replace(name.clone()) {
                // One host after the other: a broker has to be back before the next one goes.
                job = job.with("needs", vec![before]);
            }
            let script = on_hosts(&[stack], "release \"$CI_COMMIT_SHA\"");
            map = map.with(name, job.with("script", Yaml::List(vec![Yaml::Script(script)])));
        }
        for rollout in &self.pipeline.rollouts {
            let script = call(rollout, "$CI_COMMIT_SHA");
            let job = Map::new().with("extends", ".deploy").with("stage", "deploy");
            map = map.with(
                format!("deploy {}", rollout.component),
                job.with("script", Yaml::List(vec![Yaml::Script(script)])),
            );
        }
        map
    }

    fn functions(&self) -> String {
        let event = if self.pipeline.log_group.is_some() {
            "\n  log_event \"$CI_JOB_NAME: $* $status on $instance, $CI_JOB_URL\""
        } else {
            ""
        };
        let runs = |runner: Runner| self.pipeline.rollouts.iter().any(|it| it.runner == runner);
        let mut script = String::new();
        if !self.pipeline.hosts.is_empty() {
            script.push_str(&ON_HOST.replace("@log@", event));
        }
        if runs(Runner::Ecs) {
            script.push_str(
                &ON_ECS
                    .replace("@log@", &event.replace("$* $status on $instance", "$service $image $status")),
            );
        }
        if runs(Runner::AppRunner) {
            let event = event.replace("$* $status on $instance", "$image $status");
            script.push_str(&ON_APP_RUNNER.replace("@log@", &event));
        }
        if runs(Runner::Lambda) {
            let event = event.replace("$* $status on $instance", "$name $image $status");
            script.push_str(&ON_LAMBDA.replace("@log@", &event));
        }
        script.replace("@project@", self.project)
    }

    fn rollback(&self) -> Map {
        // A roll-back leaves the database and its jobs where they are.
        let is_rolled_back = |it: &&Image| !it.is_job;
        let names: Vec<&str> =
            images(self.pipeline).filter(is_rolled_back).map(|it| it.repository.as_str()).collect();
        let stacks: Vec<&HostStack> = self
            .hosts()
            .filter(|it| it.services.iter().any(|it| it.container.repository.is_some()))
            .collect();
        let rollouts: String = self.pipeline.rollouts.iter().map(|it| call(it, "$ROLLBACK_SHA")).collect();
        let script = format!(
            "{}{}{rollouts}",
            ROLLBACK.replace("@project@", self.project),
            on_hosts(&stacks, "release \"$ROLLBACK_SHA\"")
        );
        let rule = Map::new().with("if", self.released()).with("when", "manual").with("allow_failure", true);
        Map::new()
            .with("extends", ".deploy")
            .with("stage", "rollback")
            .with("needs", Yaml::List(Vec::new()))
            .with("rules", Yaml::List(vec![rule.into()]))
            .with("variables", Map::new().with("IMAGES", names.join(" ")))
            .with("script", Yaml::List(vec![Yaml::Script(script)]))
    }

    fn site(&self, site: &StaticSite) -> Map {
        let variable = |name: &str| format!("${}", self.pipeline.site_variable(site, name));
        let mut script =
            SITE.replace("@folder@", &variable("SITE_FOLDER")).replace("@bucket@", &variable("SITE_BUCKET"));
        if site.cdn.is_some() {
            script.push_str(&INVALIDATE.replace("@distribution@", &variable("SITE_DISTRIBUTION_ID")));
        }
        if self.pipeline.log_group.is_some() {
            script.push_str("log_event \"$CI_JOB_NAME: $CI_COMMIT_SHA uploaded, $CI_JOB_URL\"\n");
        }
        let folder = variable("SITE_FOLDER").replace('$', "");
        Map::new()
            .with("extends", ".aws")
            .with("stage", "site")
            .with("resource_group", format!("{}-{}", self.project, site.bucket))
            .with("environment", Map::new().with("name", "production/site"))
            .with("rules", self.rules(self.released()))
            .with("variables", Map::new().with("SITE_PREFIX", literal(site.prefix.trim_matches('/'))))
            .with("script", Yaml::List(vec![Yaml::Script(script.replace("@name@", &folder))]))
    }
}

/// Calls of `on_host`, one for each.
fn on_hosts(stacks: &[&HostStack], verb: &str) -> String {
    stacks.iter().map(|it| format!("on_host {} {} {verb}\n", it.host, it.bundle_folder())).collect()
}

/// The call that brings out a commit of a service on no host; nothing where ECR knows no such name.
fn call(rollout: &Rollout, tag: &str) -> String {
    if !is_repository(&rollout.repository) {
        return format!(
            "echo 'the image of {} has a name that no registry takes' >&2\nexit 1\n",
            rollout.component
        );
    }
    let image = format!("\"$REGISTRY/{}:{tag}\"", rollout.repository);
    match rollout.runner {
        Runner::Ecs => format!("on_ecs {} {image}\n", rollout.component),
        Runner::AppRunner => format!("on_app_runner \"${}\" {image}\n", rollout.arn_variable()),
        Runner::Lambda => format!("on_lambda {} {image}\n", rollout.component),
    }
}

/// A text that GitLab leaves as it is.
fn literal(text: &str) -> String {
    text.replace('$', "$$")
}

/// Whether ECR takes the text as the name of a repository.
fn is_repository(name: &str) -> bool {
    let is_word = |it: &str| {
        it.starts_with(|it: char| it.is_ascii_lowercase() || it.is_ascii_digit())
            && it.ends_with(|it: char| it.is_ascii_lowercase() || it.is_ascii_digit())
            && it.chars().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || "._-".contains(it))
    };
    name.len() <= 200 && name.split('/').all(is_word)
}
