//! Pages of a whole pass that are as they were when they were landed are known by their digest, and nothing on them is read again.
//!
//! What a page shows is landed when its digest is kept, in the same transaction. A page is known again only where all its objects carry
//! the source's stamp, so that whatever was landed of them since is newer. Where that proves nothing, as with one stamp of two payloads
//! or a deletion that no page shows, the digests of the stream are forgotten.

use std::collections::{BTreeMap, HashMap};

use entity::landing::page_digest;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter,
    QuerySelect, Value as Bind,
};

use super::land::Place;
use crate::connect::{Checkpoint, Known, Pass};
use crate::domain::id::content_hash;
use crate::model::statement::{Clash, Rows, among, execute_ids, query_ids};

const COLUMNS: &[&str] = &[
    "connection_id",
    "stream",
    "place",
    "digest",
    "facts",
    "shown",
];

/// Digests of a stream's pages, by place.
pub(super) type Digests = HashMap<i64, Known>;

/// A page that is to be known again.
#[derive(Debug)]
pub(super) struct Kept {
    pub(super) place: i64,
    pub(super) known: Known,
    /// Raw records it shows, and whether each lives.
    pub(super) shown: Vec<(i64, bool)>,
}

/// Where a page is within a whole pass, whichever pass that is; none where the pass is over changes.
pub(super) fn place(at: &Checkpoint) -> Option<i64> {
    let place = format!("{:?}", (at.since, &at.after, at.step));
    (at.pass != Pass::Changes).then(|| content_hash(place.as_bytes()))
}

/// The digests that are kept of a stream.
pub(super) async fn load(
    connection: &impl ConnectionTrait,
    connection_id: i32,
    stream: &str,
) -> Result<Digests, DbErr> {
    use page_digest::Column::{ConnectionId, Digest, Facts, Place, Stream};
    let pages: Vec<(i64, i64, String)> = page_digest::Entity::find()
        .select_only()
        .columns([Place, Digest, Facts])
        .filter(ConnectionId.eq(connection_id))
        .filter(Stream.eq(stream))
        .into_tuple()
        .all(connection)
        .await?;
    let known = |(place, digest, facts)| (place, Known { digest, facts });
    Ok(pages.into_iter().map(known).collect())
}

/// What pages show that were known again.
pub(super) async fn shown(
    connection: &impl ConnectionTrait,
    connection_id: i32,
    stream: &str,
    places: &[i64],
) -> Result<Vec<(i64, bool)>, DbErr> {
    let sql = format!(
        "SELECT shown FROM page_digest WHERE {} AND connection_id = $2 AND stream = $3",
        among(connection.get_database_backend(), "place")
    );
    let rest = vec![
        Bind::Int(Some(connection_id)),
        Bind::String(Some(stream.to_owned())),
    ];
    let mut all = Vec::new();
    for row in query_ids(connection, sql, places, rest).await? {
        let text: String = row.try_get_by_index(0)?;
        let read = read(&text).ok_or_else(|| DbErr::Type(format!("no ids of a page: {text:?}")))?;
        all.extend(read);
    }
    Ok(all)
}

/// Keeps pages, with what was landed of them.
pub(super) async fn keep(
    transaction: &DatabaseTransaction,
    at: &Place<'_>,
    pages: Vec<Kept>,
) -> Result<(), DbErr> {
    let mut rows = Rows::new("page_digest", COLUMNS);
    // Of two pages of one place the last counts.
    let by_place: BTreeMap<i64, Kept> = pages.into_iter().map(|page| (page.place, page)).collect();
    for (_, page) in by_place {
        rows.push([
            Bind::Int(Some(at.connection_id)),
            Bind::String(Some(at.stream.to_owned())),
            Bind::BigInt(Some(page.place)),
            Bind::BigInt(Some(page.known.digest)),
            Bind::String(Some(page.known.facts)),
            Bind::String(Some(text(page.shown))),
        ]);
    }
    let key = ["connection_id", "stream", "place"];
    rows.write(transaction, Clash::Overwrite(&key)).await?;
    Ok(())
}

/// Forgets the digests of a stream, but those of some places.
pub(super) async fn forget(
    connection: &impl ConnectionTrait,
    connection_id: i32,
    stream: &str,
    but: &[i64],
) -> Result<(), DbErr> {
    if but.is_empty() {
        page_digest::Entity::delete_many()
            .filter(page_digest::Column::ConnectionId.eq(connection_id))
            .filter(page_digest::Column::Stream.eq(stream))
            .exec(connection)
            .await?;
        return Ok(());
    }
    let backend = connection.get_database_backend();
    let sql = format!(
        "DELETE FROM page_digest WHERE NOT ({}) AND connection_id = $2 AND stream = $3",
        among(backend, "place")
    );
    let rest = vec![
        Bind::Int(Some(connection_id)),
        Bind::String(Some(stream.to_owned())),
    ];
    execute_ids(connection, sql, but, rest).await?;
    Ok(())
}

fn text(mut shown: Vec<(i64, bool)>) -> String {
    shown.sort_unstable();
    let (mut text, mut before) = (String::with_capacity(shown.len() * 4), 0);
    for (id, lives) in shown {
        if !text.is_empty() {
            text.push(',');
        }
        text.push_str(&(id - before).to_string());
        if !lives {
            text.push('!');
        }
        before = id;
    }
    text
}

fn read(text: &str) -> Option<Vec<(i64, bool)>> {
    let mut before = 0_i64;
    let steps = text.split(',').filter(|step| !step.is_empty());
    steps
        .map(|step| {
            let lives = !step.ends_with('!');
            before = before.checked_add(step.trim_end_matches('!').parse().ok()?)?;
            Some((before, lives))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_kept_by_their_distances() {
        let ids = vec![(i64::MAX, true), (7, false), (8, true), (0, true)];
        let kept = text(ids.clone());
        assert_eq!(kept, format!("0,7!,1,{}", i64::MAX - 8));
        let mut sorted = ids;
        sorted.sort_unstable();
        assert_eq!(read(&kept), Some(sorted));
        assert_eq!(read(""), Some(Vec::new()));
        assert_eq!(read("x"), None);
    }

    #[test]
    fn a_place_is_the_same_in_every_whole_pass() {
        let at = |pass, until| Checkpoint {
            pass,
            until: Some(entity::value::Instant(until)),
            after: vec!["2".to_owned()],
            ..Checkpoint::default()
        };
        assert_eq!(place(&at(Pass::First, 1)), place(&at(Pass::Full, 2)));
        assert_ne!(place(&at(Pass::Full, 2)), place(&Checkpoint::default()));
        assert_eq!(place(&at(Pass::Changes, 2)), None);
    }
}
