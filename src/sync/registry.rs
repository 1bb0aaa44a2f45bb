//! Gives every configured connection its number, once, and tidies up after a crash.

use std::borrow::Cow;
use std::sync::atomic::AtomicU32;

use entity::landing::{connection, sync_run};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, Set};

use super::{Registered, Source};
use crate::connect::{Client, Stream};
use crate::domain::clock::Clock;
use crate::domain::id::source_id;
use crate::model::Database;

/// Finds or gives the numbers, in order of first appearance.
pub(super) async fn register(
    database: &Database,
    clock: &Clock,
    sources: Vec<Source>,
) -> Result<Vec<Registered>, DbErr> {
    let transaction = database.begin().await?;
    let known = connection::Entity::find()
        .order_by_asc(connection::Column::Id)
        .all(&transaction)
        .await?;
    let mut next = known.last().map_or(1, |last| last.id + 1);
    let mut registered = Vec::new();
    for source in sources {
        let settings = &source.client.settings;
        let number = match known.iter().find(|row| row.key == settings.connection) {
            Some(row) => row.id,
            None => {
                let number = next;
                next += 1;
                connection::ActiveModel {
                    id: Set(number),
                    key: Set(settings.connection.clone()),
                    vendor: Set(settings.vendor.clone()),
                    paused: Set(false),
                    circuit: Set("closed".to_owned()),
                    circuit_until: Set(None),
                    error_code: Set(None),
                    error_detail: Set(None),
                }
                .insert(&transaction)
                .await?;
                number
            }
        };
        // A run that was under way when the hub died ended there; its checkpoint is where the next one goes on.
        sync_run::Entity::update_many()
            .col_expr(sync_run::Column::State, Expr::value("aborted"))
            .col_expr(sync_run::Column::EndedAt, Expr::value(clock.now().0))
            .filter(sync_run::Column::State.eq("running"))
            .filter(sync_run::Column::ConnectionId.eq(number))
            .exec(&transaction)
            .await?;
        registered.push(Registered {
            client: source.client,
            schedule_seconds: source.schedule_seconds,
            number,
            failures: AtomicU32::new(0),
        });
    }
    transaction.commit().await?;
    Ok(registered)
}

/// Ids of the raw records of a stream.
pub(super) struct RawIds<'a> {
    connection: &'a str,
    object: Cow<'a, str>,
}

impl<'a> RawIds<'a> {
    /// An id is that of the records made from the object, unless several streams of the vendor read it.
    pub(super) fn new(client: &'a Client, stream: &'a Stream) -> Self {
        let streams = client.connector.streams.iter();
        let readers = streams.filter(|other| other.object == stream.object);
        let object = if readers.count() > 1 {
            Cow::Owned(format!("{}/{}", stream.object, stream.name))
        } else {
            Cow::Borrowed(stream.object)
        };
        Self {
            connection: &client.settings.connection,
            object,
        }
    }

    /// The id of an object.
    pub(super) fn of(&self, external_id: &str) -> i64 {
        source_id(self.connection, &self.object, external_id)
    }
}
