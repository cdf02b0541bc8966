//! `groundplan`: the core on the command line, one file for each verb.

#[cfg_attr(not(test), expect(dead_code, reason = "the verbs that read prices come next"))]
mod books;

fn main() {}
