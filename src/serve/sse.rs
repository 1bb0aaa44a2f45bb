//! Operations over server-sent events, distinct connections: `POST /graphql/sse`, events `next` and `complete`, `id` the cursor.
//!
//! `Last-Event-ID` resumes after an event, and wins over the argument `after`, which the document need not have. The stream ends when the token does, with an error that says
//! so. An operation that cannot be run is refused with a status, before a stream begins.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::pin::Pin;
use std::time::Duration;

use async_graphql::Response as Answer;
use axum::body::Bytes;
use axum::extract::State as Held;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures::{FutureExt, Stream, StreamExt, stream};
use serde_json::{Value, json};

use super::State;
use super::http::{counted, read, refuse, refused, shown, too_much, unauthenticated, unrun};
use super::origin::Origin;
use super::request::ANSWER;
use super::run::{answers, expired};
use super::tally::Transport;

/// Opens a stream of one operation.
pub(super) async fn open(
    Held(state): Held<State>,
    origin: Origin,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    match begin(&state, &origin, headers, body).await {
        Ok(response) => response,
        Err(response) => counted(&state, Transport::Events, *response),
    }
}

/// The response, or the refusal of a request that did not come as far as an operation that is counted.
async fn begin(
    state: &State,
    origin: &Origin,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Box<Response>> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let authorization = text(header::AUTHORIZATION);
    let viewer = match state.sign_in(origin, authorization).await {
        Ok(viewer) => viewer,
        Err(error) => return Err(Box::new(unauthenticated(&error, ANSWER))),
    };
    let mut sent = read(&headers, body)?;
    let last = headers.get("last-event-id");
    if let Some(last) = last.and_then(|value| value.to_str().ok()) {
        sent.resume(last);
    }
    let checked = sent
        .check(state, &viewer)
        .map_err(|error| Box::new(too_much(&error, ANSWER)))?;
    let left = viewer.expires_at.map(|at| at.0 - state.now().0);
    let answers = match answers(state, viewer, &sent, checked, Transport::Events).await {
        Ok(answers) => answers,
        Err(error) => {
            let status = StatusCode::SERVICE_UNAVAILABLE;
            return Ok(refuse(status, ANSWER, error.code(), &error.to_string()));
        }
    };
    // What is wrong with the document itself is known at once.
    let mut answers = answers.peekable();
    let first = Pin::new(&mut answers).peek().now_or_never().flatten();
    if let Some(answer) = first
        && unrun(answer)
        && !answer.errors.is_empty()
    {
        return Ok(refused(&shown(answer, false)));
    }
    Ok(Sse::new(until(answers, left))
        .keep_alive(KeepAlive::new().interval(state.pace().ping))
        .into_response())
}

fn next(answer: &Answer) -> Event {
    let body = shown(answer, !unrun(answer));
    let event = Event::default().event("next").data(body.to_string());
    match cursor(&body) {
        Some(cursor) => event.id(cursor),
        None => event,
    }
}

/// The cursor of an event, wherever its field stands.
fn cursor(body: &Value) -> Option<String> {
    body.get("data")?
        .as_object()?
        .values()
        .find_map(|event| event.get("cursor")?.as_str().map(str::to_owned))
}

/// Ends a stream with `complete`: when the answers end or, after a word on it, when the token does.
fn until(
    answers: impl Stream<Item = Answer> + Send + Unpin + 'static,
    left_ms: Option<i64>,
) -> impl Stream<Item = Result<Event, Infallible>> + Send + 'static {
    let left = left_ms.map_or(Duration::from_secs(365 * 86_400), |ms| {
        Duration::from_millis(u64::try_from(ms).unwrap_or(0))
    });
    let open = Some((answers, Box::pin(tokio::time::sleep(left))));
    stream::unfold((open, VecDeque::new()), |(mut open, mut last)| async move {
        if let Some((answers, end)) = &mut open {
            tokio::select! {
                biased;
                () = end => last.push_back(notice()),
                answer = answers.next() => if let Some(answer) = answer {
                    return Some((Ok(next(&answer)), (open, last)));
                },
            }
            open = None;
            last.push_back(Event::default().event("complete").data(""));
        }
        let event = last.pop_front()?;
        Some((Ok(event), (open, last)))
    })
}

fn notice() -> Event {
    let errors = json!({ "errors": [expired()] });
    Event::default().event("next").data(errors.to_string())
}
