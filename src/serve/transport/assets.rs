//! The dashboard's files, as they were built into the program, and GraphiQL.

use std::sync::Arc;

use axum::extract::State as Shared;
use axum::http::header::{ACCEPT, CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, HeaderName, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;

use super::State;

#[derive(RustEmbed)]
#[folder = "web/dist"]
struct Files;

const POLICY: &str = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self' ws: wss:; \
                      frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

/// A file of the dashboard; a navigation to anything else gets its page.
pub(super) async fn file(uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path().trim_start_matches('/');
    let navigation = headers
        .get(ACCEPT)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"));
    let (name, file) = match Files::get(path) {
        Some(file) if !path.is_empty() => (path, file),
        _ if path.is_empty() || navigation => match Files::get("index.html") {
            Some(file) => ("index.html", file),
            None => return (StatusCode::NOT_FOUND, "not found\n").into_response(),
        },
        _ => return (StatusCode::NOT_FOUND, "not found\n").into_response(),
    };
    let etag = format!(
        "\"{}\"",
        file.metadata.sha256_hash()[..16]
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect::<String>()
    );
    let cache = if name.starts_with("assets/") {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    let common = [
        (ETAG, etag.clone()),
        (CACHE_CONTROL, cache.to_owned()),
        (CONTENT_TYPE, file.metadata.mimetype().to_owned()),
        (
            HeaderName::from_static("content-security-policy"),
            POLICY.to_owned(),
        ),
    ];
    if headers
        .get(IF_NONE_MATCH)
        .is_some_and(|known| known.as_bytes() == etag.as_bytes())
    {
        return (StatusCode::NOT_MODIFIED, common).into_response();
    }
    (common, file.data.into_owned()).into_response()
}

/// GET /graphiql.
pub(super) async fn graphiql() -> Response {
    let page = async_graphql::http::GraphiQLSource::build()
        .endpoint("/graphql")
        .subscription_endpoint("/graphql/ws")
        .title("Throughline GraphiQL")
        .finish();
    ([(CONTENT_TYPE, "text/html; charset=utf-8")], page).into_response()
}

/// GET /demo/session.json: a token for each role; only the demo has one.
pub(super) async fn demo_session(Shared(state): Shared<Arc<State>>) -> Response {
    match &state.demo_session {
        Some(session) => (
            [
                (CONTENT_TYPE, "application/json"),
                (CACHE_CONTROL, "no-store"),
            ],
            session.clone(),
        )
            .into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
