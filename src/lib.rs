//! The Groundplan app: reads the core, draws it, and turns gestures into commands.
//!
//! Start at [`start`], which provides the state and mounts the app. `editor` is the only writer of
//! the design; `session` is what is not the design; `derived` is what follows from both; `storage`
//! is the only module that touches the browser's persistence. No module knows a service by name.

#![allow(unreachable_pub, reason = "the macro of a component writes its properties as `pub`")]
#![allow(
    clippy::redundant_closure,
    reason = "the macro of a view gives all closures one type, and functions none"
)]

mod state;
mod editor;
mod session;
mod derived;
mod later;
mod review;
mod books;
mod bundler;
mod storage;
mod actions;
mod crash;
mod app;
mod gallery;
mod workspace;
mod canvas;
mod palette;
mod outline;
mod inspector;
mod bill;
mod findings;
mod plan;
mod workload;
mod charts;
mod environments;
mod claims;
mod export;
mod work;
mod ui;

/// Mounts the app on the page.
pub fn start() {
    crash::install();
    app::mount();
}
