//! Which of two deliveries of an object is the newer, and which version an object's rows hold while its newest cannot be mapped.
//!
//! The outcome is a function of the set of deliveries: the raw record is the greatest version of all, the rows are those of the
//! greatest that can be mapped.

use std::collections::HashMap;

use sea_orm::{ConnectionTrait, DbErr, Value as Bind};
use serde::{Deserialize, Serialize};

use super::land::{Head, Incoming};
use crate::model::statement::{among, exists, query_ids};

/// Place of a delivery among all of its object: the source's stamp, the instant of the reply, then what decides alike everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Version {
    pub(super) at: i64,
    pub(super) received_at: i64,
    pub(super) deleted: bool,
    pub(super) hash: i64,
}

impl Version {
    fn new(at: i64, received_at: i64, deleted: bool, hash: i64) -> Self {
        let hash = if deleted { 0 } else { hash };
        Self {
            at,
            received_at,
            deleted,
            hash,
        }
    }

    /// The version of a delivery.
    pub(super) fn of(incoming: &Incoming) -> Self {
        Self::new(
            incoming.version_at,
            incoming.received_at,
            incoming.deleted_at.is_some(),
            incoming.hash,
        )
    }

    /// The version of what is known.
    pub(super) fn known(head: &Head) -> Self {
        Self::new(
            head.version_at,
            head.received_at,
            head.deleted_at.is_some(),
            head.hash,
        )
    }

    /// True where both say the same, whenever they came.
    pub(super) fn same(&self, other: &Self) -> bool {
        self.deleted == other.deleted && self.hash == other.hash
    }

    /// Reads the text form; none where it is not one.
    pub(super) fn parse(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }
}

impl std::fmt::Display for Version {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&serde_json::to_string(self).unwrap_or_default())
    }
}

/// What a delivery is beside what is known of its object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// The newest.
    News,
    /// The same again.
    Known,
    /// Older than what is known.
    Older,
}

/// Compares a delivery with what is known; true where one stamp came with two payloads, so that the source is to be read again.
pub(super) fn verdict(head: &Head, incoming: &Incoming) -> (Verdict, bool) {
    let (theirs, ours) = (Version::of(incoming), Version::known(head));
    if theirs.same(&ours) {
        // The same under a later stamp still outdates what came between the two.
        let later = incoming.stamped && theirs.at > ours.at;
        return (if later { Verdict::News } else { Verdict::Known }, false);
    }
    // A reply that said the same as the one before it left no trace of when it came: the order of replies proves nothing here.
    let tied = incoming.stamped && theirs.at == ours.at;
    if theirs > ours {
        (Verdict::News, tied)
    } else {
        (Verdict::Older, tied)
    }
}

/// Versions that rows hold of objects whose newest version cannot be mapped, by object; none where nothing could ever be mapped.
pub(super) type Letters = HashMap<i64, Option<Version>>;

/// Reads them for some objects; an object that is not in the answer has no dead letter.
pub(super) async fn letters(
    connection: &impl ConnectionTrait,
    ids: &[i64],
) -> Result<Letters, DbErr> {
    let mut letters = Letters::new();
    let some = "SELECT 1 FROM dead_letter WHERE state <> 'resolved' LIMIT 1";
    if ids.is_empty() || !exists(connection, some, Vec::<Bind>::new()).await? {
        return Ok(letters);
    }
    let sql = format!(
        "SELECT id, good FROM dead_letter WHERE state <> 'resolved' AND {}",
        among(connection.get_database_backend(), "id")
    );
    for row in query_ids(connection, sql, ids, Vec::new()).await? {
        let good: Option<String> = row.try_get_by_index(1)?;
        letters.insert(
            row.try_get_by_index(0)?,
            good.as_deref().and_then(Version::parse),
        );
    }
    Ok(letters)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(version_at: i64, received_at: i64, hash: i64, deleted: bool) -> Head {
        Head {
            hash,
            version_at,
            received_at,
            deleted_at: deleted.then_some(version_at),
            emitted: None,
        }
    }

    fn incoming(version_at: i64, received_at: i64, hash: i64) -> Incoming {
        Incoming {
            id: 1,
            external_id: "1".to_owned(),
            payload: Some("{}".to_owned()),
            hash,
            version_at,
            stamped: true,
            received_at,
            deleted_at: None,
        }
    }

    #[test]
    fn greatest_version_wins_and_a_tie_is_told() {
        let known = head(5, 10, 1, false);
        let of = |at, received, hash| verdict(&known, &incoming(at, received, hash));
        assert_eq!(of(5, 20, 1), (Verdict::Known, false));
        assert_eq!(of(6, 20, 1), (Verdict::News, false));
        assert_eq!(of(4, 20, 2), (Verdict::Older, false));
        assert_eq!(of(6, 9, 2), (Verdict::News, false));
        assert_eq!(of(5, 9, 2), (Verdict::Older, true));
        assert_eq!(of(5, 20, 2), (Verdict::News, true));
        assert_eq!(of(5, 10, 2), (Verdict::News, true));
        assert_eq!(of(5, 10, 0), (Verdict::Older, true));
        let deleted = head(5, 10, 1, true);
        assert_eq!(
            verdict(&deleted, &incoming(4, 30, 1)),
            (Verdict::Older, false)
        );
        assert_eq!(
            verdict(&deleted, &incoming(6, 30, 1)),
            (Verdict::News, false)
        );
    }

    #[test]
    fn a_version_reads_back_from_its_text() {
        let version = Version::of(&incoming(5, 10, -7));
        assert_eq!(Version::parse(&version.to_string()), Some(version));
        assert_eq!(Version::parse("yesterday"), None);
    }
}
