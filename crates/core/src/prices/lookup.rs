//! Finding a price by its SKU in a few nanoseconds: a design is priced anew on each edit.

/// Where each of a list of names stands. It holds places, not names: whoever asks compares.
///
/// An open-addressed table with at least half of its slots free; halving a sorted list takes
/// some four times as long.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Lookup {
    /// 0 for an empty slot, else one more than the place. The length is a power of two.
    slots: Vec<u32>,
}

impl Lookup {
    /// Notes the places of names that differ from each other.
    pub(super) fn new<'a>(names: impl ExactSizeIterator<Item = &'a str>) -> Self {
        let mut lookup = Self { slots: vec![0; (names.len() * 2).next_power_of_two().max(2)] };
        for (place, name) in (1..).zip(names) {
            let free = lookup.probe(name).find(|it| lookup.slots.get(*it) == Some(&0));
            if let Some(slot) = free.and_then(|it| lookup.slots.get_mut(it)) {
                *slot = place;
            }
        }
        lookup
    }

    /// The places to look at for a name, the likeliest first; most often one.
    pub(super) fn places(&self, name: &str) -> impl Iterator<Item = usize> {
        let slots = self.probe(name).map_while(|it| self.slots.get(it)).take_while(|it| **it != 0);
        slots.map(|it| *it as usize - 1)
    }

    /// The slots a name may be in, in order: from where its hash says, round the table once.
    fn probe(&self, name: &str) -> impl Iterator<Item = usize> + use<> {
        let mask = self.slots.len() - 1;
        let start = hash(name) as usize;
        (0..=mask).map(move |step| start.wrapping_add(step) & mask)
    }
}

/// Mixes eight bytes at a time. The names are the vendor's, so nobody picks them to collide.
fn hash(name: &str) -> u64 {
    let mixed = name.as_bytes().chunks(8).fold(name.len() as u64, |hash, chunk| {
        let mut word = [0; 8];
        word.iter_mut().zip(chunk).for_each(|(to, from)| *to = *from);
        (hash.rotate_left(5) ^ u64::from_le_bytes(word)).wrapping_mul(0x9E37_79B9_7F4A_7C15)
    });
    // The high bits are mixed best, the low ones pick the slot.
    mixed >> 32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_name_is_found_where_it_stands() {
        let names: Vec<_> = (0..5000).map(|it| format!("ec2.t{}.size{it}", it % 7)).collect();
        let lookup = Lookup::new(names.iter().map(String::as_str));
        for (idx, name) in names.iter().enumerate() {
            assert!(lookup.places(name).any(|it| it == idx), "{name}");
        }
        let looks: usize = names.iter().map(|it| lookup.places(it).count()).sum();
        assert!(looks < 4 * names.len(), "{looks} looks for {} names", names.len());
        assert_eq!(Lookup::new([].into_iter()).places("x").count(), 0);
    }
}
