//! Decides which incoming objects are news, and writes them as raw records.
//!
//! The version of a delivery is the source's stamp, then the instant of the reply; the greatest wins, whatever the order of
//! processing. A deletion is a version like any other, so that an older object that is sent again stays deleted.

use std::collections::HashMap;

use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, Value as Bind};

use super::version::{Verdict, Version, letters, verdict};
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
    /// Older deliveries that count where what is newer cannot be mapped, the newest first; hardly ever any.
    pub(super) older: Vec<Incoming>,
    /// What the rows hold where the newest version known before cannot be mapped; looked up only where older deliveries may count.
    pub(super) letter: Option<Option<Version>>,
    /// True where the object's newest version is another, which cannot be mapped: this one counts only for the rows.
    pub(super) outdated: bool,
}

impl News {
    /// The version that the rows hold now; none where there are none.
    pub(super) fn good(&self) -> Option<Version> {
        match (self.letter, &self.head) {
            (Some(good), _) => good,
            (None, head) => head.as_ref().map(Version::known),
        }
    }

    /// Every delivery in it.
    pub(super) fn deliveries(self) -> impl Iterator<Item = Incoming> {
        std::iter::once(self.incoming).chain(self.older)
    }
}

/// What became of a batch's objects.
#[derive(Debug, Default)]
pub(super) struct Sorted {
    pub(super) news: Vec<News>,
    /// Objects of which one stamp came with two payloads: the source is to be read again.
    pub(super) tied: u64,
}

/// Sorts out what is news; of several deliveries of one object the greatest version is taken.
pub(super) async fn sort(
    connection: &impl ConnectionTrait,
    incoming: Vec<Incoming>,
) -> Result<Sorted, DbErr> {
    let mut newest: HashMap<i64, Incoming> = HashMap::with_capacity(incoming.len());
    let mut older: HashMap<i64, Vec<Incoming>> = HashMap::new();
    let mut sorted = Sorted::default();
    for object in incoming {
        let Some(other) = newest.get_mut(&object.id) else {
            newest.insert(object.id, object);
            continue;
        };
        let (old, new) = (Version::of(other), Version::of(&object));
        if old.same(&new) {
            if new > old {
                *other = object;
            }
            continue;
        }
        if object.stamped && old.at == new.at {
            sorted.tied += 1;
        }
        let lesser = if new > old {
            std::mem::replace(other, object)
        } else {
            object
        };
        older.entry(lesser.id).or_default().push(lesser);
    }
    let mut ids: Vec<i64> = newest.keys().copied().collect();
    ids.sort_unstable();
    let mut heads = heads(connection, &ids, Lock::No).await?;
    let mut doubtful = Vec::new();
    for id in ids {
        let Some(incoming) = newest.remove(&id) else {
            continue;
        };
        let head = heads.remove(&id);
        let (verdict, tied) = head
            .as_ref()
            .map_or((Verdict::News, false), |head| verdict(head, &incoming));
        sorted.tied += u64::from(tied);
        let older = older.remove(&id).unwrap_or_default();
        let known = verdict == Verdict::Known;
        if known && older.is_empty() {
            continue;
        }
        let item = News {
            incoming,
            head,
            older,
            letter: None,
            outdated: verdict != Verdict::News,
        };
        if item.outdated || !item.older.is_empty() {
            doubtful.push((item, known));
        } else {
            sorted.news.push(item);
        }
    }
    if !doubtful.is_empty() {
        settle_doubt(connection, doubtful, &mut sorted.news).await?;
        sorted.news.sort_unstable_by_key(|item| item.incoming.id);
    }
    Ok(sorted)
}

/// Older deliveries count where the newest version cannot be mapped, as far as they are newer than what the rows hold.
async fn settle_doubt(
    connection: &impl ConnectionTrait,
    doubtful: Vec<(News, bool)>,
    news: &mut Vec<News>,
) -> Result<(), DbErr> {
    let ids: Vec<i64> = doubtful.iter().map(|(item, _)| item.incoming.id).collect();
    let letters = letters(connection, &ids).await?;
    for (mut item, known) in doubtful {
        item.letter = letters.get(&item.incoming.id).copied();
        if item.outdated && item.letter.is_none() {
            continue;
        }
        // Rows of which nobody knows what version they hold are left as they are.
        let unknown = item.letter == Some(None)
            && item
                .head
                .as_ref()
                .is_some_and(|head| head.emitted.is_some());
        let good = item.good();
        item.older
            .retain(|older| !unknown && good.is_none_or(|good| Version::of(older) > good));
        item.older
            .sort_by_key(|older| std::cmp::Reverse(Version::of(older)));
        if item.outdated {
            let counts =
                !known && !unknown && good.is_none_or(|good| Version::of(&item.incoming) > good);
            if !counts {
                if item.older.is_empty() {
                    continue;
                }
                item.incoming = item.older.remove(0);
            }
        }
        news.push(item);
    }
    Ok(())
}

/// Locks what is known of the news, and tells whether it is still what they were sorted by.
pub(super) async fn still(transaction: &DatabaseTransaction, news: &[News]) -> Result<bool, DbErr> {
    let ids: Vec<i64> = news.iter().map(|item| item.incoming.id).collect();
    let heads = heads(transaction, &ids, Lock::Yes).await?;
    let same = |item: &News| heads.get(&item.incoming.id) == item.head.as_ref();
    if !news.iter().all(same) {
        return Ok(false);
    }
    let doubtful = |item: &&News| item.outdated || !item.older.is_empty();
    let ids: Vec<i64> = news
        .iter()
        .filter(doubtful)
        .map(|item| item.incoming.id)
        .collect();
    let letters = letters(transaction, &ids).await?;
    Ok(news
        .iter()
        .filter(doubtful)
        .all(|item| letters.get(&item.incoming.id).copied() == item.letter))
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
    let rows = text.split(',').filter(|row| !row.is_empty());
    rows.map(|row| read_head(row).ok_or_else(|| DbErr::Type(format!("no raw record: {row:?}"))))
        .collect()
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
    let mut remapped = Rows::new("raw_record", COLUMNS);
    for item in news {
        let News {
            incoming,
            head,
            outdated,
            ..
        } = item;
        if outdated && !emitted.contains_key(&incoming.id) {
            continue;
        }
        let emitted = emitted.get(&incoming.id).map_or_else(
            || head.as_ref().and_then(|head| head.emitted.clone()),
            |emitted| Some(emitted.to_string()).filter(|text| !text.is_empty()),
        );
        let rows = match (&head, &incoming.payload) {
            _ if outdated => &mut remapped,
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
    remapped
        .write(transaction, Clash::Amend(&["id"], &["emitted"]))
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_of_what_is_known_is_read() {
        let (id, head) = read_head("7|-3|5|10||26;L:ab").unwrap();
        assert_eq!((id, head.hash, head.deleted_at), (7, -3, None));
        assert_eq!(head.emitted.as_deref(), Some("26;L:ab"));
        let (_, head) = read_head("7|-3|5|10|5|").unwrap();
        assert_eq!((head.deleted_at, head.emitted), (Some(5), None));
        assert_eq!(read_head("7|x"), None);
    }
}
