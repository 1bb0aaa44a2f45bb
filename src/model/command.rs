//! What people ask of the hub: rows of `command`, written with who and why, done by the stage that is asked, and the audit log.

use entity::governance::{audit_log, command};
use entity::value::Instant;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, NotSet, QueryFilter,
    QueryOrder, QuerySelect, Set,
};

/// What somebody asks.
#[derive(Clone, Debug)]
pub struct Request<'a> {
    /// start_sync, pause_connection, resume_connection, retry_dead_letters, discard_dead_letter, preview_replay or replay.
    pub action: &'a str,
    /// Connection, stream or record.
    pub subject: &'a str,
    /// Arguments as JSON.
    pub input: &'a str,
    /// Who asks.
    pub actor: &'a str,
    /// As which role.
    pub role: &'a str,
    /// Why.
    pub reason: &'a str,
}

/// An entry of the audit log.
#[derive(Clone, Debug)]
pub struct Audit<'a> {
    /// Who.
    pub actor: &'a str,
    /// As which role.
    pub role: &'a str,
    /// What.
    pub operation: &'a str,
    /// On what, as JSON.
    pub subjects: &'a str,
    /// True where it was allowed.
    pub allowed: bool,
    /// Why.
    pub reason: &'a str,
    /// Correlation id.
    pub correlation: &'a str,
}

/// Writes down what somebody asks; the key is minted by the caller.
pub async fn ask(
    connection: &impl ConnectionTrait,
    id: i64,
    request: Request<'_>,
    now: Instant,
) -> Result<command::Model, DbErr> {
    command::ActiveModel {
        id: Set(id),
        action: Set(request.action.to_owned()),
        subject: Set(request.subject.to_owned()),
        input: Set(request.input.to_owned()),
        actor: Set(request.actor.to_owned()),
        role: Set(request.role.to_owned()),
        reason: Set(request.reason.to_owned()),
        state: Set("asked".to_owned()),
        outcome: Set(None),
        asked_at: Set(now),
        ended_at: Set(None),
    }
    .insert(connection)
    .await
}

/// Commands of these actions that nobody has finished, oldest first.
pub async fn unfinished(
    connection: &impl ConnectionTrait,
    actions: &[&str],
    limit: u64,
) -> Result<Vec<command::Model>, DbErr> {
    command::Entity::find()
        .filter(command::Column::State.is_in(["asked", "running"]))
        .filter(command::Column::Action.is_in(actions.iter().copied()))
        .order_by_asc(command::Column::Id)
        .limit(limit)
        .all(connection)
        .await
}

/// Marks a command as under way.
pub async fn begin(connection: &impl ConnectionTrait, id: i64) -> Result<(), DbErr> {
    command::Entity::update_many()
        .col_expr(command::Column::State, Expr::value("running"))
        .filter(command::Column::Id.eq(id))
        .exec(connection)
        .await
        .map(|_| ())
}

/// Writes down what became of a command: its outcome as JSON.
pub async fn end(
    connection: &impl ConnectionTrait,
    id: i64,
    done: bool,
    outcome: &str,
    now: Instant,
) -> Result<(), DbErr> {
    let state = if done { "done" } else { "failed" };
    command::Entity::update_many()
        .col_expr(command::Column::State, Expr::value(state))
        .col_expr(command::Column::Outcome, Expr::value(outcome))
        .col_expr(command::Column::EndedAt, Expr::value(now.0))
        .filter(command::Column::Id.eq(id))
        .exec(connection)
        .await
        .map(|_| ())
}

/// A command by its id.
pub async fn find(
    connection: &impl ConnectionTrait,
    id: i64,
) -> Result<Option<command::Model>, DbErr> {
    command::Entity::find_by_id(id).one(connection).await
}

/// Writes an entry of the audit log.
pub async fn audit(
    connection: &impl ConnectionTrait,
    entry: Audit<'_>,
    now: Instant,
) -> Result<(), DbErr> {
    let outcome = if entry.allowed { "allowed" } else { "denied" };
    audit_log::ActiveModel {
        id: NotSet,
        at: Set(now),
        actor: Set(entry.actor.to_owned()),
        role: Set(entry.role.to_owned()),
        operation: Set(entry.operation.to_owned()),
        subjects: Set(entry.subjects.to_owned()),
        outcome: Set(outcome.to_owned()),
        reason: Set(entry.reason.to_owned()),
        correlation: Set(entry.correlation.to_owned()),
    }
    .insert(connection)
    .await
    .map(|_| ())
}
