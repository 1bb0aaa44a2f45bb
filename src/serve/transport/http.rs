//! GraphQL over HTTP, as its specification says: methods, media types, and a status that tells a request error from an answer.

use std::sync::Arc;

use async_graphql::Response;
use async_graphql::parser::types::OperationType;
use axum::body::{Body as HttpBody, to_bytes};
use axum::extract::{RawQuery, State as Shared};
use axum::http::header::{ACCEPT, ALLOW, AUTHORIZATION, CONTENT_TYPE, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response as HttpResponse};

use super::State;
use super::body::{Body, Refusal};
use crate::access::Viewer;

const GRAPHQL_JSON: &str = "application/graphql-response+json";
const JSON: &str = "application/json";

/// Media type of an answer, by what the client accepts; none where it accepts neither.
pub(super) fn negotiate(headers: &HeaderMap) -> Option<&'static str> {
    let mut best: Option<(f32, &'static str)> = None;
    let mut asked = false;
    for accept in headers
        .get_all(ACCEPT)
        .iter()
        .filter_map(|value| value.to_str().ok())
    {
        asked = true;
        for range in accept.split(',') {
            let mut parts = range.split(';').map(str::trim);
            let media = parts.next().unwrap_or_default().to_ascii_lowercase();
            let weight = parts
                .find_map(|p| p.strip_prefix("q="))
                .and_then(|q| q.parse::<f32>().ok())
                .unwrap_or(1.0);
            let offered = match media.as_str() {
                GRAPHQL_JSON => GRAPHQL_JSON,
                JSON | "*/*" | "application/*" => JSON,
                _ => continue,
            };
            if weight > 0.0 && best.is_none_or(|(known, _)| weight > known) {
                best = Some((weight, offered));
            }
        }
    }
    // Clients that say nothing date from before the specification's own media type.
    if asked {
        best.map(|(_, media)| media)
    } else {
        Some(JSON)
    }
}

fn reply(status: StatusCode, media: &'static str, body: String) -> HttpResponse {
    let content_type = HeaderValue::from_static(if media == JSON {
        "application/json; charset=utf-8"
    } else {
        "application/graphql-response+json; charset=utf-8"
    });
    let mut response = (status, body).into_response();
    response.headers_mut().insert(CONTENT_TYPE, content_type);
    response
        .headers_mut()
        .insert("cache-control", HeaderValue::from_static("no-store"));
    response
}

/// A request error: status 400 and no data, except to clients that only know application/json and the older convention.
fn refuse(status: StatusCode, media: &'static str, refusal: &Refusal) -> HttpResponse {
    reply(status, media, refusal.json().to_string())
}

/// Who asks, or the answer that says why nobody may.
async fn viewer(
    state: &State,
    headers: &HeaderMap,
    media: &'static str,
) -> Result<Viewer, HttpResponse> {
    let header = headers
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    state.verifier.bearer(header).await.map_err(|error| {
        let mut response = refuse(
            StatusCode::UNAUTHORIZED,
            media,
            &Refusal::new("UNAUTHENTICATED", error.to_string()),
        );
        response
            .headers_mut()
            .insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        response
    })
}

/// POST /graphql.
pub(super) async fn post(
    Shared(state): Shared<Arc<State>>,
    headers: HeaderMap,
    body: HttpBody,
) -> HttpResponse {
    let Some(media) = negotiate(&headers) else {
        return not_acceptable();
    };
    let content = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let mut parts = content
        .split(';')
        .map(|part| part.trim().to_ascii_lowercase());
    let utf8 = |part: &String| {
        part.strip_prefix("charset=")
            .is_none_or(|charset| charset.trim_matches('"') == "utf-8")
    };
    if parts.next().as_deref() != Some(JSON) || !parts.all(|part| utf8(&part)) {
        let refusal = Refusal::new(
            "UNSUPPORTED_MEDIA_TYPE",
            "send the request as application/json in UTF-8",
        );
        return refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE, media, &refusal);
    }
    let viewer = match viewer(&state, &headers, media).await {
        Ok(viewer) => viewer,
        Err(response) => return response,
    };
    let Ok(bytes) = to_bytes(body, state.limits.body_bytes).await else {
        let refusal = Refusal::new(
            "TOO_LARGE",
            format!("the body is larger than {} bytes", state.limits.body_bytes),
        );
        return refuse(StatusCode::PAYLOAD_TOO_LARGE, media, &refusal);
    };
    run(&state, viewer, media, Body::parse(&bytes), false).await
}

/// GET /graphql: queries only.
pub(super) async fn get(
    Shared(state): Shared<Arc<State>>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> HttpResponse {
    let Some(media) = negotiate(&headers) else {
        return not_acceptable();
    };
    let viewer = match viewer(&state, &headers, media).await {
        Ok(viewer) => viewer,
        Err(response) => return response,
    };
    let query = query.unwrap_or_default();
    let pairs = url::form_urlencoded::parse(query.as_bytes()).into_owned();
    run(&state, viewer, media, Body::from_query(pairs), true).await
}

/// Any other method.
pub(super) async fn method_not_allowed(headers: HeaderMap) -> HttpResponse {
    let media = negotiate(&headers).unwrap_or(JSON);
    let mut response = refuse(
        StatusCode::METHOD_NOT_ALLOWED,
        media,
        &Refusal::new("METHOD_NOT_ALLOWED", "use GET or POST"),
    );
    response
        .headers_mut()
        .insert(ALLOW, HeaderValue::from_static("GET, POST"));
    response
}

fn not_acceptable() -> HttpResponse {
    refuse(
        StatusCode::NOT_ACCEPTABLE,
        JSON,
        &Refusal::new("NOT_ACCEPTABLE", format!("accept {GRAPHQL_JSON} or {JSON}")),
    )
}

async fn run(
    state: &State,
    viewer: Viewer,
    media: &'static str,
    body: Result<Body, Refusal>,
    get: bool,
) -> HttpResponse {
    let ready = match body.and_then(|body| body.ready(state.limits.selections)) {
        Ok(ready) => ready,
        Err(refusal) => return refuse(request_error(media, &refusal), media, &refusal),
    };
    match ready.operation {
        OperationType::Query => {}
        OperationType::Mutation if !get => {}
        OperationType::Mutation => {
            let refusal = Refusal::new("METHOD_NOT_ALLOWED", "mutations are taken by POST alone");
            let mut response = refuse(StatusCode::METHOD_NOT_ALLOWED, media, &refusal);
            response
                .headers_mut()
                .insert(ALLOW, HeaderValue::from_static("POST"));
            return response;
        }
        OperationType::Subscription => {
            let refusal = Refusal::new(
                "BAD_REQUEST",
                "subscriptions are taken at /graphql/ws and /graphql/sse",
            );
            return refuse(StatusCode::BAD_REQUEST, media, &refusal);
        }
    }
    let limit = std::time::Duration::from_millis(state.limits.query_ms);
    match tokio::time::timeout(limit, state.api.execute(viewer, ready.request)).await {
        Ok(response) => answer(&response, media),
        Err(_) => {
            let refusal = Refusal::new(
                "TIMEOUT",
                format!("the query took longer than {} seconds", limit.as_secs()),
            );
            refuse(StatusCode::GATEWAY_TIMEOUT, media, &refusal)
        }
    }
}

/// Well-formed requests that cannot be executed are 400; with application/json only those that are no request at all.
fn request_error(media: &str, refusal: &Refusal) -> StatusCode {
    if media == GRAPHQL_JSON || refusal.code == "MALFORMED_REQUEST" {
        StatusCode::BAD_REQUEST
    } else {
        StatusCode::OK
    }
}

/// An answer; one without data never began to execute.
fn answer(response: &Response, media: &'static str) -> HttpResponse {
    let never_began = response.is_err()
        && response.data == async_graphql::Value::Null
        && response.errors.iter().all(|error| error.path.is_empty());
    let Ok(mut json) = serde_json::to_value(response) else {
        return refuse(
            StatusCode::INTERNAL_SERVER_ERROR,
            media,
            &Refusal::new("INTERNAL", "the answer cannot be written"),
        );
    };
    let mut status = StatusCode::OK;
    if never_began {
        if let Some(map) = json.as_object_mut() {
            map.remove("data");
        }
        if media == GRAPHQL_JSON {
            status = StatusCode::BAD_REQUEST;
        }
    }
    reply(status, media, json.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_answer_is_what_the_client_accepts() {
        let accept = |text: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT, HeaderValue::from_static(text));
            negotiate(&headers)
        };
        assert_eq!(negotiate(&HeaderMap::new()), Some(JSON));
        assert_eq!(accept("application/json"), Some(JSON));
        assert_eq!(
            accept("application/graphql-response+json, application/json;q=0.9"),
            Some(GRAPHQL_JSON)
        );
        assert_eq!(
            accept("application/json;q=0.9, application/graphql-response+json"),
            Some(GRAPHQL_JSON)
        );
        assert_eq!(accept("*/*"), Some(JSON));
        assert_eq!(accept("text/html"), None);
        assert_eq!(accept("application/json;q=0"), None);
    }
}
