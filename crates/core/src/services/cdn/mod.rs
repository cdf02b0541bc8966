//! CDN: Amazon CloudFront. Serves files from near the users, and keeps their buckets private.
//! Pricing: <https://aws.amazon.com/cloudfront/pricing/> · Managed policies:
//! <https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html>

mod check;
mod resources;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    base::{Address, Decimal, Quantity, Range, fields},
    prices::PriceBook,
    resource::{Concern, Ends, Resource, ResourceGraph, Value},
    services::{Build, Check, Grant, Kind, Plot, Service, entry::check_hostnames},
    vocab::{
        Access, Category, Command, Complexity, EDGE_REGION, Effort, Factor, Facts, Family, Finding, Findings,
        LineItems, Meta, MetricFacts, Neighbour, Place, Procedure, Severity, Site, Topic,
    },
};

/// Policies that AWS manages, by the ids that its manual lists.
const CACHING_OPTIMIZED: &str = "658327ea-f89d-4fab-a63d-7e88639e58f6";
const CACHING_DISABLED: &str = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad";
const ALL_VIEWER_EXCEPT_HOST_HEADER: &str = "b689b0a8-53d0-40ab-baf2-68738e2966ac";
const SECURITY_HEADERS: &str = "67f7725c-6f97-4210-82d7-5512b31e9d03";

/// Serves files from near the users. The buckets that it reads stay private: it signs its requests to
/// them (origin access control).
#[derive(Clone, Debug, PartialEq, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Cdn {
    /// Host names that it answers for. Its certificate, from us-east-1, has to cover each of them.
    /// *Default:* none, only the name that AWS gives it.
    #[schemars(inner(length(max = 253)))]
    pub hostnames: Vec<String>,
    /// The parts of the world that it serves from. *Default:* the cheapest.
    pub price_class: PriceClass,
    /// The file that stands for the bare address. *Default:* index.html.
    #[schemars(length(max = 255))]
    pub default_root_object: String,
    /// Answers unknown paths with the file above and status 200, as an application needs that routes
    /// in the browser. *Default:* off.
    pub single_page_app: bool,
    /// How it keeps what its main origin answers. *Default:* optimized.
    pub caching: Caching,
    /// Seconds that it keeps what does not say itself how long. Left out, a day.
    #[schemars(range(min = 0, max = 31_536_000), extend("x-unit" = "s"))]
    pub ttl_seconds: Option<u32>,
    /// Passes all headers of the browser on to the main origin, and keeps an answer for each set of them.
    /// *Default:* off.
    pub all_headers: bool,
    /// Sends HSTS, nosniff, frame and referrer headers along. *Default:* on.
    pub security_headers: bool,
    /// Paths that go to one of its origins only. All else goes to the main origin: the first without a
    /// path of its own, buckets before load balancers. *Default:* none.
    pub routes: Vec<PathRoute>,
    /// Data sent to users in a month. Left out, it follows from the connections.
    #[schemars(extend("x-unit" = "GB"))]
    pub gb_out: Option<Range<Quantity>>,
    /// Requests in a month. Left out, they follow from the connections.
    pub requests: Option<Range<Quantity>>,
}

fields!(Cdn {
    hostnames,
    price_class,
    default_root_object,
    single_page_app,
    caching,
    ttl_seconds,
    all_headers,
    security_headers,
    routes,
    gb_out,
    requests,
});

/// A path that goes to one origin only.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct PathRoute {
    /// The path, such as /api/*.
    #[schemars(length(max = 255))]
    pub path: String,
    /// The id of the bucket or load balancer that it goes to.
    #[schemars(length(max = 40))]
    pub to: String,
    /// How what it answers is kept. *Default:* optimized.
    pub caching: Caching,
    /// Seconds that it keeps what does not say itself how long. Left out, a day.
    #[schemars(range(min = 0, max = 31_536_000), extend("x-unit" = "s"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ttl_seconds: Option<u32>,
}

/// The parts of the world that a CDN serves from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PriceClass {
    /// North America, Europe and Israel: the cheapest. Users elsewhere are served from there.
    #[default]
    Cheapest,
    /// Those, and Asia, India, Japan, the Middle East and Africa.
    Most,
    /// All the world, South America and Australia too.
    All,
}

impl PriceClass {
    const fn name(self) -> &'static str {
        match self {
            Self::Cheapest => "PriceClass_100",
            Self::Most => "PriceClass_200",
            Self::All => "PriceClass_All",
        }
    }
}

/// How answers are kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Caching {
    /// As long as the file says, else for a day: for files.
    #[default]
    Optimized,
    /// Not at all, and all of the request goes through to the origin: for an API.
    Disabled,
}

impl Default for Cdn {
    fn default() -> Self {
        Self {
            hostnames: Vec::new(),
            price_class: PriceClass::Cheapest,
            default_root_object: "index.html".to_owned(),
            single_page_app: false,
            caching: Caching::Optimized,
            ttl_seconds: None,
            all_headers: false,
            security_headers: true,
            routes: Vec::new(),
            gb_out: None,
            requests: None,
        }
    }
}

impl Kind for Cdn {
    const META: Meta = Meta {
        kind: "cdn",
        name: "CDN",
        vendor: "CloudFront",
        family: Family::Entry,
        summary: "Serves files from near the users, and keeps their buckets private",
        icon: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 3v5M12 16v5M4.2 7.5l4.3 2.5M15.5 14l4.3 2.5M4.2 16.5 8.5 14M15.5 10l4.3-2.5",
        inside: &[Place::Canvas, Place::Region],
        offers: None,
        keeps_data: false,
    };

    fn examples() -> Vec<(&'static str, Self)> {
        let exactly = |it: u32| Some(Range::exact(Quantity::from(it)));
        vec![
            (
                "small",
                Self {
                    hostnames: vec!["www.example.com".to_owned()],
                    single_page_app: true,
                    gb_out: exactly(20),
                    requests: exactly(500_000),
                    ..Self::default()
                },
            ),
            (
                "busy",
                Self {
                    hostnames: vec!["example.com".to_owned(), "www.example.com".to_owned()],
                    price_class: PriceClass::All,
                    routes: vec![PathRoute {
                        path: "/api/*".to_owned(),
                        to: "api".to_owned(),
                        caching: Caching::Disabled,
                        ttl_seconds: None,
                    }],
                    ttl_seconds: Some(3600),
                    gb_out: exactly(60_000),
                    requests: exactly(900_000_000),
                    ..Self::default()
                },
            ),
        ]
    }
}

impl Service for Cdn {
    fn facts(&self, _address: &Address, _book: &PriceBook) -> Facts {
        let metric = |metric, name| MetricFacts { metric, namespace: "AWS/CloudFront", name, custom: false };
        Facts {
            listens: vec![443],
            hostnames: self.hostnames.clone(),
            // It asks its origins from addresses all over the world.
            cidrs: vec!["0.0.0.0/0".to_owned()],
            certificate_region: Some(EDGE_REGION),
            needs_certificate: !self.hostnames.is_empty(),
            metrics: vec![
                metric("requests", "Requests"),
                metric("http_5xx_rate", "5xxErrorRate"),
                metric("http_4xx_rate", "4xxErrorRate"),
                metric("bytes_out", "BytesDownloaded"),
            ],
            accepts: &[
                Access::Connect,
                Access::Secure,
                Access::Resolve,
                Access::Protect,
                Access::Deploy,
                Access::Observe,
            ],
            refers: self.routes.iter().filter_map(|it| Some(("routes", it.target()?))).collect(),
            count: 1,
            ..Facts::default()
        }
    }

    fn line_items(&self, site: &Site<'_>, out: &mut LineItems<'_>) {
        let area = site.book.region().cdn_area();
        let gb_out = self.gb_out.map_or(site.usage.gb_out, |it| it.map(|it| it.0));
        let requests = self.requests.map_or(site.usage.requests, |it| it.map(|it| it.0));
        out.charge(
            "data-out",
            Category::Traffic,
            "Data transfer out to the internet",
            format!("cloudfront.out_gb.{area}"),
            &[Factor::range(gb_out, "GB")],
        );
        out.charge_per(
            "requests",
            Category::Network,
            "HTTPS requests",
            format!("cloudfront.https_per_10k.{area}"),
            &[Factor::range(requests, "requests")],
            10_000,
            None,
        );
        if site.asks(Access::Connect).next().is_some() && site.usage.gb_in.high > Decimal::ZERO {
            out.imply(
                "data-to-origin",
                Category::Traffic,
                "Data transfer out to the origin",
                format!("cloudfront.to_origin_gb.{area}"),
                &[Factor::range(site.usage.gb_in, "GB")],
                "What users send passes the CDN on its way to the load balancer",
            );
        }
    }

    fn grants(&self, access: Access, address: &Address) -> Vec<Grant> {
        match access {
            Access::Deploy => vec![Grant {
                actions: vec!["cloudfront:CreateInvalidation"],
                resources: vec![Value::reference("aws_cloudfront_distribution", address.label(), "arn")],
                why: "Makes the CDN forget what a deployment replaced",
            }],
            _ => Vec::new(),
        }
    }

    fn subtitle(&self) -> String {
        let more = self.hostnames.len().saturating_sub(1);
        match self.hostnames.first() {
            Some(hostname) if more > 0 => format!("{hostname} +{more}"),
            Some(hostname) => hostname.clone(),
            None => String::new(),
        }
    }
}

impl Check for Cdn {
    fn check(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        check_hostnames(&self.hostnames, site, out);
        if origins(site).next().is_none() {
            out.push(
                Finding::new(
                    "cdn-without-origin",
                    Severity::Error,
                    out.anchor(None),
                    format!("{} has nothing to serve", site.name),
                    "AWS refuses a distribution without an origin",
                )
                .hint("connect it to a bucket with the access \"read\", or to a load balancer"),
            );
        }
        if let Some(file) = self.default_root_object.strip_prefix('/') {
            out.push(
                Finding::new(
                    "cdn-root-object",
                    Severity::Error,
                    out.anchor(Some("default_root_object")),
                    format!(
                        "{} names the file {:?} with a leading slash",
                        site.name, self.default_root_object
                    ),
                    "CloudFront looks for a file of that very name and answers 403",
                )
                .fix("Take the slash away", vec![Command::set(site.address, "default_root_object", file)]),
            );
        }
        self.check_origins(site, out);
    }
}

impl Build for Cdn {
    fn ends(&self, address: &Address) -> Ends {
        let label = address.label();
        let attribute = |name| Value::reference("aws_cloudfront_distribution", &label, name);
        Ends { arn: Some(attribute("arn")), endpoint: Some(attribute("domain_name")), ..Ends::default() }
            .with("alias_name", attribute("domain_name"))
            .with("alias_zone_id", attribute("hosted_zone_id"))
            .with("distribution_id", attribute("id"))
            .with(
                "dimensions",
                Value::map([("DistributionId", attribute("id")), ("Region", Value::from("Global"))]),
            )
    }

    fn resources(&self, plot: &Plot<'_>, graph: &mut ResourceGraph) {
        let label = plot.site.label();
        if plot.site.asks(Access::Read).next().is_some() {
            graph.add(
                Resource::new(Concern::Entry, "aws_cloudfront_origin_access_control", &label)
                    .set("name", plot.name())
                    .set("description", format!("Signs what {} asks of its buckets", plot.site.address))
                    .set("origin_access_control_origin_type", "s3")
                    .set("signing_behavior", "always")
                    .set("signing_protocol", "sigv4"),
            );
        }
        graph.add(self.distribution(plot));
        for bucket in plot.site.asks(Access::Read) {
            resources::let_read(plot, bucket, graph);
        }
        graph.tell(
            format!("{label}_distribution_id"),
            format!("The CloudFront distribution of {}", plot.site.name),
            Value::reference("aws_cloudfront_distribution", &label, "id"),
        );
        graph.tell(
            format!("{label}_domain_name"),
            format!("The name of {} in AWS, which its host names point to", plot.site.name),
            Value::reference("aws_cloudfront_distribution", label, "domain_name"),
        );
    }

    fn effort(&self) -> Option<Effort> {
        Some(Effort::task(1, Complexity::Low))
    }

    fn procedures(&self, site: &Site<'_>) -> Vec<Procedure> {
        vec![Procedure {
            topic: Topic::Operate,
            title: format!("Make {} forget what it keeps", site.name),
            text: "When users still see an old file after a deployment. 1,000 paths a month are free, and /* is one."
                .to_owned(),
            commands: vec![format!(
                "aws cloudfront create-invalidation --distribution-id \"$(terraform -chdir=terraform output -raw {}_distribution_id)\" --paths '/*'",
                site.label()
            )],
        }]
    }
}

impl PathRoute {
    fn target(&self) -> Option<Address> {
        Address::new(&self.to).ok()
    }
}

/// What it serves: buckets first, then what answers itself.
fn origins<'a>(site: &Site<'a>) -> impl Iterator<Item = &'a Neighbour<'a>> {
    site.asks(Access::Read).chain(site.asks(Access::Connect))
}

impl Cdn {
    fn unrouted<'a>(&self, site: &Site<'a>) -> impl Iterator<Item = &'a Neighbour<'a>> {
        let routed: Vec<_> = self.routes.iter().filter_map(PathRoute::target).collect();
        origins(site).filter(move |it| !routed.contains(it.address))
    }

    fn main_origin<'a>(&self, site: &Site<'a>) -> Option<&'a Neighbour<'a>> {
        self.unrouted(site).next().or_else(|| origins(site).next())
    }
}
