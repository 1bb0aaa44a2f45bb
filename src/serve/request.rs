//! A request as clients send it: its JSON read strictly, the answer's media type negotiated, and both judged for a viewer.

use async_graphql::{Request, Variables};
use axum::http::{HeaderMap, header};
use serde_json::{Map, Value};

use super::State;
use super::limit::{self, Checked, TooMuch};
use super::rate::Taken;
use crate::access::Viewer;

/// The media type of answers.
pub(super) const ANSWER: &str = "application/graphql-response+json";
/// The media type of requests, and of answers to clients that ask for nothing else.
pub(super) const JSON: &str = "application/json";

/// The cursor that a subscription goes on after, whatever its document says.
pub(crate) struct Resume(pub(crate) String);

/// What a client sends.
#[derive(Clone, Debug, Default)]
pub(super) struct Sent {
    /// Document.
    query: String,
    /// Which operation of it.
    operation: Option<String>,
    /// Variables.
    variables: Map<String, Value>,
    /// Cursor that came beside the request.
    last: Option<String>,
}

impl Sent {
    /// Reads the JSON of a request; the reason in words where it is none.
    pub(super) fn read(body: Value) -> Result<Self, &'static str> {
        let Value::Object(mut body) = body else {
            return Err("the request is no JSON object; batches are not served");
        };
        let Some(Value::String(query)) = body.remove("query") else {
            return Err("query is missing or no text");
        };
        let operation = match body.remove("operationName") {
            None | Some(Value::Null) => None,
            Some(Value::String(name)) => Some(name),
            Some(_) => return Err("operationName is no text"),
        };
        let variables = match body.remove("variables") {
            None | Some(Value::Null) => Map::new(),
            Some(Value::Object(variables)) => variables,
            Some(_) => return Err("variables are no JSON object"),
        };
        if !matches!(
            body.remove("extensions"),
            None | Some(Value::Null | Value::Object(_))
        ) {
            return Err("extensions are no JSON object");
        }
        Ok(Self {
            query,
            operation,
            variables,
            last: None,
        })
    }

    /// Reads the parameters of an address.
    pub(super) fn of_query(query: &str) -> Result<Self, &'static str> {
        let mut body = Map::new();
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            let value = match &*name {
                "query" | "operationName" => Value::String(value.into_owned()),
                "variables" | "extensions" if value.is_empty() => continue,
                "variables" | "extensions" => match serde_json::from_str(&value) {
                    Ok(value) => value,
                    Err(_) => return Err("variables or extensions are no JSON"),
                },
                _ => continue,
            };
            body.insert(name.into_owned(), value);
        }
        Self::read(Value::Object(body))
    }

    /// Goes on after a cursor that came beside the request.
    pub(super) fn resume(&mut self, cursor: &str) {
        self.last = Some(cursor.to_owned());
    }

    fn variables(&self) -> Variables {
        Variables::from_json(Value::Object(self.variables.clone()))
    }

    /// Takes a request out of the viewer's bucket, and parses and measures the operation by the viewer's limits.
    pub(super) fn check(&self, state: &State, viewer: &Viewer) -> Result<Checked, TooMuch> {
        if let Taken::Wait(wait_ms) = state.take(viewer) {
            return Err(TooMuch::Often { wait_ms });
        }
        limit::check(
            &self.query,
            self.operation.as_deref(),
            &self.variables(),
            &state.limits(viewer),
        )
    }

    /// The request of a checked operation.
    pub(super) fn request(&self, checked: Checked) -> Request {
        let mut request = Request::new(self.query.clone()).variables(self.variables());
        if let Some(operation) = &self.operation {
            request = request.operation_name(operation.clone());
        }
        request.set_parsed_query(checked.document);
        match &self.last {
            Some(cursor) => request.data(Resume(cursor.clone())),
            None => request,
        }
    }
}

/// True for the content type of a JSON request; no other site's form can send it.
pub(super) fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let mut parts = kind.split(';').map(str::trim);
    let named = parts
        .next()
        .is_some_and(|kind| kind.eq_ignore_ascii_case(JSON));
    named
        && parts.all(|part| match part.split_once('=') {
            Some((name, value)) if name.trim().eq_ignore_ascii_case("charset") => {
                value.trim().trim_matches('"').eq_ignore_ascii_case("utf-8")
            }
            _ => true,
        })
}

/// The media type to answer with: what is liked most, the new one where both are liked alike and it is named; nothing where neither is accepted.
pub(super) fn negotiate(headers: &HeaderMap) -> Option<&'static str> {
    let mut ranges = Vec::new();
    for value in headers.get_all(header::ACCEPT) {
        let Ok(value) = value.to_str() else { continue };
        for range in value.split(',') {
            let mut parts = range.split(';').map(str::trim);
            let name = parts.next().unwrap_or_default().to_ascii_lowercase();
            let quality = parts
                .find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")))
                .map_or(1_000, thousandths);
            if !name.is_empty() {
                ranges.push((name, quality));
            }
        }
    }
    if ranges.is_empty() {
        return Some(JSON);
    }
    // The most exact range that covers a type decides on it.
    let liked = |kind: &str| {
        [kind, "application/*", "*/*"]
            .into_iter()
            .find_map(|wanted| ranges.iter().find(|(name, _)| name == wanted))
            .map_or(0, |(_, quality)| *quality)
    };
    let named = ranges.iter().any(|(name, _)| name == ANSWER);
    let (new, old) = (liked(ANSWER), liked(JSON));
    match (new, old) {
        (0, 0) => None,
        _ if new > old || (new == old && named) => Some(ANSWER),
        _ => Some(JSON),
    }
}

/// A quality such as `0.9` in thousandths; what cannot be read counts as 1.
fn thousandths(text: &str) -> u32 {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let part = format!("{part:0<3}");
    match (whole.parse::<u32>(), part.get(..3).map(str::parse::<u32>)) {
        (Ok(whole), Some(Ok(part))) => (whole * 1_000 + part).min(1_000),
        _ => 1_000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;
    use serde_json::json;

    #[test]
    fn the_answers_type_is_what_the_client_likes_most() {
        let cases = [
            (None, Some(JSON)),
            (Some("*/*"), Some(JSON)),
            (Some("application/json"), Some(JSON)),
            (Some(ANSWER), Some(ANSWER)),
            (
                Some("application/graphql-response+json,application/json;q=0.9"),
                Some(ANSWER),
            ),
            (
                Some("application/json, application/graphql-response+json;q=0.5"),
                Some(JSON),
            ),
            (
                Some(
                    "application/graphql-response+json, application/graphql+json, application/json, text/event-stream, multipart/mixed",
                ),
                Some(ANSWER),
            ),
            (
                Some("application/graphql-response+json; charset=utf-8, */*;q=0.1"),
                Some(ANSWER),
            ),
            (Some("application/json;q=0, */*"), Some(ANSWER)),
            (Some("text/html"), None),
            (Some("application/json;q=0"), None),
        ];
        for (accept, wanted) in cases {
            let mut headers = HeaderMap::new();
            if let Some(accept) = accept {
                headers.insert(header::ACCEPT, HeaderValue::from_static(accept));
            }
            assert_eq!(negotiate(&headers), wanted, "{accept:?}");
        }
    }

    #[test]
    fn requests_are_read_strictly() {
        let refused = [
            json!([{ "query": "{ a }" }]),
            json!(["{ a }"]),
            json!({}),
            json!({ "query": 7 }),
            json!({ "query": "{ a }", "operationName": 7 }),
            json!({ "query": "{ a }", "variables": [1] }),
            json!({ "query": "{ a }", "variables": "x" }),
            json!({ "query": "{ a }", "extensions": [] }),
        ];
        for body in refused {
            assert!(Sent::read(body.clone()).is_err(), "{body}");
        }
        let nulls = json!({ "query": "{ a }", "operationName": null, "variables": null, "extensions": null, "more": 1 });
        assert!(Sent::read(nulls).is_ok());
        assert!(
            Sent::of_query("query=%7Ba%7D&variables=%7B%22x%22%3A1%7D&extensions=%7B%7D").is_ok()
        );
        assert!(Sent::of_query("query=%7Ba%7D&variables=%5B1%5D").is_err());
    }
}
