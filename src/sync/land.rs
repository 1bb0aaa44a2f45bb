//! Decides which incoming objects are news, and writes them as raw records.
//!
//! The version of a delivery is the source's stamp, then the instant of the reply; the greatest wins, whatever the order of
//! processing. A deletion is a version like any other, so that an older object that is sent again stays deleted.

use std::collections::{HashMap, VecDeque};

use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, Value as Bind};

use crate::model::statement::{Clash, Rows, among, query_text};
use crate::model::upsert::Emitted;

/// An object, or a deletion, as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Incoming {
    pub(super) id: i64,
    pub(super) external_id: String,
    /// JSON text; none for a deletion that came without the object.
    pub(super) payload: Option<String>,
    pub(super) hash: i64,
    pub(super) version_at: i64,
    /// True where the version is the source's own stamp.
    pub(super) stamped: bool,
    pub(super) received_at: i64,
    pub(super) deleted_at: Option<i64>,
}

/// What is known of a raw record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) hash: i64,
    pub(super) version_at: i64,
    pub(super) received_at: i64,
    pub(super) deleted_at: Option<i64>,
    pub(super) emitted: Option<String>,
}

/// An object that is news, with what was known of it.
#[derive(Debug)]
pub(super) struct News {
    pub(super) incoming: Incoming,
    pub(super) head: Option<Head>,
}

/// What became of a batch's objects.
#[derive(Debug, Default)]
pub(super) struct Sorted {
    pub(super) news: Vec<News>,
    /// Ids of the objects that are live once the news are written, for passes that find what is missing.
    pub(super) live: Vec<i64>,
    /// Objects of one version with two payloads: the source is to be read again.
    pub(super) tied: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    News,
    Known,
    Tied,
}

fn verdict(head: &Head, incoming: &Incoming) -> Verdict {
    let same_life = head.deleted_at.is_some() == incoming.deleted_at.is_some();
    if same_life && (incoming.payload.is_none() || head.hash == incoming.hash) {
        // The same under a later stamp still outdates what came between the two.
        return if incoming.stamped && incoming.version_at > head.version_at {
            Verdict::News
        } else {
            Verdict::Known
        };
    }
    let theirs = (incoming.version_at, incoming.received_at);
    let ours = (head.version_at, head.received_at);
    if theirs > ours {
        return Verdict::News;
    }
    if theirs == ours && incoming.stamped {
        return Verdict::Tied;
    }
    Verdict::Known
}

/// Sorts out what is news; of several deliveries of one object the greatest version is taken.
pub(super) async fn sort(
    connection: &impl ConnectionTrait,
    incoming: Vec<Incoming>,
) -> Result<Sorted, DbErr> {
    let mut newest: HashMap<i64, Incoming> = HashMap::with_capacity(incoming.len());
    let mut sorted = Sorted {
        live: Vec::with_capacity(incoming.len()),
        ..Sorted::default()
    };
    for object in incoming {
        match newest.get(&object.id) {
            Some(other) => {
                let (old, new) = (order(other), order(&object));
                if old.0 == new.0 && old.1 != new.1 {
                    sorted.tied += 1;
                }
                if new > old {
                    newest.insert(object.id, object);
                }
            }
            None => {
                newest.insert(object.id, object);
            }
        }
    }
    let mut ids: Vec<i64> = newest.keys().copied().collect();
    ids.sort_unstable();
    let mut heads = heads(connection, &ids, Lock::No).await?;
    for id in ids {
        let Some(incoming) = newest.remove(&id) else {
            continue;
        };
        let head = heads.remove(&id);
        let mut news = true;
        if let Some(head) = &head {
            let verdict = verdict(head, &incoming);
            sorted.tied += u64::from(verdict == Verdict::Tied);
            // Which of two that tie is kept until the source is read again must not depend on their order.
            news = verdict == Verdict::News
                || (verdict == Verdict::Tied && incoming.hash > head.hash);
            if !news && head.deleted_at.is_none() {
                sorted.live.push(id);
            }
        }
        if news {
            if incoming.deleted_at.is_none() {
                sorted.live.push(id);
            }
            sorted.news.push(News { incoming, head });
        }
    }
    Ok(sorted)
}

fn order(incoming: &Incoming) -> ((i64, i64), (bool, i64)) {
    (
        (incoming.version_at, incoming.received_at),
        (incoming.deleted_at.is_some(), incoming.hash),
    )
}

/// Objects that came lately, by which those that pages repeat are left out before the database is asked.
#[derive(Debug, Default)]
pub(super) struct Recent(VecDeque<HashMap<i64, Said>>);

/// Content, version and deletion.
type Said = (i64, i64, Option<i64>);

/// Batches that may be under way at the same time: what the one being written holds is in no table yet.
const UNDER_WAY: usize = 4;

impl Recent {
    /// Leaves out what a batch repeats of those before it, word for word and version for version.
    pub(super) fn sift(&mut self, incoming: &mut Vec<Incoming>) {
        incoming.retain(|object| {
            let last = self.0.iter().rev().find_map(|batch| batch.get(&object.id));
            last != Some(&(object.hash, object.version_at, object.deleted_at))
        });
        let mut batch: HashMap<i64, Said> = HashMap::with_capacity(incoming.len());
        for object in incoming.iter() {
            let said = (object.hash, object.version_at, object.deleted_at);
            let entry = batch.entry(object.id).or_insert(said);
            if (said.1, said.2.is_some(), said.0) > (entry.1, entry.2.is_some(), entry.0) {
                *entry = said;
            }
        }
        self.0.push_back(batch);
        if self.0.len() > UNDER_WAY {
            self.0.pop_front();
        }
    }
}

/// Locks what is known of the news, and tells whether it is still what they were sorted by.
pub(super) async fn still(transaction: &DatabaseTransaction, news: &[News]) -> Result<bool, DbErr> {
    let ids: Vec<i64> = news.iter().map(|item| item.incoming.id).collect();
    let heads = heads(transaction, &ids, Lock::Yes).await?;
    Ok(news
        .iter()
        .all(|item| heads.get(&item.incoming.id) == item.head.as_ref()))
}

#[derive(Clone, Copy, PartialEq)]
enum Lock {
    Yes,
    No,
}

async fn heads(
    connection: &impl ConnectionTrait,
    ids: &[i64],
    lock: Lock,
) -> Result<HashMap<i64, Head>, DbErr> {
    let backend = connection.get_database_backend();
    let lock = match (backend, lock) {
        (DbBackend::Postgres, Lock::Yes) => " ORDER BY id FOR UPDATE",
        _ => "",
    };
    let sql = format!(
        "SELECT string_agg(id || '|' || hash || '|' || version_at || '|' || received_at || '|' || \
         coalesce(CAST(deleted_at AS text), '') || '|' || coalesce(emitted, ''), ',') \
         FROM (SELECT id, hash, version_at, received_at, deleted_at, emitted FROM raw_record WHERE {}{lock}) AS known",
        among(backend, "id")
    );
    let text = query_text(connection, sql, ids).await?;
    let mut heads = HashMap::new();
    for row in text.split(',').filter(|row| !row.is_empty()) {
        let (id, head) =
            read_head(row).ok_or_else(|| DbErr::Type(format!("no raw record: {row:?}")))?;
        heads.insert(id, head);
    }
    Ok(heads)
}

fn read_head(row: &str) -> Option<(i64, Head)> {
    let mut parts = row.split('|');
    let mut next = || parts.next();
    let id = next()?.parse().ok()?;
    let head = Head {
        hash: next()?.parse().ok()?,
        version_at: next()?.parse().ok()?,
        received_at: next()?.parse().ok()?,
        deleted_at: match next()? {
            "" => None,
            at => Some(at.parse().ok()?),
        },
        emitted: next().filter(|text| !text.is_empty()).map(str::to_owned),
    };
    Some((id, head))
}

const COLUMNS: &[&str] = &[
    "id",
    "connection_id",
    "stream",
    "external_id",
    "payload",
    "hash",
    "version_at",
    "received_at",
    "run_id",
    "mapping_version",
    "emitted",
    "deleted_at",
];

/// Columns that a deletion without the object changes.
const DELETED: &[&str] = &[
    "version_at",
    "received_at",
    "run_id",
    "emitted",
    "deleted_at",
];

/// Where raw records belong.
#[derive(Clone, Debug)]
pub(super) struct Place<'a> {
    pub(super) connection_id: i32,
    pub(super) stream: &'a str,
    pub(super) run_id: i64,
    pub(super) mapping_version: i32,
}

/// Writes the news; what each object was mapped to is given by its id.
pub(super) async fn write(
    transaction: &DatabaseTransaction,
    place: &Place<'_>,
    news: Vec<News>,
    emitted: &HashMap<i64, Emitted>,
) -> Result<(), DbErr> {
    let mut fresh = Rows::new("raw_record", COLUMNS);
    let mut changed = Rows::new("raw_record", COLUMNS);
    let mut gone = Rows::new("raw_record", COLUMNS);
    for News { incoming, head } in news {
        let emitted = emitted.get(&incoming.id).map_or_else(
            || head.as_ref().and_then(|head| head.emitted.clone()),
            |emitted| Some(emitted.to_string()).filter(|text| !text.is_empty()),
        );
        let rows = match (&head, &incoming.payload) {
            (None, _) => &mut fresh,
            (Some(_), Some(_)) => &mut changed,
            (Some(_), None) => &mut gone,
        };
        rows.push([
            Bind::BigInt(Some(incoming.id)),
            Bind::Int(Some(place.connection_id)),
            Bind::String(Some(place.stream.to_owned())),
            Bind::String(Some(incoming.external_id)),
            Bind::String(Some(incoming.payload.unwrap_or_else(|| "{}".to_owned()))),
            Bind::BigInt(Some(incoming.hash)),
            Bind::BigInt(Some(incoming.version_at)),
            Bind::BigInt(Some(incoming.received_at)),
            Bind::BigInt(Some(place.run_id)),
            Bind::Int(Some(place.mapping_version)),
            Bind::String(emitted),
            Bind::BigInt(incoming.deleted_at),
        ]);
    }
    fresh.write(transaction, Clash::Fail).await?;
    changed
        .write(transaction, Clash::Overwrite(&["id"]))
        .await?;
    gone.write(transaction, Clash::Amend(&["id"], DELETED))
        .await?;
    Ok(())
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
    fn a_row_of_what_is_known_is_read() {
        let (id, known) = read_head("7|-3|5|10||26;L:ab").unwrap();
        assert_eq!(id, 7);
        assert_eq!(known.emitted.as_deref(), Some("26;L:ab"));
        assert_eq!(read_head("7|-3|5|10|5|").unwrap().1, head(5, 10, -3, true));
        assert_eq!(read_head("7|x"), None);
    }

    #[test]
    fn what_pages_repeat_is_left_out_and_what_differs_is_not() {
        let mut recent = Recent::default();
        let mut batch = vec![incoming(5, 10, 1)];
        recent.sift(&mut batch);
        assert_eq!(batch.len(), 1, "it is new");
        let mut batch = vec![incoming(5, 20, 1), incoming(5, 20, 2)];
        recent.sift(&mut batch);
        assert_eq!(batch, [incoming(5, 20, 2)], "the same version, another content");
        let mut batch = vec![incoming(5, 30, 1)];
        recent.sift(&mut batch);
        assert_eq!(batch.len(), 1, "the last that was said of it differs");
    }

    #[test]
    fn greatest_version_wins_and_a_tie_is_told() {
        let known = head(5, 10, 1, false);
        assert_eq!(verdict(&known, &incoming(5, 20, 1)), Verdict::Known);
        assert_eq!(verdict(&known, &incoming(6, 20, 1)), Verdict::News);
        assert_eq!(verdict(&known, &incoming(4, 20, 2)), Verdict::Known);
        assert_eq!(verdict(&known, &incoming(6, 9, 2)), Verdict::News);
        assert_eq!(verdict(&known, &incoming(5, 10, 2)), Verdict::Tied);
        let deleted = head(5, 10, 1, true);
        assert_eq!(verdict(&deleted, &incoming(4, 30, 1)), Verdict::Known);
        assert_eq!(verdict(&deleted, &incoming(6, 30, 1)), Verdict::News);
    }
}
