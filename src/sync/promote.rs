//! Maps objects to what the model is to hold; what cannot be mapped is set aside with its reason, and the rest goes on.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use entity::value::Instant;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, Statement, Value as Bind};
use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::land::{Incoming, News, Place};
use super::version::Version;
use crate::connect::{Client, RawObject, Stream};
use crate::model::statement::{among, execute_ids, exists};
use crate::model::upsert::{Emission, Emitted, refusal};

/// An object that could not be mapped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Dead {
    pub(super) id: i64,
    pub(super) external_id: String,
    pub(super) code: &'static str,
    pub(super) field: Option<String>,
    pub(super) detail: String,
    /// Version that the object's rows held before.
    pub(super) good: Option<Version>,
}

/// What mapping made of objects.
#[derive(Debug, Default)]
pub(super) struct Promoted {
    pub(super) emissions: Vec<Emission>,
    pub(super) dead: Vec<Dead>,
    /// Objects whose newest version cannot be mapped, with the older one that the rows hold instead.
    pub(super) fallen: BTreeMap<i64, Version>,
    /// By field and nature: what was seen, in which object first, how often.
    pub(super) drift: BTreeMap<(String, &'static str), (String, String, i64)>,
    pub(super) rounded: u64,
}

/// An object to map.
pub(super) struct Item<'a> {
    pub(super) id: i64,
    pub(super) object: &'a RawObject,
    pub(super) version_at: i64,
    pub(super) deleted_at: Option<i64>,
    pub(super) emitted: Option<&'a str>,
    /// Version that the rows hold now.
    pub(super) good: Option<Version>,
}

impl Promoted {
    /// Maps one object; what cannot be mapped is set aside.
    pub(super) fn add(&mut self, client: &Client, stream: &'static Stream, item: &Item<'_>) {
        if let Some(dead) = self.try_add(client, stream, item) {
            self.dead.push(dead);
        }
    }

    /// Maps one object; tells why where that cannot be.
    fn try_add(
        &mut self,
        client: &Client,
        stream: &'static Stream,
        item: &Item<'_>,
    ) -> Option<Dead> {
        let mut emission = Emission {
            source_id: item.id,
            version_at: Instant(item.version_at),
            records: Vec::new(),
            before: item.emitted.map(Emitted::parse),
            deleted_at: item.deleted_at.map(Instant),
        };
        let dead = |code: &'static str, field: String, detail: String| Dead {
            id: item.id,
            external_id: item.object.external_id.clone(),
            code,
            field: Some(field).filter(|field| !field.is_empty()),
            detail,
            good: item.good,
        };
        if item.deleted_at.is_none() {
            let mapped = client.map(stream, item.object);
            self.rounded += u64::from(mapped.rounded);
            for drift in mapped.drift {
                self.seen(
                    drift.field,
                    drift.nature,
                    drift.detail,
                    &item.object.external_id,
                );
            }
            if let Some(error) = mapped.error {
                return Some(dead(error.code, error.field, error.detail));
            }
            emission.records = mapped.records;
            if let Some(refused) = refusal(&emission) {
                return Some(dead("REFUSED", refused.field.to_owned(), refused.detail));
            }
        }
        self.emissions.push(emission);
        None
    }

    /// Compares an object's names with those known; on a stream's first objects all are learnt.
    pub(super) fn names(
        &mut self,
        known: &mut BTreeSet<String>,
        learning: bool,
        incoming: &Incoming,
    ) {
        let Some(payload) = &incoming.payload else {
            return;
        };
        for name in fresh_names(payload, known) {
            known.insert(name.clone());
            if !learning {
                let detail = "a field that was not there before".to_owned();
                self.seen(name, "new_field", detail, &incoming.external_id);
            }
        }
    }

    fn seen(&mut self, field: String, nature: &'static str, detail: String, record: &str) {
        self.drift
            .entry((field, nature))
            .or_insert_with(|| (detail, record.to_owned(), 0))
            .2 += 1;
    }

    /// Writes dead letters and drift, and resolves the dead letters of objects that were mapped after all (`mapped`).
    pub(super) async fn write(
        &self,
        transaction: &DatabaseTransaction,
        place: &Place<'_>,
        now: Instant,
        mapped: &[i64],
    ) -> Result<(), DbErr> {
        self.write_dead(transaction, place, now, mapped).await?;
        self.write_drift(transaction, place, now).await
    }

    async fn write_dead(
        &self,
        transaction: &DatabaseTransaction,
        place: &Place<'_>,
        now: Instant,
        mapped: &[i64],
    ) -> Result<(), DbErr> {
        let some = "SELECT 1 FROM dead_letter WHERE state <> 'resolved' LIMIT 1";
        if exists(transaction, some, Vec::new()).await? {
            let sql = format!(
                "UPDATE dead_letter SET state = 'resolved', resolved_at = $2, good = NULL WHERE state <> 'resolved' AND {}",
                among(transaction.get_database_backend(), "id")
            );
            let mapped: Vec<i64> = mapped
                .iter()
                .filter(|id| !self.fallen.contains_key(id))
                .copied()
                .collect();
            execute_ids(transaction, sql, &mapped, vec![Bind::BigInt(Some(now.0))]).await?;
        }
        for dead in &self.dead {
            // What the rows hold stays known while one unmappable version follows another.
            transaction
                .execute_raw(Statement::from_sql_and_values(
                    transaction.get_database_backend(),
                    "INSERT INTO dead_letter (id, connection_id, stream, external_id, code, field, detail, state, \
                     first_at, last_at, attempts, run_id, good) VALUES ($1, $2, $3, $4, $5, $6, $7, 'open', $8, $9, 1, $10, $11) \
                     ON CONFLICT (id) DO UPDATE SET code = excluded.code, field = excluded.field, \
                     detail = excluded.detail, state = 'open', last_at = excluded.last_at, \
                     attempts = dead_letter.attempts + 1, run_id = excluded.run_id, resolved_at = NULL, \
                     good = CASE WHEN dead_letter.state = 'resolved' THEN excluded.good ELSE dead_letter.good END",
                    [
                        Bind::BigInt(Some(dead.id)),
                        Bind::Int(Some(place.connection_id)),
                        Bind::String(Some(place.stream.to_owned())),
                        Bind::String(Some(dead.external_id.clone())),
                        Bind::String(Some(dead.code.to_owned())),
                        Bind::String(dead.field.clone()),
                        Bind::String(Some(dead.detail.clone())),
                        Bind::BigInt(Some(now.0)),
                        Bind::BigInt(Some(now.0)),
                        Bind::BigInt(Some(place.run_id)),
                        Bind::String(dead.good.map(|good| good.to_string())),
                    ],
                ))
                .await?;
        }
        for (id, good) in &self.fallen {
            transaction
                .execute_raw(Statement::from_sql_and_values(
                    transaction.get_database_backend(),
                    "UPDATE dead_letter SET good = $2 WHERE id = $1",
                    [
                        Bind::BigInt(Some(*id)),
                        Bind::String(Some(good.to_string())),
                    ],
                ))
                .await?;
        }
        Ok(())
    }

    async fn write_drift(
        &self,
        transaction: &DatabaseTransaction,
        place: &Place<'_>,
        now: Instant,
    ) -> Result<(), DbErr> {
        for ((field, nature), (detail, record, seen)) in &self.drift {
            transaction
                .execute_raw(Statement::from_sql_and_values(
                    transaction.get_database_backend(),
                    "INSERT INTO drift (connection_id, stream, field, nature, detail, first_record, first_at, seen) \
                     VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (connection_id, stream, field, nature) \
                     DO UPDATE SET seen = drift.seen + excluded.seen",
                    [
                        Bind::Int(Some(place.connection_id)),
                        Bind::String(Some(place.stream.to_owned())),
                        Bind::String(Some(field.clone())),
                        Bind::String(Some((*nature).to_owned())),
                        Bind::String(Some(detail.clone())),
                        Bind::String(Some(record.clone())),
                        Bind::BigInt(Some(now.0)),
                        Bind::BigInt(Some(*seen)),
                    ],
                ))
                .await?;
        }
        Ok(())
    }
}

/// Maps a batch's news, learning the names that objects have.
pub(super) fn promote(
    client: &Client,
    stream: &'static Stream,
    news: &mut [News],
    known: &mut BTreeSet<String>,
    learning: bool,
) -> Promoted {
    let mut promoted = Promoted::default();
    for item in news {
        let good = item.good();
        let emitted = item.head.as_ref().and_then(|head| head.emitted.as_deref());
        let dead = promoted.lend(client, stream, &mut item.incoming, (emitted, good));
        promoted.names(known, learning, &item.incoming);
        let version = Version::of(&item.incoming);
        match dead {
            None if item.outdated => {
                promoted.fallen.insert(item.incoming.id, version);
                continue;
            }
            None => continue,
            Some(_) if item.outdated => {}
            Some(dead) => promoted.dead.push(dead),
        }
        // The newest that can be mapped stands in for it.
        for older in &mut item.older {
            if promoted
                .lend(client, stream, older, (emitted, good))
                .is_none()
            {
                promoted.fallen.insert(older.id, Version::of(older));
                break;
            }
        }
    }
    promoted
}

impl Promoted {
    /// Maps a delivery; its payload is lent to the mapper and given back, so that it is never copied.
    fn lend(
        &mut self,
        client: &Client,
        stream: &'static Stream,
        incoming: &mut Incoming,
        (emitted, good): (Option<&str>, Option<Version>),
    ) -> Option<Dead> {
        let lent = incoming.payload.take();
        let came = lent.is_some();
        let object = RawObject {
            external_id: incoming.external_id.clone(),
            version_at: incoming.stamped.then_some(Instant(incoming.version_at)),
            payload: lent.unwrap_or_default(),
            deleted: incoming.deleted_at.is_some(),
        };
        let item = Item {
            id: incoming.id,
            object: &object,
            version_at: incoming.version_at,
            deleted_at: incoming.deleted_at,
            emitted,
            good,
        };
        let dead = self.try_add(client, stream, &item);
        if came {
            incoming.payload = Some(object.payload);
        }
        dead
    }
}

/// How deep names are looked at.
const DEEPEST: usize = 4;
/// Members of a list that are looked at.
const LOOKED_AT: usize = 50;

/// Names of an object and of the objects in it, those as paths, that are not known yet; lists lead to what is in them.
fn fresh_names(payload: &str, known: &BTreeSet<String>) -> Vec<String> {
    let (mut fresh, mut path) = (Vec::new(), String::new());
    let walk = Walk {
        known,
        fresh: &mut fresh,
        path: &mut path,
        depth: 0,
    };
    let mut reader = serde_json::Deserializer::from_str(payload);
    // What is no JSON is set aside by its mapping, which says why.
    let _ = walk.deserialize(&mut reader);
    fresh
}

/// Walks a value and notes the names under a path.
struct Walk<'a> {
    known: &'a BTreeSet<String>,
    fresh: &'a mut Vec<String>,
    path: &'a mut String,
    depth: usize,
}

impl Walk<'_> {
    fn within(&mut self, deeper: usize) -> Walk<'_> {
        Walk {
            known: self.known,
            fresh: &mut *self.fresh,
            path: &mut *self.path,
            depth: self.depth + deeper,
        }
    }
}

#[derive(serde::Deserialize)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

impl<'de> DeserializeSeed<'de> for Walk<'_> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Walk<'_> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("JSON")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        let length = self.path.len();
        while let Some(Name(name)) = map.next_key::<Name<'de>>()? {
            if self.depth >= DEEPEST {
                map.next_value::<IgnoredAny>()?;
                continue;
            }
            if length > 0 {
                self.path.push('.');
            }
            self.path.push_str(&name);
            if !self.known.contains(self.path.as_str()) && !self.fresh.contains(self.path) {
                self.fresh.push(self.path.clone());
            }
            map.next_value_seed(self.within(1))?;
            self.path.truncate(length);
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut list: A) -> Result<(), A::Error> {
        for _ in 0..LOOKED_AT {
            if list.next_element_seed(self.within(0))?.is_none() {
                return Ok(());
            }
        }
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_within_are_told_by_their_path() {
        let known: BTreeSet<String> = ["id", "lines", "lines.item"].map(str::to_owned).into();
        let payload = r#"{"id":"1","lines":[{"item":"9","custcol_x":"a"},{"custcol_x":null,"of":{"it":[1,{"y":2.5}]}}],"memo":"a\"b"}"#;
        assert_eq!(
            fresh_names(payload, &known),
            [
                "lines.custcol_x",
                "lines.of",
                "lines.of.it",
                "lines.of.it.y",
                "memo"
            ]
        );
        assert_eq!(
            fresh_names(r#"{"id":"1","lines":[{"item":"#, &known),
            [""; 0]
        );
    }
}
