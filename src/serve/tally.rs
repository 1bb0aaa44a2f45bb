//! How many requests came by each transport, and what became of them: figures for a monitor, without a name in them.

use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};

use async_graphql::Response as Answer;
use axum::http::StatusCode;
use axum::response::Response;

use super::http::unrun;

/// How a request came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Transport {
    /// One answer to one HTTP request.
    Http,
    /// An operation on a WebSocket.
    Socket,
    /// An operation over server-sent events.
    Events,
}

/// What became of a request. A subscription counts once, when it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It was answered, or its events began.
    Ok,
    /// It was answered, some of its fields by errors.
    Errors,
    /// It came without a token that is accepted.
    Unauthenticated,
    /// Its principal asked too often.
    RateLimited,
    /// It is no request that could be run, or asked for too much at once.
    Refused,
    /// The hub could not answer it, or not in time.
    Failed,
}

const TRANSPORTS: [(Transport, &str); 3] = [
    (Transport::Http, "http"),
    (Transport::Socket, "websocket"),
    (Transport::Events, "sse"),
];

const OUTCOMES: [(Outcome, &str); 6] = [
    (Outcome::Ok, "ok"),
    (Outcome::Errors, "errors"),
    (Outcome::Unauthenticated, "unauthenticated"),
    (Outcome::RateLimited, "rate_limited"),
    (Outcome::Refused, "refused"),
    (Outcome::Failed, "failed"),
];

impl Outcome {
    /// Of an answer.
    pub(super) fn of_answer(answer: &Answer) -> Self {
        match (answer.errors.is_empty(), unrun(answer)) {
            (true, _) => Self::Ok,
            (false, true) => Self::Refused,
            (false, false) => Self::Errors,
        }
    }

    /// Of a response: what it was marked with, else what its status says.
    pub(super) fn of(response: &Response) -> Self {
        if let Some(marked) = response.extensions().get::<Self>() {
            return *marked;
        }
        match response.status() {
            StatusCode::UNAUTHORIZED => Self::Unauthenticated,
            StatusCode::TOO_MANY_REQUESTS => Self::RateLimited,
            status if status.is_server_error() => Self::Failed,
            status if status.is_client_error() => Self::Refused,
            _ => Self::Ok,
        }
    }
}

/// Requests since the hub began, by transport and outcome.
#[derive(Debug, Default)]
pub(super) struct Tally([[AtomicU64; OUTCOMES.len()]; TRANSPORTS.len()]);

impl Tally {
    /// Counts a request.
    pub(super) fn count(&self, transport: Transport, outcome: Outcome) {
        self.0[transport as usize][outcome as usize].fetch_add(1, Ordering::Relaxed);
    }

    /// The counts in the text format of Prometheus.
    pub(super) fn write(&self, text: &mut String) {
        *text += "# TYPE throughline_requests_total counter\n";
        for (transport, by) in TRANSPORTS {
            for (outcome, word) in OUTCOMES {
                let count = self.0[transport as usize][outcome as usize].load(Ordering::Relaxed);
                let _ = writeln!(
                    text,
                    "throughline_requests_total{{transport=\"{by}\",outcome=\"{word}\"}} {count}"
                );
            }
        }
    }
}
