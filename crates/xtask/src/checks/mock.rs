//! The mock of AWS that stacks are built on.

use std::{net::TcpListener, process::Command, thread, time::Duration};

use anyhow::{Result, bail};

use crate::{
    process::{Log, Running},
    site,
    workspace::Workspace,
};

/// The AWS mock, running on a port of its own until this is dropped.
pub(super) struct Mock {
    port: u16,
    _running: Running,
}

impl Mock {
    /// Starts the mock and waits until it answers.
    pub(super) fn start(workspace: &Workspace, log: &mut Log) -> Result<Self> {
        let port = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
        // Its own file: it prints a line for every request.
        let mut said = Log::create(&log.path().with_extension("mock.log"))?;
        let script = workspace.root().join("tests/tools/aws_mock.py");
        let mut running = said.start(workspace.command("python").arg(script).arg(port.to_string()))?;
        while !site::answers(port, "/moto-api/") {
            if running.ended()? {
                bail!("the AWS mock did not start:\n{}", said.text());
            }
            thread::sleep(Duration::from_millis(100));
        }
        Ok(Self { port, _running: running })
    }

    /// Leads every call of AWS that the command makes to the mock.
    pub(super) fn lead(&self, command: &mut Command) {
        command
            .env("AWS_ENDPOINT_URL", format!("http://127.0.0.1:{}", self.port))
            .env("AWS_ACCESS_KEY_ID", "test")
            .env("AWS_SECRET_ACCESS_KEY", "test")
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .env_remove("AWS_PROFILE")
            .env_remove("AWS_SESSION_TOKEN");
    }
}
