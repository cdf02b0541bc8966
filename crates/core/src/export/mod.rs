//! Exporters: they print, they do not decide.

pub mod svg;
