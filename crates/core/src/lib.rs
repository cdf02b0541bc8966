//! The shared core of Groundplan.
//!
//! It turns a [`design::Design`] into prices, findings, plans, pictures and files. It is pure and
//! total: no clock, no IO, no randomness without a seed, no panic. Start reading at `base`, then
//! follow the `mod` lines: a module imports only from those above it.

pub mod base;
pub mod prices;
pub mod vocab;
pub mod resource;
pub mod services;
pub mod design;
pub mod survey;
pub mod estimate;
pub mod blueprint;
pub mod work;
pub mod rules;
pub mod plan;
pub mod references;
pub mod generate;
pub mod scene;
pub mod picture;
pub mod export;
