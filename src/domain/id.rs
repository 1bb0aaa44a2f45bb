//! Deterministic identity: an id is a pure function of (connection, object, external id), so order of arrival never matters.

/// Bits of an id that a source's own number takes.
const NUMBER_BITS: u32 = 33;

/// The 63-bit id of a source record.
///
/// Where the source numbers its records, the number stands at the end of the id and a hash of the rest before it: what was made
/// together lies together in every table and index, so that reading and writing it touches few pages. Else all of it is a hash.
pub fn source_id(connection: &str, object: &str, external_id: &str) -> i64 {
    let number = number(external_id);
    let mut hasher = blake3::Hasher::new();
    let mut take = |part: &str| {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    };
    take(connection);
    take(object);
    if number.is_none() {
        take(external_id);
    }
    let mut bytes = [0; 8];
    bytes.copy_from_slice(&hasher.finalize().as_bytes()[..8]);
    let hash = i64::from_le_bytes(bytes) & i64::MAX;
    number.map_or(hash, |number| hash >> NUMBER_BITS << NUMBER_BITS | number)
}

/// The number that an external id is, as it would be written, if it is small enough.
fn number(external_id: &str) -> Option<i64> {
    let digits = external_id.as_bytes();
    let written = digits.iter().all(u8::is_ascii_digit)
        && (digits.len() == 1 || digits.first() != Some(&b'0'));
    let number = external_id.parse().ok().filter(|_| written)?;
    (number < 1 << NUMBER_BITS).then_some(number)
}

/// The hash of a payload, by which unchanged objects are known.
pub fn content_hash(payload: &[u8]) -> i64 {
    let mut bytes = [0; 8];
    bytes.copy_from_slice(&blake3::hash(payload).as_bytes()[..8]);
    i64::from_le_bytes(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_do_not_run_together() {
        assert_eq!(source_id("a", "b", "c"), source_id("a", "b", "c"));
        assert_ne!(source_id("a", "bc", ""), source_id("a", "b", "c"));
        assert!(source_id("a", "b", "c") >= 0);
    }

    #[test]
    fn numbers_follow_each_other_and_keep_apart() {
        let of = |object: &str, external_id: &str| source_id("a", object, external_id);
        assert_eq!(of("b", "8") - of("b", "7"), 1);
        assert_eq!(of("b", "8589934591") - of("b", "0"), (1 << NUMBER_BITS) - 1);
        let mut ids = Vec::new();
        for object in ["b", "c"] {
            let written = [
                "0",
                "7",
                "07",
                "00",
                "+7",
                "-7",
                "",
                " 7",
                "7.0",
                "8589934592",
                "99999999999999999999",
            ];
            ids.extend(written.map(|external_id| of(object, external_id)));
        }
        assert!(ids.iter().all(|id| *id >= 0));
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), 22);
    }
}
