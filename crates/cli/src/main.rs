//! `groundplan`: the core on the command line, one file for each verb.

fn main() {}
