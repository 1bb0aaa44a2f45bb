//! Subscriptions over server-sent events, distinct connections: `POST /graphql/sse`, events `next` and `complete`, `id` the cursor.
//!
//! `Last-Event-ID` resumes after an event. The stream ends when the token does.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use async_graphql::parser::types::OperationType;
use axum::body::Bytes;
use axum::extract::State as Held;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures::{Stream, StreamExt};
use serde_json::Value;

use super::State;
use super::graphql::context::Current;
use super::http::{clean, read, refuse, shown, unauthenticated};

/// Time between two heartbeats.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// Opens a stream of one operation.
pub(super) async fn open(Held(state): Held<State>, headers: HeaderMap, body: Bytes) -> Response {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let viewer = match state.verifier().viewer(text(header::AUTHORIZATION)).await {
        Ok(viewer) => viewer,
        Err(error) => return unauthenticated(&error, "application/json"),
    };
    let mut sent = match read(&headers, &body) {
        Ok(sent) => sent,
        Err(response) => return *response,
    };
    if let Some(last) = headers
        .get("last-event-id")
        .and_then(|value| value.to_str().ok())
    {
        let variables = sent
            .variables
            .get_or_insert_with(|| Value::Object(Default::default()));
        if let Value::Object(map) = variables {
            map.insert("after".to_owned(), Value::String(last.to_owned()));
        }
    }
    let checked = match sent.check() {
        Ok(checked) => checked,
        Err(error) => {
            return refuse(
                StatusCode::BAD_REQUEST,
                "application/json",
                error.code(),
                &error.to_string(),
            );
        }
    };
    if checked.kind != OperationType::Subscription {
        let message = "only subscriptions are streamed here";
        return refuse(
            StatusCode::BAD_REQUEST,
            "application/json",
            "BAD_REQUEST",
            message,
        );
    }
    let ends = viewer.expires_at;
    let asked = match state.event_of(viewer).await {
        Ok(asked) => Arc::new(asked),
        Err(error) => {
            return refuse(
                StatusCode::SERVICE_UNAVAILABLE,
                "application/json",
                error.code(),
                &error.to_string(),
            );
        }
    };
    let correlation = asked.correlation.clone();
    let request = sent.request(checked).data(Arc::new(Current::new(asked)));
    let answers = state.schema().execute_stream(request).map(move |answer| {
        let answer = clean(answer, &correlation);
        let body = shown(&answer, answer.data != async_graphql::Value::Null);
        let mut event = Event::default().event("next").data(body.to_string());
        if let Some(cursor) = cursor(&body) {
            event = event.id(cursor);
        }
        event
    });
    let stream = until(answers, ends.map(|at| at.0 - state.now().0));
    Sse::new(stream)
        .keep_alive(KeepAlive::new().interval(HEARTBEAT))
        .into_response()
}

/// The cursor of an event, wherever its field stands.
pub(super) fn cursor(body: &Value) -> Option<String> {
    body.get("data")?
        .as_object()?
        .values()
        .find_map(|event| event.get("cursor")?.as_str().map(str::to_owned))
}

/// Ends a stream with `complete`, at its end or when the token ends.
fn until(
    events: impl Stream<Item = Event> + Send + 'static,
    left_ms: Option<i64>,
) -> impl Stream<Item = Result<Event, Infallible>> + Send + 'static {
    let left = left_ms.map_or(Duration::from_secs(365 * 86_400), |ms| {
        Duration::from_millis(u64::try_from(ms).unwrap_or(0))
    });
    events
        .take_until(tokio::time::sleep(left))
        .chain(futures::stream::once(async {
            Event::default().event("complete").data("")
        }))
        .map(Ok)
}
