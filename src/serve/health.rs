//! Whether the process lives, whether it is fit to be asked, and its own figures for a monitor.

use std::fmt::Write as _;

use axum::extract::State as Held;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Json, Response};
use entity::value::Instant;
use sea_orm::{ConnectionTrait, DbErr};
use serde_json::json;

use super::State;
use crate::model::feed;
use crate::model::read::operation;

/// A stream that is read, and how it does.
struct Stream {
    connection: String,
    name: String,
    last_ok_at: Option<Instant>,
    /// Milliseconds without a good run after which it is late.
    stale_after_ms: i64,
    late: bool,
}

/// The streams that are read, each judged by its own patience; before its first load is done none is late.
async fn streams(state: &State, reader: &impl ConnectionTrait) -> Result<Vec<Stream>, DbErr> {
    let connections = operation::connections(reader).await?;
    let now = state.now();
    let judged = |row: entity::landing::stream_state::Model| {
        let connection = connections.iter().find(|of| of.id == row.connection_id)?;
        let stale_after_ms = state.stale_after_ms(&connection.key, &row.stream)?;
        let good = |at: Instant| now.0 - at.0 <= stale_after_ms;
        Some(Stream {
            connection: connection.key.clone(),
            late: row.first_loaded_at.is_some() && !row.last_ok_at.is_some_and(good),
            name: row.stream,
            last_ok_at: row.last_ok_at,
            stale_after_ms,
        })
    };
    let rows = operation::streams(reader).await?;
    let mut streams: Vec<Stream> = rows.into_iter().filter_map(judged).collect();
    streams.sort_by(|a, b| (&a.connection, &a.name).cmp(&(&b.connection, &b.name)));
    Ok(streams)
}

/// The process lives.
pub(super) async fn livez() -> &'static str {
    "ok"
}

/// The database answers; streams that are late are named, and make the hub unready only where none is good.
pub(super) async fn readyz(Held(state): Held<State>) -> Response {
    let reader = &state.database().reader;
    let (Ok(position), Ok(streams)) = (feed::current(reader).await, streams(&state, reader).await)
    else {
        let body = Json(json!({ "ready": false, "why": "the database does not answer" }));
        return (StatusCode::SERVICE_UNAVAILABLE, body).into_response();
    };
    let late: Vec<_> = streams
        .iter()
        .filter(|stream| stream.late)
        .map(|stream| {
            json!({
                "connection": stream.connection,
                "stream": stream.name,
                "lastOkAt": stream.last_ok_at.map(|at| at.to_string()),
                "staleAfterSeconds": stream.stale_after_ms / 1000,
            })
        })
        .collect();
    let ready = streams.is_empty() || late.len() < streams.len();
    let status = if ready {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    let body = json!({ "ready": ready, "sequence": position.sequence.to_string(), "late": late });
    (status, Json(body)).into_response()
}

/// Figures of the hub itself, in the text format of Prometheus; no name of a client, person or query is in them.
pub(super) async fn metrics(Held(state): Held<State>) -> Response {
    let reader = &state.database().reader;
    let (Ok(position), Ok(streams), Ok(unnumbered)) = (
        feed::current(reader).await,
        streams(&state, reader).await,
        feed::unnumbered(reader).await,
    ) else {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    let mut text = String::new();
    let followers = state.live().followers();
    let _ = write!(
        text,
        "# TYPE throughline_change_sequence gauge\nthroughline_change_sequence {}\n\
         # TYPE throughline_unnumbered_transactions gauge\nthroughline_unnumbered_transactions {unnumbered}\n\
         # TYPE throughline_subscribers gauge\nthroughline_subscribers {followers}\n",
        position.sequence
    );
    state.tally().write(&mut text);
    text += "# TYPE throughline_stream_age_seconds gauge\n";
    for stream in &streams {
        let Some(at) = stream.last_ok_at else {
            continue;
        };
        let age = (state.now().0 - at.0).max(0) / 1000;
        let _ = writeln!(
            text,
            "throughline_stream_age_seconds{} {age}",
            stream.labels()
        );
    }
    text += "# TYPE throughline_stream_late gauge\n";
    for stream in &streams {
        let late = u8::from(stream.late);
        let _ = writeln!(text, "throughline_stream_late{} {late}", stream.labels());
    }
    ([("content-type", "text/plain; version=0.0.4")], text).into_response()
}

impl Stream {
    fn labels(&self) -> String {
        let Self {
            connection, name, ..
        } = self;
        format!("{{connection=\"{connection}\",stream=\"{name}\"}}")
    }
}
