//! A request taken apart, and a reply put together.

use std::collections::HashMap;

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::Response;

use super::refusal::Refusal;

/// A request.
#[derive(Clone, Debug)]
pub struct Call {
    /// Method.
    pub method: Method,
    /// Version as in the path, `v61.0`.
    pub version: String,
    /// Path below the version, in decoded segments.
    pub path: Vec<String>,
    /// Raw query.
    pub query: String,
    /// Headers in lower case.
    pub headers: HashMap<String, String>,
    /// Body.
    pub body: String,
}

impl Call {
    /// A parameter of the query, decoded as forms are.
    pub fn param(&self, name: &str) -> Option<String> {
        url::form_urlencoded::parse(self.query.as_bytes())
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned())
    }

    /// A header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }

    /// The body as JSON.
    pub fn json(&self) -> Result<serde_json::Value, Refusal> {
        serde_json::from_str(&self.body).map_err(|error| {
            Refusal::bad(
                "JSON_PARSER_ERROR",
                format!(
                    "Unexpected character at [line:{}, column:{}]",
                    error.line(),
                    error.column()
                ),
            )
        })
    }
}

/// A reply.
#[derive(Clone, Debug)]
pub struct Reply {
    /// Status.
    pub status: u16,
    /// Content type.
    pub content: &'static str,
    /// Other headers.
    pub headers: Vec<(&'static str, String)>,
    /// Body.
    pub body: String,
}

impl Reply {
    /// JSON.
    pub fn json(status: u16, body: impl Into<String>) -> Self {
        Self {
            status,
            content: "application/json;charset=UTF-8",
            headers: Vec::new(),
            body: body.into(),
        }
    }

    /// No content.
    pub fn empty(status: u16) -> Self {
        Self::json(status, "")
    }

    /// With a header.
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

impl From<Refusal> for Reply {
    fn from(refusal: Refusal) -> Self {
        Self::json(refusal.status, refusal.body())
    }
}

impl From<Reply> for Response {
    fn from(reply: Reply) -> Self {
        let empty = reply.body.is_empty();
        let mut response = Response::new(Body::from(reply.body));
        *response.status_mut() =
            StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let headers = response.headers_mut();
        if !empty {
            headers.insert(
                header::CONTENT_TYPE,
                HeaderValue::from_static(reply.content),
            );
        }
        for (name, value) in reply.headers {
            if let Ok(value) = HeaderValue::from_str(&value) {
                headers.insert(HeaderName::from_static(name), value);
            }
        }
        response
    }
}
