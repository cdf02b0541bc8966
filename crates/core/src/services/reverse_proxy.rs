//! Reverse proxy: Nginx as a container of a host. Leads paths and host names to those behind it.
//! Configuration: <https://nginx.org/en/docs/http/ngx_http_core_module.html#location> · Image, which fills
//! in variables of templates: <https://hub.docker.com/_/nginx>

use std::{collections::BTreeMap, fmt::Write as _};

use schemars::JsonSchema;

use crate::{
    base::{Address, fields, is_domain},
    prices::PriceBook,
    services::{
        Build, Check, Kind, Service, entry,
        load_balancer::Route,
        software::{self, Software},
    },
    vocab::{
        Access, ConfigFile, Container, Facts, Family, Finding, Findings, Meta, Neighbour, Place, Procedure,
        Severity, Site, Topic,
    },
};

/// Nginx in front of others on a host: leads paths and host names to those behind it, and passes on who asked.
#[derive(Clone, Debug, PartialEq, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ReverseProxy {
    /// The version of the image nginx. *Default:* 1.28-alpine.
    #[schemars(length(max = 40))]
    pub version: String,
    /// The port that it listens on. *Default:* 80.
    #[schemars(range(min = 1, max = 65535))]
    pub port: u16,
    /// The most memory it may take. *Default:* 128 MiB.
    #[schemars(range(min = 16, max = 65536), extend("x-unit" = "MiB"))]
    pub memory_mib: u32,
    /// Requests that go to one of the targets only, such as /v1/*. What matches none goes to the target without a
    /// route; where there is none, it is answered with 404. *Default:* none.
    pub routes: Vec<Route>,
    /// The largest request body. *Default:* 10 MB.
    #[schemars(range(min = 1, max = 10000), extend("x-unit" = "MB"))]
    pub body_mb: u32,
}

fields!(ReverseProxy { version, port, memory_mib, routes, body_mb });

impl Default for ReverseProxy {
    fn default() -> Self {
        Self { version: "1.28-alpine".to_owned(), port: 80, memory_mib: 128, routes: Vec::new(), body_mb: 10 }
    }
}

impl Kind for ReverseProxy {
    const META: Meta = Meta {
        kind: "reverse_proxy",
        name: "Reverse proxy",
        vendor: "Nginx",
        family: Family::Container,
        summary: "Leads paths and host names to those behind it",
        icon: "M12 3l8 4.5v9L12 21l-8-4.5v-9zM9 16V8.5l6 7V8",
        inside: &[Place::Host],
        offers: None,
        keeps_data: false,
    };

    fn examples() -> Vec<(&'static str, Self)> {
        let route = |path: &str, host: &str, to: &str| Route {
            path: path.to_owned(),
            host: host.to_owned(),
            to: to.to_owned(),
        };
        vec![
            ("plain", Self::default()),
            (
                "routes",
                Self {
                    routes: vec![
                        route("/oauth2/*", "", "signs-in"),
                        route("/login", "", "signs-in"),
                        route("/v1/*", "api.example.com", "api"),
                    ],
                    body_mb: 50,
                    ..Self::default()
                },
            ),
        ]
    }
}

impl Service for ReverseProxy {
    fn facts(&self, _address: &Address, _book: &PriceBook) -> Facts {
        Facts {
            accepts: &[Access::Connect, Access::Observe],
            refers: self.routes.iter().filter_map(|it| Some(("routes", it.target()?))).collect(),
            ..software::facts(vec![self.port], self.memory_mib, 0)
        }
    }

    fn subtitle(&self) -> String {
        format!(":{} · {}", self.port, software::counted(self.routes.len(), "route"))
    }
}

impl Check for ReverseProxy {
    fn check(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        software::check_version(&self.version, site, out);
        for route in &self.routes {
            let is_connected = site.outgoing.iter().any(|it| route.target().as_ref() == Some(it.address));
            if !is_connected {
                out.push(entry::unconnected(&route.path, &route.to, site, out));
            }
            if !is_path(&route.path) || !(route.host.is_empty() || is_domain(&route.host)) {
                out.push(
                    Finding::new(
                        "route-path",
                        Severity::Error,
                        out.anchor(Some("routes")),
                        format!("{} has a route for {:?} {:?}", site.name, route.host, route.path),
                        "The route is left out, so these requests go where all others go",
                    )
                    .hint("write a path such as /login or /v1/*, and a host name or none"),
                );
            }
        }
        for bucket in site.outgoing.iter().filter(|it| it.facts.asked_through.contains(&"s3")) {
            out.push(
                Finding::new(
                    "proxy-unsigned",
                    Severity::Error,
                    out.anchor(None),
                    format!("{} asks {} without a signature", site.name, bucket.name),
                    "The bucket blocks public access, so it answers 403",
                )
                .hint("lead browsers to the bucket through a CDN, which signs its requests"),
            );
        }
        let n_rest = self.rest(site).count();
        if n_rest > 1 {
            out.push(Finding::new(
                "route-rest",
                Severity::Warning,
                out.anchor(Some("routes")),
                format!("{} leads to {n_rest} components that have no route", site.name),
                "Only the first of them gets requests",
            ));
        }
    }
}

impl Build for ReverseProxy {
    fn container(&self, site: &Site<'_>) -> Option<Container> {
        let address = format!("http://127.0.0.1:{}/healthz", self.port);
        let software = Software {
            image: "nginx",
            version: &self.version,
            memory_mib: self.memory_mib,
            ports: &[self.port],
            health: &["wget", "-q", "-O", "/dev/null", "-T", "4", &address],
            start_seconds: 5,
            ..Software::default()
        };
        Some(Container {
            // Only names of ours are filled in, so that Nginx's own variables stay.
            environment: vec![("NGINX_ENVSUBST_FILTER".to_owned(), "_HOST$".to_owned())],
            files: vec![ConfigFile {
                name: "nginx.conf",
                target: "/etc/nginx/templates/default.conf.template".to_owned(),
                text: self.configuration(site),
            }],
            ..software.container(site)
        })
    }

    fn procedures(&self, site: &Site<'_>) -> Vec<Procedure> {
        let compose = site.compose_command();
        vec![Procedure {
            topic: Topic::Operate,
            title: format!("Change the routes of {}", site.name),
            text:
                "Change them in the design and release its files; Nginx then reads them without dropping a \
                   request. By hand, on the host:"
                    .to_owned(),
            commands: vec![
                format!("{compose} exec -T {} nginx -t", site.address),
                format!("{compose} exec -T {} nginx -s reload", site.address),
            ],
        }]
    }
}

impl ReverseProxy {
    /// Those it leads to that have no route.
    fn rest<'a>(&self, site: &Site<'a>) -> impl Iterator<Item = &'a Neighbour<'a>> {
        let routed: Vec<Address> = self.routes.iter().filter_map(Route::target).collect();
        site.outgoing.iter().filter(move |it| it.access.carries_traffic() && !routed.contains(it.address))
    }

    /// One server for each host name, and one for all others.
    fn configuration(&self, site: &Site<'_>) -> String {
        let mut hosts: BTreeMap<&str, Vec<&Route>> = BTreeMap::from([("", Vec::new())]);
        let is_written = |it: &&Route| is_path(&it.path) && (it.host.is_empty() || is_domain(&it.host));
        for route in self.routes.iter().filter(is_written) {
            hosts.entry(&route.host).or_default().push(route);
        }
        let shared = hosts.get("").cloned().unwrap_or_default();
        let mut out = String::from(HEAD);
        let _ = writeln!(out, "client_max_body_size {}m;\nserver_tokens off;", self.body_mb);
        for (host, routes) in &hosts {
            let (suffix, name) = if host.is_empty() { (" default_server", "_") } else { ("", *host) };
            let _ = write!(
                out,
                "\nserver {{\n    listen {0}{suffix};\n    server_name {name};\n\n    location = /healthz {{\n        \
                 access_log off;\n        return 200;\n    }}\n",
                self.port
            );
            let others = if host.is_empty() { &[][..] } else { &shared[..] };
            for route in routes.iter().chain(others) {
                let target = site.outgoing.iter().find(|it| route.target().as_ref() == Some(it.address));
                if let Some(location) = target.and_then(|it| location(&route.path, site, it)) {
                    out.push_str(&location);
                }
            }
            let rest = self.rest(site).find_map(|it| location("/*", site, it));
            out.push_str(rest.as_deref().unwrap_or("\n    location / {\n        return 404;\n    }\n"));
            out.push_str("}\n");
        }
        out
    }
}

/// Whether a path is one that Nginx takes as it is: an exact one, or a prefix that ends in `/*`.
fn is_path(path: &str) -> bool {
    let stem = path.strip_suffix('*').unwrap_or(path);
    let ends_well = stem.len() == path.len() || stem.ends_with('/');
    let is_plain = |it: char| it.is_ascii_alphanumeric() || "/._~-".contains(it);
    path.starts_with('/') && ends_well && stem.chars().all(is_plain)
}

/// The block that leads a path to a target. A target in no host, such as a bucket, is asked by the name that
/// the stack is told.
fn location(path: &str, site: &Site<'_>, target: &Neighbour<'_>) -> Option<String> {
    let matched = match path.strip_suffix('*') {
        Some("/") => "/".to_owned(),
        Some(prefix) => format!("^~ {prefix}"),
        None => format!("= {path}"),
    };
    let port = target.port.or_else(|| target.facts.listens.first().copied());
    let body = match (site.name_of(target), port) {
        (Some(name), Some(port)) => format!("        proxy_pass http://{name}:{port};\n{PASSED_ON}"),
        (Some(_), None) => return None,
        (None, _) => {
            let variable = format!("${{{}_HOST}}", target.address.label().to_uppercase());
            format!(
                "        proxy_pass https://{variable};\n        proxy_set_header Host {variable};\n        \
                 proxy_ssl_server_name on;\n"
            )
        }
    };
    Some(format!("\n    location {matched} {{\n{body}    }}\n"))
}

const HEAD: &str =
    "# Made from the design's routes. The image fills in names that end in _HOST when it starts.\n";

/// What those behind have to know of who asked. What the load balancer in front said of the scheme stands.
const PASSED_ON: &str = "        proxy_http_version 1.1;
        proxy_set_header Host $host;
        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
        proxy_set_header X-Forwarded-Proto $http_x_forwarded_proto;
        proxy_set_header Connection \"\";
";

#[cfg(test)]
mod tests {
    use super::is_path;

    #[test]
    fn a_path_is_exact_or_a_prefix_and_never_code() {
        for good in ["/login", "/v1/*", "/*", "/.well-known/*", "/auth/session"] {
            assert!(is_path(good), "{good}");
        }
        for bad in ["", "v1", "/v1*", "/a b", "/a;", "/a{", "/a\n", "/$host", "/*/a"] {
            assert!(!is_path(bad), "{bad}");
        }
    }
}
