//! Mounts the Groundplan app. Everything else is in the library.

fn main() {
    groundplan_app::start();
}
