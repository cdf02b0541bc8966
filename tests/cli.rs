//! The command line: what each verb prints, and how it ends.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use serde_json::Value;

fn run(arguments: &[&str]) -> Output {
    run_with(arguments, "")
}

fn run_with(arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_groundplan"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A program that ends before it has read everything closes the pipe, which is its right.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn fine(arguments: &[&str]) -> String {
    let output = run(arguments);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", text(&output.stderr));
    text(&output.stdout)
}

fn json(arguments: &[&str]) -> Value {
    serde_json::from_str(&fine(arguments)).unwrap()
}

fn folder(name: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(&path).unwrap();
    path
}

#[test]
fn estimate_gives_totals_budget_and_items() {
    let estimate = json(&["estimate", "c1", "--format", "json"]);
    assert_eq!(estimate["currency"], "USD");
    assert_eq!(estimate["region"], "us-east-1");
    let total = |it: &str| estimate["total"][it].as_f64().unwrap();
    assert!(total("low") <= total("expected") && total("expected") <= total("high"));
    assert_eq!(estimate["budget"]["limit"], 200);
    assert_eq!(estimate["budget"]["alert"], 180);
    assert_eq!(estimate["budget"]["status"], "under");
    let items = estimate["items"].as_array().unwrap();
    let instance = items.iter().find(|it| it["component"] == "app-host" && it["key"] == "instance").unwrap();
    for field in ["name", "quantity", "unit", "unit_price", "monthly", "implied", "source"] {
        assert!(!instance[field].is_null() || field == "implied", "{field}");
    }
    assert_eq!(instance["unit_price"], 0.1344);
}

#[test]
fn plan_gives_base_and_steps() {
    let plan = json(&["plan", "c1", "--format", "json"]);
    assert_eq!(plan["base"]["budget_status"], "under");
    let steps = plan["steps"].as_array().unwrap();
    let ids: Vec<&str> = steps.iter().map(|it| it["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["kafka-split", "kafka-quorum", "aurora", "waf", "offload"]);
    for step in steps {
        for field in ["title", "trigger", "total", "delta", "budget_status", "findings"] {
            assert!(!step[field].is_null(), "{field}");
        }
    }
    let shown = json(&["plan", "c1", "--step", "aurora", "--format", "json"]);
    assert_eq!(shown["steps"].as_array().unwrap().len(), 3);
}

#[test]
fn work_gives_tasks_in_order_and_what_they_come_to() {
    let plan = json(&["work", "c1", "--format", "json"]);
    let tasks = plan["tasks"].as_array().unwrap();
    let sum: f64 = tasks.iter().map(|it| it["task"]["hours"].as_f64().unwrap()).sum();
    assert_eq!(sum, plan["blocking_hours"].as_f64().unwrap() + plan["other_hours"].as_f64().unwrap());
    let place = |id: &str| tasks.iter().position(|it| it["task"]["id"] == id).unwrap();
    assert!(place("vpc") < place("app-host") && place("app-host") < place("kafka"));
    let after = json(&["work", "c1", "--step", "kafka-quorum", "--format", "json"]);
    assert!(after["blocking_hours"].as_f64() > plan["blocking_hours"].as_f64());
    for (format, words) in [("table", "critical path: VPC >"), ("csv", "1,"), ("md", "# Work plan of")] {
        assert!(fine(&["work", "c1", "--format", format]).contains(words), "{format}");
    }
}

#[test]
fn check_gives_findings_and_fails_on_what_was_asked() {
    let check = json(&["check", "c1", "--format", "json"]);
    let findings = check["findings"].as_array().unwrap();
    let coverage = findings.iter().find(|it| it["rule"] == "certificate-coverage").unwrap();
    assert_eq!(coverage["severity"], "error");
    for field in ["anchor", "message", "hints", "fix"] {
        assert!(!coverage[field].is_null(), "{field}");
    }
    assert_eq!(run(&["check", "c1", "--fail-on", "error"]).status.code(), Some(1));
    assert_eq!(run(&["check", "c1", "--fail-on", "budget"]).status.code(), Some(0));
    assert_eq!(
        run(&["estimate", "c1", "--step", "kafka-quorum", "--fail-on", "budget"]).status.code(),
        Some(1)
    );
    assert_eq!(
        run_with(&["check", "-", "--fail-on", "warning"], &fine(&["new", "blank"])).status.code(),
        Some(0)
    );
}

#[test]
fn every_format_prints() {
    for verb in ["estimate", "plan", "check", "references"] {
        for format in ["table", "json", "csv", "md"] {
            let arguments = if verb == "references" { vec![verb] } else { vec![verb, "c1"] };
            let printed = fine(&[arguments, vec!["--format", format]].concat());
            assert!(printed.lines().count() > 1 && printed.ends_with('\n'), "{verb} {format}");
        }
    }
    assert!(fine(&["prices"]).contains("eu-central-1"));
    assert!(fine(&["prices", "t4g.xlarge", "--region", "us-east-1"]).contains("0.1344"));
    assert!(fine(&["completions", "bash"]).contains("groundplan"));
    assert!(json(&["schema"])["$defs"]["ComponentRecord"].is_object());
}

#[test]
fn usage_and_region_choose_the_figure() {
    let low = fine(&["estimate", "c1", "--usage", "low"]);
    let high = fine(&["estimate", "c1", "--usage", "high"]);
    assert_ne!(low, high);
    let frankfurt = json(&["estimate", "c1", "--region", "eu-central-1", "--format", "json"]);
    assert_eq!(frankfurt["region"], "eu-central-1");
    assert!(
        frankfurt["total"]["expected"].as_f64()
            > json(&["estimate", "c1", "--format", "json"])["total"]["expected"].as_f64()
    );
}

#[test]
fn a_design_goes_out_and_comes_back() {
    let folder = folder("round");
    let file = folder.join("a.groundplan.json");
    let file = file.to_str().unwrap();
    fine(&["new", "c1", "-o", file]);
    assert!(fine(&["diff", "c1", file]).contains("equal"));
    assert!(fine(&["diff", "c1", file, "--step", "kafka-split"]).contains("kafka-host"));
    let generated = fine(&["new", "generated", "--components", "50", "--seed", "3"]);
    assert_eq!(generated, fine(&["new", "generated", "--components", "50", "--seed", "3"]));
    assert_eq!(run_with(&["estimate", "-"], &generated).status.code(), Some(0));
}

#[test]
fn the_same_design_gives_the_same_bundle() {
    let folder = folder("bundles");
    let path = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    fine(&["export", "c1", "-o", &path("a.zip")]);
    fine(&["export", "c1", "-o", &path("b.zip")]);
    fine(&["export", "c1", "-o", &path("folder")]);
    fine(&["export", "c1", "--with", "cloudformation", "-o", &path("both")]);
    assert!(!Path::new(&path("folder/cloudformation")).exists());
    assert!(Path::new(&path("both/cloudformation/deploy.sh")).exists());
    assert!(Path::new(&path("both/terraform/network.tf")).exists());
    let zip = fs::read(folder.join("a.zip")).unwrap();
    assert_eq!(zip, fs::read(folder.join("b.zip")).unwrap());
    let manifest: Value =
        serde_json::from_slice(&fs::read(folder.join("folder/manifest.json")).unwrap()).unwrap();
    let files = manifest["files"].as_array().unwrap();
    assert!(files.len() > 30);
    for file in files {
        assert!(folder.join("folder").join(file["path"].as_str().unwrap()).is_file(), "{file}");
    }
}

#[test]
fn bad_input_gets_one_message_and_exit_code_2() {
    let bad: [(&[&str], &str, &str); 9] = [
        (&["estimate", "no-such-file"], "", "no such file"),
        (&["estimate", "-"], "{", "line 1"),
        (&["estimate", "-"], "{\"format\":\"groundplan/9\"}", "newer"),
        (&["estimate", "-"], "\u{0}", "line 1"),
        (&["estimate", "c1", "--region", "moon-1"], "", "moon-1"),
        (&["export", "c1", "--step", "nothing", "-o", "x.zip"], "", "kafka-split"),
        (&["new", "nothing"], "", "c1"),
        (&["plan", "c1", "--step", "nothing"], "", "kafka-split"),
        (&["prices", "--region", "moon-1"], "", "moon-1"),
    ];
    for (arguments, input, expected) in bad {
        let output = run_with(arguments, input);
        let message = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(message.contains(expected), "{arguments:?}: {message}");
        assert_eq!(message.lines().count(), 1, "{message}");
        assert!(output.stdout.is_empty());
    }
}

#[test]
fn a_choice_of_a_step_is_taken_by_name() {
    let fargate = fine(&["estimate", "c1", "--step", "offload", "--format", "csv"]);
    let runner =
        fine(&["estimate", "c1", "--step", "offload", "--choose", "offload=app-runner", "--format", "csv"]);
    assert_ne!(fargate, runner);
    assert!(runner.contains("app_runner."), "{runner}");
    for (choice, wanted) in [
        ("offload", "STEP=CHOICE"),
        ("moon=app-runner", "no step \"moon\""),
        ("offload=moon", "fargate, app-runner"),
        ("aurora=moon", "none"),
    ] {
        let output = run(&["estimate", "c1", "--choose", choice]);
        assert_eq!(output.status.code(), Some(2), "{choice}");
        assert!(text(&output.stderr).contains(wanted), "{}", text(&output.stderr));
    }
}

#[test]
fn an_environment_is_taken_by_name() {
    let path = folder("environments").join("shop.groundplan.json");
    let file = path.to_str().unwrap();
    let mut design: Value = serde_json::from_str(&fine(&["new", "c1"])).unwrap();
    let size = |gb: u32| serde_json::json!({ "set": { "on": { "component": "kafka-data" }, "field": "size_gb", "value": gb } });
    let project =
        |name: &str| serde_json::json!({ "set": { "on": "design", "field": "project", "value": name } });
    design["settings"]["environments"] = serde_json::json!([
        { "id": "dev", "commands": [project("c1-dev"), size(100)] },
        { "id": "prod", "commands": [project("c1-prod")] },
    ]);
    fs::write(&path, design.to_string()).unwrap();
    let total = |more: &[&str]| {
        let all = [&["estimate", file, "--format", "json"], more].concat();
        json(&all)["total"]["expected"].as_f64().unwrap()
    };
    let [base, dev, prod] = [&[][..], &["--env", "dev"], &["--env", "prod"]].map(total);
    assert_eq!(prod, base);
    assert!((base - dev - 8.0).abs() < 0.001, "100 GB of gp3 less: {base} and {dev}");
    assert!(total(&["--env", "dev", "--step", "kafka-split"]) > dev);
    let commands = json(&["diff", file, file, "--env", "dev", "--format", "json"]);
    assert_eq!(commands["commands"].as_array().unwrap().len(), 2, "{commands}");
    let out = folder("environments-bundle");
    fine(&["export", file, "--env", "dev", "-o", out.to_str().unwrap()]);
    let alone: Value =
        serde_json::from_str(&fs::read_to_string(out.join("design.groundplan.json")).unwrap()).unwrap();
    assert_eq!(alone["settings"]["project"], "c1-dev");
    assert_eq!(alone["settings"]["environments"], serde_json::json!([]));
    let output = run(&["estimate", file, "--env", "test"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("there is no environment \"test\"; the design has dev, prod"));
}

#[test]
fn claims_stand_beside_what_was_computed() {
    let path = folder("claims").join("c1.groundplan.json");
    let mut design: Value = serde_json::from_str(&fine(&["new", "c1"])).unwrap();
    design["settings"]["claims"] = serde_json::json!([
        { "id": "month", "title": "A month", "of": "monthly_total", "where": "page 3",
          "stated": { "low": 150, "expected": 150, "high": 150 } },
        { "id": "hosts", "title": "Hosts", "of": { "count": "host" },
          "stated": { "low": 1, "expected": 2, "high": 3 } },
    ]);
    fs::write(&path, design.to_string()).unwrap();
    let check = json(&["check", path.to_str().unwrap(), "--format", "json"]);
    let [month, hosts] = check["claims"].as_array().unwrap().as_slice() else { panic!("{check}") };
    assert_eq!(
        (&month["id"], &month["stated"], &month["where"]),
        (&"month".into(), &150.into(), &"page 3".into())
    );
    let computed = month["computed"].as_f64().unwrap();
    assert!((month["difference"].as_f64().unwrap() - (computed - 150.0)).abs() < 1e-6, "{month}");
    assert_eq!((&hosts["computed"], &hosts["difference"]), (&1.into(), &0.into()), "inside the stated range");
    let rules: Vec<&str> =
        check["findings"].as_array().unwrap().iter().map(|it| it["rule"].as_str().unwrap()).collect();
    assert_eq!(rules.iter().filter(|it| **it == "claim-differs").count(), 1, "{rules:?}");
}
