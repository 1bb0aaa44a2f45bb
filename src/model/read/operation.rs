//! Small reads of the hub's own state: connections, freshness, and what a subscription follows.

use std::collections::HashMap;

use entity::change::change_tx;
use entity::landing::{connection, dead_letter, stream_state, sync_run};
use entity::value::Instant;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    Statement,
};

/// Every connection, by number.
pub async fn connections(
    connection: &impl ConnectionTrait,
) -> Result<Vec<connection::Model>, DbErr> {
    connection::Entity::find()
        .order_by_asc(connection::Column::Id)
        .all(connection)
        .await
}

/// State of every stream.
pub async fn streams(connection: &impl ConnectionTrait) -> Result<Vec<stream_state::Model>, DbErr> {
    stream_state::Entity::find().all(connection).await
}

/// Runs that are under way, and those that ended last.
pub async fn recent_runs(
    connection: &impl ConnectionTrait,
    limit: u64,
) -> Result<Vec<sync_run::Model>, DbErr> {
    sync_run::Entity::find()
        .order_by_desc(sync_run::Column::Id)
        .limit(limit)
        .all(connection)
        .await
}

/// Keys of the transactions numbered after a sequence, with their sequence, in order.
pub async fn transactions_after(
    connection: &impl ConnectionTrait,
    sequence: i64,
    limit: u64,
) -> Result<Vec<(i64, i64)>, DbErr> {
    Ok(change_tx::Entity::find()
        .filter(change_tx::Column::Sequence.gt(sequence))
        .order_by_asc(change_tx::Column::Sequence)
        .limit(limit)
        .all(connection)
        .await?
        .into_iter()
        .map(|row| (row.tx, row.sequence.unwrap_or(0)))
        .collect())
}

/// The instant at which a sequence was numbered; the beginning of time where it is not known.
pub async fn instant_of(
    connection: &impl ConnectionTrait,
    sequence: i64,
) -> Result<Instant, DbErr> {
    let row = change_tx::Entity::find()
        .filter(change_tx::Column::Sequence.eq(sequence))
        .one(connection)
        .await?;
    Ok(row.and_then(|row| row.at).unwrap_or(Instant(0)))
}

/// The oldest sequence that is kept.
pub async fn oldest_sequence(connection: &impl ConnectionTrait) -> Result<Option<i64>, DbErr> {
    Ok(change_tx::Entity::find()
        .filter(change_tx::Column::Sequence.is_not_null())
        .order_by_asc(change_tx::Column::Sequence)
        .limit(1)
        .one(connection)
        .await?
        .and_then(|row| row.sequence))
}

/// Open dead letters by connection and stream.
pub async fn open_dead_letters(
    connection: &impl ConnectionTrait,
) -> Result<HashMap<(i64, String), i64>, DbErr> {
    let backend = connection.get_database_backend();
    let sql = "SELECT connection_id, stream, count(*) FROM dead_letter WHERE state = 'open' GROUP BY connection_id, stream";
    connection
        .query_all_raw(Statement::from_string(backend, sql))
        .await?
        .iter()
        .map(|row| {
            let number: i32 = row.try_get_by_index(0)?;
            let stream: String = row.try_get_by_index(1)?;
            Ok(((number.into(), stream), row.try_get_by_index(2)?))
        })
        .collect()
}

/// Where a dead letter stands; nothing where there is none of this number.
pub async fn dead_letter_state(
    connection: &impl ConnectionTrait,
    id: i64,
) -> Result<Option<String>, DbErr> {
    let letter = dead_letter::Entity::find_by_id(id).one(connection).await?;
    Ok(letter.map(|letter| letter.state))
}
