//! Objects that came lately: what pages repeat of them is left out before the database is asked.
//!
//! Pages overlap by an object or two, and what the batch before holds is in no table yet while the next is sorted out.

use std::collections::{HashMap, VecDeque};

use super::land::Incoming;
use super::version::Version;

/// Batches that may be under way at the same time.
const UNDER_WAY: usize = 4;

/// What the last batches of a pass said, by object the newest.
#[derive(Debug, Default)]
pub(super) struct Recent(VecDeque<HashMap<i64, Said>>);

/// What was said of an object.
#[derive(Clone, Copy, Debug)]
struct Said {
    version: Version,
    hash: i64,
    deleted_at: Option<i64>,
}

impl Said {
    fn of(incoming: &Incoming) -> Self {
        Self {
            version: Version::of(incoming),
            hash: incoming.hash,
            deleted_at: incoming.deleted_at,
        }
    }

    /// True where both are the same word for word and version for version, whenever they came.
    fn repeats(&self, other: &Self) -> bool {
        (self.version.at, self.hash, self.deleted_at)
            == (other.version.at, other.hash, other.deleted_at)
    }
}

impl Recent {
    /// Leaves out what a batch repeats of those before it, word for word and version for version.
    pub(super) fn sift(&mut self, incoming: &mut Vec<Incoming>) {
        incoming.retain(|object| {
            let last = self.0.iter().rev().find_map(|batch| batch.get(&object.id));
            last.is_none_or(|last| !Said::of(object).repeats(last))
        });
        let mut batch: HashMap<i64, Said> = HashMap::with_capacity(incoming.len());
        for object in incoming.iter() {
            let new = Said::of(object);
            let last = batch.entry(object.id).or_insert(new);
            if new.version > last.version {
                *last = new;
            }
        }
        self.0.push_back(batch);
        if self.0.len() > UNDER_WAY {
            self.0.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn incoming(received_at: i64, hash: i64) -> Incoming {
        Incoming {
            id: 1,
            external_id: "1".to_owned(),
            payload: Some("{}".to_owned()),
            hash,
            version_at: 5,
            stamped: true,
            received_at,
            deleted_at: None,
        }
    }

    #[test]
    fn what_pages_repeat_is_left_out_and_what_differs_is_not() {
        let mut recent = Recent::default();
        let mut batch = vec![incoming(10, 1)];
        recent.sift(&mut batch);
        assert_eq!(batch.len(), 1, "it is new");
        let mut batch = vec![incoming(20, 1), incoming(20, 2)];
        recent.sift(&mut batch);
        assert_eq!(batch, [incoming(20, 2)], "one version, another content");
        let mut batch = vec![incoming(30, 1)];
        recent.sift(&mut batch);
        assert_eq!(batch.len(), 1, "what was said of it last differs");
    }
}
