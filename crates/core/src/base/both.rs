//! Two pieces of work side by side, where there are threads.

/// Does both, and gives what each gives: side by side where the machine has threads, one after the other
/// in the browser. Worth it from about a millisecond of work in each.
pub fn both<A: Send, B>(first: impl FnOnce() -> A + Send, second: impl FnOnce() -> B) -> (A, B) {
    #[cfg(target_family = "wasm")]
    return (first(), second());
    #[cfg(not(target_family = "wasm"))]
    std::thread::scope(|threads| {
        let first = threads.spawn(first);
        let second = second();
        let first = first.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        (first, second)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_gives_what_each_gives() {
        let text = String::from("abc");
        assert_eq!(both(|| text.len(), || text.to_uppercase()), (3, "ABC".to_owned()));
    }
}
