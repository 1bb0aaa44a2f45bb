//! The record service: single records by id or external id, lists of ids, a short catalogue, and writes.

mod definition;
mod read;
mod write;

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::refusal::Refusal;
use super::server::{Account, address, number};
use definition::{DEFINITIONS, Definition};

pub use write::Written;

/// Address of the record service.
const RECORDS: &str = "/services/rest/record/v1";

/// A request to the record service.
struct Asked<'a> {
    account: &'a Account,
    headers: &'a HeaderMap,
    uri: &'a Uri,
    body: &'a [u8],
}

impl Asked<'_> {
    fn address(&self, kind: &str, id: u64) -> String {
        format!("{}/{kind}/{id}", address(self.headers, RECORDS))
    }
}

/// Answers a request.
pub async fn serve(
    State(account): State<Arc<Account>>,
    Path(path): Path<String>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let work = move || {
        let asked = Asked {
            account: &account,
            headers: &headers,
            uri: &uri,
            body: &body,
        };
        route(&asked, &method, &path).unwrap_or_else(Refusal::into_response)
    };
    match tokio::task::spawn_blocking(work).await {
        Ok(response) => response,
        Err(_) => Refusal::unexpected("record-failed").into_response(),
    }
}

fn route(asked: &Asked<'_>, method: &Method, path: &str) -> Result<Response, Refusal> {
    let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
    if let ["metadata-catalog", rest @ ..] = parts.as_slice() {
        return catalogue(asked, method, rest.first().copied());
    }
    let prefer = asked
        .headers
        .get("prefer")
        .and_then(|text| text.to_str().ok())
        .unwrap_or_default();
    if prefer.contains("respond-async") {
        return Err(Refusal::header(
            "Prefer",
            "Asynchronous execution is not available in this account.",
        ));
    }
    let (kind, id) = match parts.as_slice() {
        [kind] => (*kind, None),
        [kind, id] => (*kind, Some(*id)),
        _ => return Err(Refusal::path(path)),
    };
    let definition = definition::named(kind).ok_or_else(|| Refusal::path(path))?;
    match (method.as_str(), id) {
        ("GET", None) => list(asked, definition),
        ("GET", Some(id)) => {
            let id = read::find(asked, definition, id)?;
            Ok(reply("singular", read::one(asked, definition, id)?))
        }
        ("POST", None) => write::create(asked, definition),
        ("PATCH", Some(id)) => write::update(asked, definition, id),
        ("PUT", Some(id)) => write::upsert(asked, definition, id),
        ("DELETE", Some(id)) => write::delete(asked, definition, id),
        _ => Err(Refusal::method()),
    }
}

fn reply(kind: &str, body: Value) -> Response {
    let media = format!("application/vnd.oracle.resource+json; type={kind}; charset=UTF-8");
    (
        StatusCode::OK,
        [(header::CONTENT_TYPE, media)],
        body.to_string(),
    )
        .into_response()
}

/// Ids and links of a type; records are read one by one.
fn list(asked: &Asked<'_>, definition: &'static Definition) -> Result<Response, Refusal> {
    if asked
        .uri
        .query()
        .is_some_and(|query| query.split('&').any(|part| part.starts_with("q=")))
    {
        return Err(Refusal::parameter(
            "q",
            "Filters of collections are not available in this account, use SuiteQL.",
        ));
    }
    let limit = number(asked.uri, "limit", 1000)?;
    let offset = number(asked.uri, "offset", 0)?;
    if !(1..=1000).contains(&limit) || !offset.is_multiple_of(limit) {
        return Err(Refusal::parameter(
            "offset",
            "The offset must be divisible by the limit.",
        ));
    }
    let ids = read::ids(asked, definition);
    let items: Vec<Value> = ids
        .iter()
        .skip(offset)
        .take(limit)
        .map(|id| json!({"links": [{"rel": "self", "href": asked.address(definition.kind, *id)}], "id": id.to_string()}))
        .collect();
    let more = offset + items.len() < ids.len();
    Ok(reply(
        "collection",
        json!({"links": [], "count": items.len(), "hasMore": more, "items": items, "offset": offset, "totalResults": ids.len()}),
    ))
}

/// Names and shapes of the record types.
fn catalogue(asked: &Asked<'_>, method: &Method, kind: Option<&str>) -> Result<Response, Refusal> {
    if *method != Method::GET {
        return Err(Refusal::method());
    }
    let Some(kind) = kind else {
        let items: Vec<Value> = DEFINITIONS
            .iter()
            .filter(|definition| definition.shown(&asked.account.settings()))
            .map(|definition| json!({"name": definition.kind, "links": []}))
            .collect();
        return Ok(reply("collection", json!({"items": items})));
    };
    let definition =
        definition::named(kind).filter(|definition| definition.shown(&asked.account.settings()));
    let definition = definition.ok_or_else(|| Refusal::missing("metadata", kind))?;
    Ok(reply("singular", definition.schema()))
}
