//! GraphQL over HTTP, by the letter: methods, content types, negotiation, and a status by what happened.
//!
//! A request that cannot be run is 400 and has no `data`; an operation that ran is 200. A mutation over GET is 405, a form is 415, an answer
//! nobody asked for is 406, a long body is 413. Every error without a known code is INTERNAL with the request's correlation id.

use async_graphql::parser::types::OperationType;
use async_graphql::{Request, Response as Answer, ServerError, Variables};
use axum::Router;
use axum::body::Bytes;
use axum::extract::{RawQuery, State as Held};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::{Html, IntoResponse, Json, Response};
use axum::routing::{get, post};
use serde_json::{Value, json};
use std::sync::Arc;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::cors::{AllowOrigin, CorsLayer};
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::set_header::SetResponseHeaderLayer;

use super::auth::AuthError;
use super::graphql::error::REPORTED;
use super::graphql::needs::Needs;
use super::limit::{self, Checked, TooMuch};
use super::{State, asset, health, socket, sse};

/// The media type of answers.
const ANSWER: &str = "application/graphql-response+json";
/// The media type of old clients and of requests.
const JSON: &str = "application/json";

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
        .route("/graphiql", get(graphiql))
        .route("/livez", get(health::livez))
        .route("/readyz", get(health::readyz))
        .route("/metrics", get(health::metrics))
        .route("/demo/session.json", get(demo))
        .fallback(get(asset::serve))
        .layer(RequestBodyLimitLayer::new(limit::BODY))
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

async fn graphiql() -> impl IntoResponse {
    let page = async_graphql::http::GraphiQLSource::build()
        .endpoint("/graphql")
        .subscription_endpoint("/graphql/ws")
        .finish();
    Html(page)
}

/// What a client sends.
#[derive(Debug, Default, serde::Deserialize)]
pub(super) struct Sent {
    /// Document.
    #[serde(default)]
    pub(super) query: String,
    /// Which operation of it.
    #[serde(default, rename = "operationName")]
    pub(super) operation: Option<String>,
    /// Variables.
    #[serde(default)]
    pub(super) variables: Option<Value>,
}

impl Sent {
    fn variables(&self) -> Variables {
        self.variables
            .clone()
            .map(Variables::from_json)
            .unwrap_or_default()
    }

    /// Parses and prices the operation.
    pub(super) fn check(&self) -> Result<Checked, TooMuch> {
        limit::check(&self.query, self.operation.as_deref(), &self.variables())
    }

    /// The request of a checked operation.
    pub(super) fn request(&self, checked: Checked) -> Request {
        let mut request = Request::new(self.query.clone()).variables(self.variables());
        if let Some(operation) = &self.operation {
            request = request.operation_name(operation.clone());
        }
        request.set_parsed_query(checked.document);
        request
    }
}

async fn by_get(
    Held(state): Held<State>,
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
    let mut sent = Sent::default();
    for (name, value) in url::form_urlencoded::parse(query.unwrap_or_default().as_bytes()) {
        match &*name {
            "query" => sent.query = value.into_owned(),
            "operationName" => sent.operation = Some(value.into_owned()),
            "variables" => match serde_json::from_str(&value) {
                Ok(value) => sent.variables = Some(value),
                Err(_) => {
                    return refuse(
                        StatusCode::BAD_REQUEST,
                        JSON,
                        "BAD_REQUEST",
                        "variables are no JSON",
                    );
                }
            },
            _ => {}
        }
    }
    answer(state, sent, &headers, true).await
}

async fn by_post(Held(state): Held<State>, headers: HeaderMap, body: Bytes) -> Response {
    match read(&headers, &body) {
        Ok(sent) => answer(state, sent, &headers, false).await,
        Err(response) => *response,
    }
}

/// Reads a posted request; only JSON is read, so that no other site's form can post.
pub(super) fn read(headers: &HeaderMap, body: &[u8]) -> Result<Sent, Box<Response>> {
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let mut parts = kind.split(';').map(str::trim);
    if !parts
        .next()
        .is_some_and(|kind| kind.eq_ignore_ascii_case(JSON))
    {
        let message = "send application/json";
        return Err(Box::new(refuse(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            JSON,
            "UNSUPPORTED_MEDIA_TYPE",
            message,
        )));
    }
    serde_json::from_slice(body).map_err(|_| {
        let message = "the body is no JSON object with query, variables and operationName";
        Box::new(refuse(
            StatusCode::BAD_REQUEST,
            JSON,
            "BAD_REQUEST",
            message,
        ))
    })
}

async fn answer(state: State, sent: Sent, headers: &HeaderMap, safe: bool) -> Response {
    let Some(kind) = negotiate(headers) else {
        let message = "answers are application/graphql-response+json or application/json";
        return refuse(StatusCode::NOT_ACCEPTABLE, JSON, "NOT_ACCEPTABLE", message);
    };
    let authorization = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    let viewer = match state.verifier().viewer(authorization).await {
        Ok(viewer) => viewer,
        Err(error) => return unauthenticated(&error, kind),
    };
    let checked = match sent.check() {
        Ok(checked) => checked,
        Err(error) => {
            return refuse(
                StatusCode::BAD_REQUEST,
                kind,
                error.code(),
                &error.to_string(),
            );
        }
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
    let asked = match state.ask(viewer, Needs::of(&checked.document)).await {
        Ok(asked) => Arc::new(asked),
        Err(error) => {
            return refuse(
                StatusCode::SERVICE_UNAVAILABLE,
                kind,
                error.code(),
                &error.to_string(),
            );
        }
    };
    let request = sent.request(checked).data(asked.clone());
    metrics::counter!("throughline_requests_total").increment(1);
    let answer = clean(state.schema().execute(request).await, &asked.correlation);
    let ran = answer.data != async_graphql::Value::Null
        || answer.errors.iter().any(|error| !error.path.is_empty());
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
    respond(status, kind, &body)
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

/// The media type to answer with; nothing where none is accepted.
fn negotiate(headers: &HeaderMap) -> Option<&'static str> {
    let accepts: Vec<&str> = headers
        .get_all(header::ACCEPT)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter(|range| !range.replace(' ', "").contains(";q=0") || range.contains("q=0."))
        .filter_map(|range| range.split(';').next())
        .map(str::trim)
        .collect();
    if accepts.is_empty() || accepts.contains(&ANSWER) || accepts.contains(&"application/*") {
        return Some(ANSWER);
    }
    if accepts.contains(&JSON) {
        return Some(JSON);
    }
    accepts.contains(&"*/*").then_some(ANSWER)
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

/// No viewer, no answer.
pub(super) fn unauthenticated(error: &AuthError, kind: &'static str) -> Response {
    if let AuthError::Key(detail) = error {
        tracing::error!(detail, "tokens cannot be verified");
        let message = "tokens cannot be verified now";
        return refuse(StatusCode::SERVICE_UNAVAILABLE, kind, error.code(), message);
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
