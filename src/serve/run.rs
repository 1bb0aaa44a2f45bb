//! The answers of one operation for a connection that stays open: those of a subscription as they come, or the one of a query or mutation.

use std::sync::Arc;
use std::time::Duration;

use async_graphql::parser::types::OperationType;
use async_graphql::{Response as Answer, ServerError};
use futures::StreamExt;
use futures::stream::{self, BoxStream};
use serde_json::{Value, json};

use super::State;
use super::graphql::context::Current;
use super::graphql::error::Refusal;
use super::graphql::needs::Needs;
use super::http::{clean, late};
use super::limit::Checked;
use super::request::Sent;
use crate::access::Viewer;

/// The answers of a checked operation.
pub(super) async fn answers(
    state: &State,
    viewer: Viewer,
    sent: &Sent,
    checked: Checked,
) -> Result<BoxStream<'static, Answer>, Refusal> {
    metrics::counter!("throughline_requests_total").increment(1);
    let time = Duration::from_millis(checked.time_ms);
    if checked.kind == OperationType::Subscription {
        let asked = Arc::new(state.event_of(viewer).await?);
        let correlation = asked.correlation.clone();
        let request = sent.request(checked).data(Arc::new(Current::new(asked)));
        let answers = state.schema().execute_stream(request);
        return Ok(answers
            .map(move |answer| clean(answer, &correlation))
            .boxed());
    }
    let needs = Needs::of(&checked.document);
    let asked = Arc::new(state.ask(viewer, needs).await?);
    let correlation = asked.correlation.clone();
    let request = sent.request(checked).data(asked);
    let schema = state.schema().clone();
    let answer = async move {
        match tokio::time::timeout(time, schema.execute(request)).await {
            Ok(answer) => clean(answer, &correlation),
            Err(_) => Answer::from_errors(vec![time_limit(time)]),
        }
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
