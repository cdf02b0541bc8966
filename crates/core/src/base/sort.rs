//! One sort for all types. The standard library's is compiled anew for each type that is sorted, and for
//! each map or set that is collected; in the browser's program that is too much for what it gains on the
//! short lists that these are for.

use std::cmp::Ordering;

/// Sorts, equal ones in the order that they had.
pub fn sort_by<T>(items: &mut Vec<T>, mut compare: impl FnMut(&T, &T) -> Ordering) {
    let mut order: Vec<usize> = (0..items.len()).collect();
    sort_order(&mut order, &mut |a, b| match (items.get(a), items.get(b)) {
        (Some(a), Some(b)) => compare(a, b),
        _ => Ordering::Equal,
    });
    let mut slots: Vec<Option<T>> = items.drain(..).map(Some).collect();
    items.extend(order.into_iter().filter_map(|idx| slots.get_mut(idx)?.take()));
}

/// Sorts numbers.
pub fn sort_numbers(numbers: &mut [usize]) {
    sort_order(numbers, &mut |a, b| a.cmp(&b));
}

/// Sorts what is numbered by its places, those at the same place in the order that they had. For long
/// lists, as it compares without a detour.
pub fn sort_places(places: &mut [(f64, usize)]) {
    places.sort_by(|a, b| a.0.total_cmp(&b.0));
}

fn sort_order(order: &mut [usize], compare: &mut dyn FnMut(usize, usize) -> Ordering) {
    order.sort_by(|&a, &b| compare(a, b));
}

/// Gathers into a set or a map one by one, where `collect` sorts first.
pub fn gather<C: Default + Extend<T>, T>(items: impl IntoIterator<Item = T>) -> C {
    let mut all = C::default();
    all.extend(items);
    all
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_sorts_as_the_standard_library_does(mut items: Vec<(u8, u16)>) {
            let mut want = items.clone();
            want.sort_by_key(|it| it.0);
            sort_by(&mut items, |a, b| a.0.cmp(&b.0));
            prop_assert_eq!(&items, &want);
            let gathered: BTreeMap<u8, u16> = gather(items.iter().copied());
            prop_assert_eq!(gathered, items.into_iter().collect());
        }
    }
}
