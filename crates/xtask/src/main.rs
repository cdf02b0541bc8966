//! `cargo xtask`: set-up, serve, test, bench, price import, new service.

fn main() {}
