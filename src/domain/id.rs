//! Deterministic identity: an id is a pure function of (connection, object, external id), so order of arrival never matters.

/// The 63-bit id of a source record.
pub fn source_id(connection: &str, object: &str, external_id: &str) -> i64 {
    let mut hasher = blake3::Hasher::new();
    for part in [connection, object, external_id] {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    let mut bytes = [0; 8];
    bytes.copy_from_slice(&hasher.finalize().as_bytes()[..8]);
    i64::from_le_bytes(bytes) & i64::MAX
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
}
