//! Does what people ask of sync: rows of `command`, done once, with their outcome written down.

use entity::governance::command;
use entity::landing::dead_letter;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter};
use serde_json::json;
use tokio_util::sync::CancellationToken;

use super::replay::Replayed;
use super::round::Selection;
use super::{Registered, Sync};
use crate::connect::Stream;
use crate::domain::fault::Fault;
use crate::model::command::{begin, end, unfinished};
use crate::model::database::remedy;

/// Actions that are sync's to do.
const ACTIONS: &[&str] = &[
    "start_sync",
    "pause_connection",
    "resume_connection",
    "retry_dead_letters",
    "discard_dead_letter",
    "preview_replay",
    "replay",
];

impl Sync {
    /// Does the commands that wait, oldest first; tells how many.
    pub async fn commands(&self, cancel: &CancellationToken) -> Result<usize, Fault> {
        let database = |error: DbErr| remedy(&error);
        let waiting = unfinished(&self.database.reader, ACTIONS, 100)
            .await
            .map_err(database)?;
        let count = waiting.len();
        for command in waiting {
            if cancel.is_cancelled() {
                break;
            }
            begin(&self.database.writer, command.id)
                .await
                .map_err(database)?;
            let result = self.perform(&command, cancel).await;
            let (done, outcome) = match &result {
                Ok(outcome) => (true, outcome.to_string()),
                Err(fault) => (
                    false,
                    json!({"code": fault.code, "detail": fault.detail}).to_string(),
                ),
            };
            end(
                &self.database.writer,
                command.id,
                done,
                &outcome,
                self.clock.now(),
            )
            .await
            .map_err(database)?;
        }
        Ok(count)
    }

    async fn perform(
        &self,
        command: &command::Model,
        cancel: &CancellationToken,
    ) -> Result<serde_json::Value, Fault> {
        let database = |error: DbErr| remedy(&error);
        if matches!(
            command.action.as_str(),
            "retry_dead_letters" | "discard_dead_letter"
        ) {
            return self.dead_letters(command).await;
        }
        let (source, stream) = self.subject(&command.subject)?;
        match command.action.as_str() {
            "start_sync" => {
                let input: serde_json::Value =
                    serde_json::from_str(&command.input).unwrap_or_default();
                let selection = Selection {
                    connection: Some(source.client.settings.connection.clone()),
                    stream: stream.map(|stream| stream.name.to_owned()),
                    full: input["full"].as_bool().unwrap_or(false),
                    due: false,
                    asked: true,
                };
                let reports = self.round(&selection, cancel).await?;
                let failed: Vec<&str> = reports
                    .iter()
                    .filter(|report| report.fault.is_some())
                    .map(|report| report.stream.as_str())
                    .collect();
                let landed: u64 = reports.iter().map(|report| report.landed).sum();
                Ok(json!({"streams": reports.len(), "landed": landed, "failed": failed}))
            }
            "pause_connection" | "resume_connection" => {
                let paused = command.action == "pause_connection";
                self.pause(source, paused).await.map_err(database)?;
                Ok(json!({"paused": paused}))
            }
            _ => {
                let keep = command.action == "replay";
                let mut total = Vec::new();
                for one in source.client.streams() {
                    if stream.is_none_or(|only| only.name == one.name) {
                        let run_id = self.keys.mint(self.clock.now());
                        let replayed = self
                            .replay_stream(source, one, run_id, keep)
                            .await
                            .map_err(database)?;
                        total.push(json!({"stream": one.name, "outcome": replayed}));
                    }
                }
                Ok(json!({"kept": keep, "streams": total}))
            }
        }
    }

    /// A connection, or `connection/stream`.
    fn subject(&self, subject: &str) -> Result<(&Registered, Option<&'static Stream>), Fault> {
        let (connection, stream) = subject
            .split_once('/')
            .map_or((subject, None), |(connection, stream)| {
                (connection, Some(stream))
            });
        let unknown = |what: &str, name: &str| {
            Fault::new(
                "UNKNOWN_SUBJECT",
                crate::domain::fault::Remedy::Fail,
                format!("there is no {what} {name:?}"),
            )
        };
        let source = self
            .sources
            .iter()
            .find(|source| source.client.settings.connection == connection)
            .ok_or_else(|| unknown("connection", connection))?;
        let Some(name) = stream else {
            return Ok((source, None));
        };
        let stream = source
            .client
            .streams()
            .find(|stream| stream.name == name)
            .ok_or_else(|| unknown("stream", name))?;
        Ok((source, Some(stream)))
    }

    /// Retries or discards dead letters: one by its number, or all of a connection or stream.
    async fn dead_letters(&self, command: &command::Model) -> Result<serde_json::Value, Fault> {
        let database = |error: DbErr| remedy(&error);
        let mut letters = dead_letter::Entity::find().filter(dead_letter::Column::State.eq("open"));
        match command.subject.parse::<i64>() {
            Ok(id) => letters = letters.filter(dead_letter::Column::Id.eq(id)),
            Err(_) => {
                let (source, stream) = self.subject(&command.subject)?;
                letters = letters.filter(dead_letter::Column::ConnectionId.eq(source.number));
                if let Some(stream) = stream {
                    letters = letters.filter(dead_letter::Column::Stream.eq(stream.name));
                }
            }
        }
        let letters = letters.all(&self.database.reader).await.map_err(database)?;
        if command.action == "discard_dead_letter" {
            let ids: Vec<i64> = letters.iter().map(|letter| letter.id).collect();
            let count = ids.len();
            dead_letter::Entity::update_many()
                .col_expr(dead_letter::Column::State, Expr::value("discarded"))
                .col_expr(
                    dead_letter::Column::ResolvedAt,
                    Expr::value(self.clock.now().0),
                )
                .filter(dead_letter::Column::Id.is_in(ids))
                .exec(&self.database.writer)
                .await
                .map_err(database)?;
            return Ok(json!({"discarded": count}));
        }
        let mut total = Replayed::default();
        let mut by_stream: std::collections::BTreeMap<(i32, String), Vec<i64>> =
            std::collections::BTreeMap::new();
        for letter in letters {
            by_stream
                .entry((letter.connection_id, letter.stream))
                .or_default()
                .push(letter.id);
        }
        for ((number, name), ids) in by_stream {
            let Some(source) = self.sources.iter().find(|source| source.number == number) else {
                continue;
            };
            let Some(stream) = source.client.streams().find(|stream| stream.name == name) else {
                continue;
            };
            let run_id = self.keys.mint(self.clock.now());
            let replayed = self
                .replay_ids(source, stream, run_id, &ids)
                .await
                .map_err(database)?;
            total.objects += replayed.objects;
            total.dead += replayed.dead;
        }
        Ok(json!({"retried": total.objects, "still_dead": total.dead}))
    }
}
