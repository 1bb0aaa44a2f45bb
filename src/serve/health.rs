//! Whether the process lives, whether it is fit to be asked, and its own figures for a monitor.

use axum::extract::State as Held;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Json, Response};
use serde_json::json;

use super::State;
use crate::model::feed;
use crate::model::read::operation;

/// The process lives.
pub(super) async fn livez() -> &'static str {
    "ok"
}

/// The database answers; streams that are late are named, and make the hub unready only where none is good.
pub(super) async fn readyz(Held(state): Held<State>) -> Response {
    let reader = &state.database().reader;
    let (Ok(position), Ok(streams)) = (
        feed::current(reader).await,
        operation::streams(reader).await,
    ) else {
        let body = Json(json!({ "ready": false, "why": "the database does not answer" }));
        return (StatusCode::SERVICE_UNAVAILABLE, body).into_response();
    };
    let oldest = state.now().0 - state.stale_after_ms();
    let late: Vec<_> = streams
        .iter()
        .filter(|stream| stream.first_loaded_at.is_some())
        .filter(|stream| stream.last_ok_at.is_none_or(|at| at.0 < oldest))
        .map(|stream| {
            json!({
                "connection": state.connection_key(stream.connection_id.into()),
                "stream": stream.stream,
                "lastOkAt": stream.last_ok_at.map(|at| at.to_string()),
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
    use std::fmt::Write as _;
    let reader = &state.database().reader;
    let (Ok(position), Ok(streams), Ok(unnumbered)) = (
        feed::current(reader).await,
        operation::streams(reader).await,
        feed::unnumbered(reader).await,
    ) else {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    let mut text = String::new();
    let _ = writeln!(
        text,
        "# TYPE throughline_change_sequence gauge\nthroughline_change_sequence {}",
        position.sequence
    );
    let _ = writeln!(
        text,
        "# TYPE throughline_unnumbered_transactions gauge\nthroughline_unnumbered_transactions {unnumbered}"
    );
    let _ = writeln!(
        text,
        "# TYPE throughline_subscribers gauge\nthroughline_subscribers {}",
        state.live().followers()
    );
    text += "# TYPE throughline_stream_age_seconds gauge\n";
    for stream in &streams {
        let Some(at) = stream.last_ok_at else {
            continue;
        };
        let connection = state
            .connection_key(stream.connection_id.into())
            .unwrap_or_default();
        let age = (state.now().0 - at.0).max(0) / 1000;
        let _ = writeln!(
            text,
            "throughline_stream_age_seconds{{connection=\"{connection}\",stream=\"{}\"}} {age}",
            stream.stream
        );
    }
    ([("content-type", "text/plain; version=0.0.4")], text).into_response()
}
