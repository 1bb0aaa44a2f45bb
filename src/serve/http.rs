//! GraphQL over HTTP, by the letter: methods, content types, negotiation, and a status by what happened.
//!
//! A request that cannot be run is 400 and has no `data` (200 where the client reads `application/json` only); an operation that ran is 200. A
//! mutation over GET is 405, a form is 415, an answer nobody asked for is 406, a long body is 413, one too many is 429. Every error without a known code is INTERNAL with the request's correlation id.

use async_graphql::parser::types::OperationType;
use async_graphql::{Response as Answer, ServerError};
use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, RawQuery, State as Held};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Json, Response};
use axum::routing::{get, post};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::cors::{AllowOrigin, CorsLayer};
use tower_http::set_header::SetResponseHeaderLayer;

use super::auth::AuthError;
use super::graphql::error::REPORTED;
use super::graphql::needs::Needs;
use super::limit::{self, TooMuch};
use super::origin::Origin;
use super::request::{ANSWER, JSON, Sent, is_json, negotiate};
use super::tally::{Outcome, Transport};
use super::{State, asset, health, socket, sse};

/// Everything the hub serves.
pub fn router(state: State) -> Router {
    let origins: Vec<HeaderValue> = state
        .allowed_origins()
        .iter()
        .filter_map(|origin| origin.parse().ok())
        .collect();
    let cors = CorsLayer::new()
        .allow_origin(AllowOrigin::list(origins))
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([header::AUTHORIZATION, header::CONTENT_TYPE]);
    let fixed = |name: &'static str, value: &'static str| {
        SetResponseHeaderLayer::if_not_present(
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        )
    };
    Router::new()
        .route("/graphql", get(by_get).post(by_post))
        .route("/graphql/ws", get(socket::open))
        .route("/graphql/sse", post(sse::open))
        .route("/graphiql", get(asset::graphiql))
        .route("/livez", get(health::livez))
        .route("/readyz", get(health::readyz))
        .route("/metrics", get(health::metrics))
        .route("/demo/session.json", get(demo))
        .fallback(get(asset::serve))
        .layer(DefaultBodyLimit::max(limit::BODY))
        .layer(cors)
        .layer(fixed("x-content-type-options", "nosniff"))
        .layer(fixed("x-frame-options", "DENY"))
        .layer(fixed("referrer-policy", "no-referrer"))
        .layer(fixed("cross-origin-resource-policy", "same-origin"))
        .layer(fixed("cross-origin-opener-policy", "same-origin"))
        .layer(CatchPanicLayer::new())
        .with_state(state)
}

/// Tokens by role, where this hub is a demo.
async fn demo(Held(state): Held<State>) -> Response {
    if state.demo_tokens().is_empty() {
        return StatusCode::NOT_FOUND.into_response();
    }
    Json(json!({ "tokens": state.demo_tokens() })).into_response()
}

async fn by_get(
    Held(state): Held<State>,
    origin: Origin,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let navigates = headers
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"));
    if query.is_none() && navigates {
        return axum::response::Redirect::temporary("/graphiql").into_response();
    }
    let response = match Sent::of_query(&query.unwrap_or_default()) {
        Ok(sent) => answer(&state, &origin, sent, &headers, true).await,
        Err(message) => refuse(StatusCode::BAD_REQUEST, JSON, "BAD_REQUEST", message),
    };
    counted(&state, Transport::Http, response)
}

async fn by_post(
    Held(state): Held<State>,
    origin: Origin,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let response = match read(&headers, body) {
        Ok(sent) => answer(&state, &origin, sent, &headers, false).await,
        Err(response) => *response,
    };
    counted(&state, Transport::Http, response)
}

/// Counts a request by its response.
pub(super) fn counted(state: &State, transport: Transport, response: Response) -> Response {
    state.tally().count(transport, Outcome::of(&response));
    response
}

/// Reads a posted request; only JSON is read, so that no other site's form can post.
pub(super) fn read(
    headers: &HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Sent, Box<Response>> {
    let refused = |status, code, message| Err(Box::new(refuse(status, JSON, code, message)));
    if !is_json(headers) {
        let message = "send application/json";
        return refused(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "UNSUPPORTED_MEDIA_TYPE",
            message,
        );
    }
    let body = match body {
        Ok(body) => body,
        Err(error) if error.status() == StatusCode::PAYLOAD_TOO_LARGE => {
            let message = format!("the body is longer than {} bytes", limit::BODY);
            return refused(StatusCode::PAYLOAD_TOO_LARGE, "BODY_TOO_LARGE", &message);
        }
        Err(_) => {
            let message = "the body could not be read";
            return refused(StatusCode::BAD_REQUEST, "BAD_REQUEST", message);
        }
    };
    let sent = serde_json::from_slice(&body)
        .map_err(|_| "the body is no JSON")
        .and_then(Sent::read);
    sent.or_else(|message| refused(StatusCode::BAD_REQUEST, "BAD_REQUEST", message))
}

async fn answer(
    state: &State,
    origin: &Origin,
    sent: Sent,
    headers: &HeaderMap,
    safe: bool,
) -> Response {
    let Some(kind) = negotiate(headers) else {
        let message = "answers are application/graphql-response+json or application/json";
        return refuse(StatusCode::NOT_ACCEPTABLE, JSON, "NOT_ACCEPTABLE", message);
    };
    let authorization = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    let viewer = match state.sign_in(origin, authorization).await {
        Ok(viewer) => viewer,
        Err(error) => return unauthenticated(&error, kind),
    };
    let checked = match sent.check(state, &viewer) {
        Ok(checked) => checked,
        Err(error) => return too_much(&error, kind),
    };
    match checked.kind {
        OperationType::Mutation if safe => {
            let message = "send mutations by POST";
            let mut response = refuse(
                StatusCode::METHOD_NOT_ALLOWED,
                kind,
                "METHOD_NOT_ALLOWED",
                message,
            );
            response
                .headers_mut()
                .insert(header::ALLOW, HeaderValue::from_static("POST"));
            return response;
        }
        OperationType::Subscription => {
            let message = "subscribe at /graphql/ws or /graphql/sse";
            return refuse(StatusCode::BAD_REQUEST, kind, "BAD_REQUEST", message);
        }
        _ => {}
    }
    let cost = checked.cost;
    let time = Duration::from_millis(checked.time_ms);
    let asked = match state.ask(viewer, Needs::of(&checked.document)).await {
        Ok(asked) => Arc::new(asked),
        Err(error) => {
            let status = StatusCode::SERVICE_UNAVAILABLE;
            return refuse(status, kind, error.code(), &error.to_string());
        }
    };
    let request = sent.request(checked).data(asked.clone());
    let running = state.schema().execute(request);
    let Ok(answer) = tokio::time::timeout(time, running).await else {
        let status = StatusCode::SERVICE_UNAVAILABLE;
        return refuse(status, kind, "TIME_LIMIT", &late(time));
    };
    let answer = clean(answer, &asked.correlation);
    let ran = !unrun(&answer);
    let mut body = shown(&answer, ran);
    body["extensions"] = json!({
        "sequence": asked.position.sequence.to_string(),
        "knownAt": asked.position.at.to_string(),
        "correlationId": asked.correlation,
        "cost": cost,
    });
    let status = if ran || kind == JSON {
        StatusCode::OK
    } else {
        StatusCode::BAD_REQUEST
    };
    let mut response = respond(status, kind, &body);
    response
        .extensions_mut()
        .insert(Outcome::of_answer(&answer));
    response
}

/// What is said of an operation that took too long.
pub(super) fn late(time: Duration) -> String {
    format!(
        "the operation took longer than {} s: ask for less at once",
        time.as_secs()
    )
}

/// True for an answer to a request that could not be run: errors that stand at no field, and no data.
pub(super) fn unrun(answer: &Answer) -> bool {
    answer.data == async_graphql::Value::Null
        && answer.errors.iter().all(|error| error.path.is_empty())
}

/// An answer as JSON; a request that could not be run has no `data`.
pub(super) fn shown(answer: &Answer, ran: bool) -> Value {
    let mut body = json!({});
    if ran {
        body["data"] = answer.data.clone().into_json().unwrap_or(Value::Null);
    }
    if !answer.errors.is_empty() {
        body["errors"] = serde_json::to_value(&answer.errors).unwrap_or_default();
    }
    body
}

/// Keeps errors with a code; an error without one is the library's own, which says what is wrong with the document, or ours, which says nothing.
pub(super) fn clean(mut answer: Answer, correlation: &str) -> Answer {
    answer.errors.retain(|error| error.message != REPORTED);
    for error in &mut answer.errors {
        let coded = error
            .extensions
            .as_ref()
            .is_some_and(|extensions| extensions.get("code").is_some());
        if coded {
            continue;
        }
        let message = std::mem::take(&mut error.message);
        if error.path.is_empty() {
            *error = coded_error(error, message, "GRAPHQL_VALIDATION_FAILED");
        } else {
            tracing::error!(correlation, message, "a field failed");
            let told =
                format!("the hub could not answer; its log has the reason under {correlation}");
            *error = coded_error(error, told, "INTERNAL");
        }
    }
    answer
}

fn coded_error(error: &ServerError, message: String, code: &str) -> ServerError {
    let mut made = ServerError::new(message, None);
    made.locations.clone_from(&error.locations);
    made.path.clone_from(&error.path);
    let mut extensions = async_graphql::ErrorExtensionValues::default();
    extensions.set("code", code);
    made.extensions = Some(extensions);
    made
}

/// A refusal with a stable code and a sentence.
pub(super) fn refuse(
    status: StatusCode,
    kind: &'static str,
    code: &str,
    message: &str,
) -> Response {
    let body = json!({ "errors": [{ "message": message, "extensions": { "code": code } }] });
    respond(status, kind, &body)
}

/// Refuses an operation that could not be run, with its errors.
pub(super) fn refused(body: &Value) -> Response {
    respond(StatusCode::BAD_REQUEST, ANSWER, body)
}

/// Refuses an operation that asks for too much, or asks too often.
pub(super) fn too_much(error: &TooMuch, kind: &'static str) -> Response {
    let body = json!({ "errors": [error.error()] });
    if let TooMuch::Often { wait_ms } = error {
        return wait(
            respond(StatusCode::TOO_MANY_REQUESTS, kind, &body),
            *wait_ms,
        );
    }
    // Old clients read the errors of a request that could not be run from an answer that went well.
    let status = if kind == JSON {
        StatusCode::OK
    } else {
        StatusCode::BAD_REQUEST
    };
    let mut response = respond(status, kind, &body);
    response.extensions_mut().insert(Outcome::Refused);
    response
}

/// A response that says how long to wait.
fn wait(mut response: Response, wait_ms: u64) -> Response {
    let seconds = HeaderValue::from(wait_ms.div_ceil(1_000).max(1));
    response.headers_mut().insert(header::RETRY_AFTER, seconds);
    response
}

/// No viewer, no answer.
pub(super) fn unauthenticated(error: &AuthError, kind: &'static str) -> Response {
    if let AuthError::Key(detail) = error {
        tracing::error!(detail, "tokens cannot be verified");
        let message = "tokens cannot be verified now";
        return refuse(StatusCode::SERVICE_UNAVAILABLE, kind, error.code(), message);
    }
    if let AuthError::TooOften(wait_ms) = error {
        let status = StatusCode::TOO_MANY_REQUESTS;
        return wait(
            refuse(status, kind, error.code(), &error.to_string()),
            *wait_ms,
        );
    }
    let mut response = refuse(
        StatusCode::UNAUTHORIZED,
        kind,
        error.code(),
        &error.to_string(),
    );
    response
        .headers_mut()
        .insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    response
}

fn respond(status: StatusCode, kind: &'static str, body: &Value) -> Response {
    let kind = if kind == ANSWER {
        "application/graphql-response+json; charset=utf-8"
    } else {
        "application/json; charset=utf-8"
    };
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, "no-store"),
        (header::VARY, "Accept, Authorization"),
    ];
    (status, headers, body.to_string()).into_response()
}
