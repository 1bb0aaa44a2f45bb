//! The files of the dashboard and of GraphiQL, built into the program: hashed ones are kept by the browser for ever, pages are asked for anew.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, Uri, header};
use axum::response::IntoResponse;
use rust_embed::RustEmbed;

/// What our pages may load and call: what this hub serves, and nothing written into a page.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self' data:; \
                      connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

#[derive(RustEmbed)]
#[folder = "web/dist"]
struct Files;

/// A file of the dashboard; a navigation to anything else gets the page.
pub(super) async fn serve(uri: Uri, headers: HeaderMap) -> impl IntoResponse {
    let path = uri.path().trim_start_matches('/');
    let name = if path.is_empty() { "index.html" } else { path };
    if let Some(file) = Files::get(name) {
        return answer(name, &file, &headers);
    }
    let navigation = headers
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"));
    match Files::get("index.html") {
        Some(file) if navigation && !name.contains('.') => answer("index.html", &file, &headers),
        _ => (StatusCode::NOT_FOUND, "not found").into_response(),
    }
}

/// The page of GraphiQL.
pub(super) async fn graphiql(headers: HeaderMap) -> impl IntoResponse {
    const PAGE: &str = "graphiql/index.html";
    match Files::get(PAGE) {
        Some(file) => answer(PAGE, &file, &headers),
        None => (StatusCode::NOT_FOUND, "not found").into_response(),
    }
}

fn answer(name: &str, file: &rust_embed::EmbeddedFile, asked: &HeaderMap) -> Response<Body> {
    use std::fmt::Write as _;
    let mut tag = String::from("\"");
    for byte in &file.metadata.sha256_hash()[..16] {
        let _ = write!(tag, "{byte:02x}");
    }
    tag.push('"');
    if asked
        .get(header::IF_NONE_MATCH)
        .is_some_and(|known| known.as_bytes() == tag.as_bytes())
    {
        return StatusCode::NOT_MODIFIED.into_response();
    }
    let cache = if name.contains("assets/") {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    let mut response = Response::new(Body::from(file.data.clone().into_owned()));
    let headers = response.headers_mut();
    let mut put = |name, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    put(header::CONTENT_TYPE, file.metadata.mimetype());
    put(header::CACHE_CONTROL, cache);
    put(header::ETAG, &tag);
    put(header::CONTENT_SECURITY_POLICY, POLICY);
    response
}
