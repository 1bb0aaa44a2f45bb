//! Who read facts of cost or of persons: counted in memory by viewer, written to the audit log within a second; never the values.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use sea_orm::{DatabaseConnection, DbErr};
use serde_json::{Map, Value, json};

use crate::access::{Class, Viewer};
use crate::model::command::{self, Audit};
use entity::value::Instant;

/// What was read: class, and the kind of row or the figure, with how many values.
pub(crate) type Counts = BTreeMap<(Class, &'static str), u64>;

/// True where reading a class is written down.
pub(crate) fn audited(class: Class) -> bool {
    matches!(class, Class::Cost | Class::Personal)
}

#[derive(Debug)]
struct Entry {
    counts: Counts,
    requests: u64,
    correlation: String,
}

impl Entry {
    /// Both together.
    fn and(mut self, other: Self) -> Self {
        self.requests += other.requests;
        for (what, count) in other.counts {
            *self.counts.entry(what).or_default() += count;
        }
        self
    }
}

/// What has been read and is not written yet.
#[derive(Debug, Default)]
pub(crate) struct Reads(Mutex<BTreeMap<(String, String), Entry>>);

impl Reads {
    /// Adds what one request has shown.
    pub(crate) fn add(&self, viewer: &Viewer, counts: Counts, correlation: &str) {
        if counts.is_empty() {
            return;
        }
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = waiting
            .entry((viewer.subject.clone(), viewer.role_names()))
            .or_insert_with(|| Entry {
                counts: Counts::new(),
                requests: 0,
                correlation: correlation.to_owned(),
            });
        entry.requests += 1;
        for (what, count) in counts {
            *entry.counts.entry(what).or_default() += count;
        }
    }

    /// Writes what waits; what cannot be written waits on.
    pub(crate) async fn write(
        &self,
        decisions: &DatabaseConnection,
        now: Instant,
    ) -> Result<(), DbErr> {
        let waiting = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        let mut waiting = waiting.into_iter();
        while let Some(((subject, roles), entry)) = waiting.next() {
            let subjects = subjects(&entry);
            let audit = Audit {
                actor: &subject,
                role: &roles,
                operation: "read",
                subjects: &subjects,
                allowed: true,
                reason: "its roles show these classes",
                correlation: &entry.correlation,
            };
            if let Err(error) = command::audit(decisions, audit, now).await {
                // What has been read in the meantime counts with what waits on.
                let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
                for (who, entry) in std::iter::once(((subject, roles), entry)).chain(waiting) {
                    let both = match kept.remove(&who) {
                        Some(newer) => entry.and(newer),
                        None => entry,
                    };
                    kept.insert(who, both);
                }
                return Err(error);
            }
        }
        Ok(())
    }
}

fn subjects(entry: &Entry) -> String {
    let mut by_class: BTreeMap<String, Map<String, Value>> = BTreeMap::new();
    for ((class, thing), count) in &entry.counts {
        by_class
            .entry(format!("{class:?}").to_lowercase())
            .or_default()
            .insert((*thing).to_owned(), (*count).into());
    }
    json!({ "requests": entry.requests, "values": by_class }).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_read_while_a_write_fails_is_counted_with_what_waits_on() {
        // A database without tables: nothing can be written.
        let decisions = sea_orm::Database::connect("sqlite::memory:").await.unwrap();
        let reads = Reads::default();
        let viewer = Viewer::system("a test");
        let read = |count| Counts::from([((Class::Cost, "person"), count)]);
        reads.add(&viewer, read(2), "first");
        let (written, ()) = tokio::join!(reads.write(&decisions, Instant(1)), async {
            reads.add(&viewer, read(3), "second");
        });
        assert!(written.is_err());
        let waiting = reads.0.lock().unwrap();
        let entry = waiting.values().next().unwrap();
        assert_eq!((entry.requests, &entry.counts), (2, &read(5)));
    }
}
