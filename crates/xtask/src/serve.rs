//! `cargo xtask serve`: from a fresh clone to an address in the browser.

use std::{net::TcpListener, thread, time::Duration};

use anyhow::{Result, bail};

use crate::{
    build::{self, Build},
    setup::{self, SERVE},
    site::{self, Site},
    workspace::Workspace,
};

/// The flags of `serve`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The port on loopback; another one is taken when it is in use
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Build without optimisation, and again whenever a file changes
    #[arg(long)]
    watch: bool,
    /// Serve what dist/ holds
    #[arg(long, conflicts_with = "watch")]
    no_build: bool,
}

/// Sets up what is missing, builds, serves until stopped, and prints the address once it answers.
pub(crate) fn verb(workspace: &Workspace, args: &Args) -> Result<()> {
    let port = free_port(args.port)?;
    if !args.no_build {
        setup::run(workspace, SERVE)?.stop_in_ci()?;
        println!("\nBuilding the app; the first time takes a few minutes.");
    }
    if args.watch {
        return watch(workspace, port);
    }
    if !args.no_build {
        build::release(workspace)?;
    }
    let site = Site::serve(&workspace.dist(), port)?;
    println!("\nGroundplan is at {}\nStop it with Ctrl+C.", site.address());
    loop {
        thread::park();
    }
}

/// Leaves building and serving to Trunk, which also reloads the page.
fn watch(workspace: &Workspace, port: u16) -> Result<()> {
    let mut trunk = build::trunk(workspace, "serve", Build::Dev)
        .args(["--address", "127.0.0.1", "--port", &port.to_string()])
        .spawn()?;
    while !site::answers(port, "/") {
        if let Some(status) = trunk.try_wait()? {
            bail!("trunk serve ended with {status}");
        }
        thread::sleep(Duration::from_millis(200));
    }
    println!("\nGroundplan is at http://127.0.0.1:{port}/\nStop it with Ctrl+C.\n");
    let status = trunk.wait()?;
    if !status.success() {
        bail!("trunk serve ended with {status}");
    }
    Ok(())
}

/// The wanted port, or any free one when another program holds it.
fn free_port(wanted: u16) -> Result<u16> {
    let listener =
        TcpListener::bind(("127.0.0.1", wanted)).or_else(|_| TcpListener::bind(("127.0.0.1", 0)))?;
    Ok(listener.local_addr()?.port())
}
