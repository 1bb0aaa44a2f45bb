//! The answers of one operation for a connection that stays open: those of a subscription as they come, or the one of a query or mutation.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use async_graphql::parser::types::OperationType;
use async_graphql::{Response as Answer, ServerError};
use futures::stream::{self, BoxStream};
use futures::{FutureExt, StreamExt};
use serde_json::{Value, json};

use super::State;
use super::graphql::context::Current;
use super::graphql::error::Refusal;
use super::graphql::needs::Needs;
use super::http::{clean, late};
use super::limit::Checked;
use super::request::Sent;
use super::tally::{Outcome, Transport};
use crate::access::Viewer;

/// The answers of a checked operation, which is counted by what became of it.
pub(super) async fn answers(
    state: &State,
    viewer: Viewer,
    sent: &Sent,
    checked: Checked,
    transport: Transport,
) -> Result<BoxStream<'static, Answer>, Refusal> {
    let begun = begin(state, viewer, sent, checked, transport).await;
    if begun.is_err() {
        state.tally().count(transport, Outcome::Failed);
    }
    begun
}

async fn begin(
    state: &State,
    viewer: Viewer,
    sent: &Sent,
    checked: Checked,
    transport: Transport,
) -> Result<BoxStream<'static, Answer>, Refusal> {
    let time = Duration::from_millis(checked.time_ms);
    if checked.kind == OperationType::Subscription {
        let asked = Arc::new(state.event_of(viewer).await?);
        let correlation = asked.correlation.clone();
        let request = sent.request(checked).data(Arc::new(Current::new(asked)));
        let answers = state.schema().execute_stream(request);
        let answers = answers.map(move |answer| clean(answer, &correlation));
        // What is wrong with the document itself is known at once.
        let mut answers = answers.boxed().peekable();
        let first = Pin::new(&mut answers).peek().now_or_never().flatten();
        let outcome = first.map_or(Outcome::Ok, Outcome::of_answer);
        state.tally().count(transport, outcome);
        return Ok(answers.boxed());
    }
    let needs = Needs::of(&checked.document);
    let asked = Arc::new(state.ask(viewer, needs).await?);
    let correlation = asked.correlation.clone();
    let request = sent.request(checked).data(asked);
    let state = state.clone();
    let answer = async move {
        let running = state.schema().execute(request);
        let (answer, outcome) = match tokio::time::timeout(time, running).await {
            Ok(answer) => {
                let answer = clean(answer, &correlation);
                let outcome = Outcome::of_answer(&answer);
                (answer, outcome)
            }
            Err(_) => {
                let answer = Answer::from_errors(vec![time_limit(time)]);
                (answer, Outcome::Failed)
            }
        };
        state.tally().count(transport, outcome);
        answer
    };
    Ok(stream::once(answer).boxed())
}

fn time_limit(time: Duration) -> ServerError {
    let mut error = ServerError::new(late(time), None);
    let mut extensions = async_graphql::ErrorExtensionValues::default();
    extensions.set("code", "TIME_LIMIT");
    error.extensions = Some(extensions);
    error
}

/// An error with a stable code and a sentence.
pub(super) fn told(code: &str, message: &str) -> Value {
    json!({ "message": message, "extensions": { "code": code } })
}

/// What an operation is told when its token ends.
pub(super) fn expired() -> Value {
    told(
        "TOKEN_EXPIRED",
        "the token has ended: come back with a new one and go on after your last cursor",
    )
}
