//! The Groundplan app: reads the core, draws it, and turns gestures into commands.
