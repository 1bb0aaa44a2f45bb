//! The vendor's error bodies, its oddities included.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

/// A refused request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Status of the answer.
    pub status: u16,
    /// `o:errorCode`.
    pub code: &'static str,
    /// Text of the detail.
    pub detail: String,
    /// Where the fault is: the name of the member (`o:errorPath`, `o:errorQueryParam`, `o:errorHeader`) and its value.
    pub place: Option<(&'static str, String)>,
}

impl Refusal {
    fn new(status: u16, code: &'static str, detail: impl Into<String>) -> Self {
        Self {
            status,
            code,
            detail: detail.into(),
            place: None,
        }
    }

    fn at(mut self, member: &'static str, place: impl Into<String>) -> Self {
        self.place = Some((member, place.into()));
        self
    }

    /// A statement that is none of the dialect.
    pub fn statement(reason: impl std::fmt::Display) -> Self {
        let detail =
            format!("Invalid search query. Detailed unprocessed description follows. {reason}.");
        Self::new(400, "INVALID_PARAMETER", detail).at("o:errorQueryParam", "q")
    }

    /// A statement with something the dialect lacks.
    pub fn unsupported(what: impl std::fmt::Display) -> Self {
        Self::statement(format_args!("Invalid or unsupported search: {what}"))
    }

    /// A column that the record does not have, or does not show.
    pub fn field(field: &str, record: &str, hidden: bool) -> Self {
        let reason = if hidden {
            " Reason: NOT_EXPOSED - Not available for channel SEARCH"
        } else {
            ""
        };
        Self::statement(format_args!(
            "Search error occurred: Field '{field}' for record '{record}' was not found.{reason}"
        ))
    }

    /// A table that does not exist or may not be read: the vendor does not tell these apart.
    pub fn record(name: &str) -> Self {
        Self::statement(format_args!(
            "Search error occurred: Record '{name}' was not found"
        ))
    }

    /// An alias that the statement does not define.
    pub fn identifier(name: &str, known: &[String]) -> Self {
        Self::unsupported(format_args!(
            "Unknown identifier '{name}'. Available identifiers are: {{{}}}",
            known.join(", ")
        ))
    }

    /// A wrong query parameter.
    pub fn parameter(name: &'static str, detail: &str) -> Self {
        Self::new(400, "INVALID_PARAMETER", detail).at("o:errorQueryParam", name)
    }

    /// A wrong or missing header.
    pub fn header(name: &'static str, detail: &str) -> Self {
        Self::new(400, "INVALID_REQUEST", detail).at("o:errorHeader", name)
    }

    /// A body that is none.
    pub fn content(detail: impl Into<String>) -> Self {
        Self::new(400, "INVALID_CONTENT", detail)
    }

    /// A property of the body that is wrong.
    pub fn property(path: &str, detail: impl Into<String>) -> Self {
        Self::new(400, "INVALID_CONTENT", detail).at("o:errorPath", path)
    }

    /// A business rule.
    pub fn user(detail: impl Into<String>) -> Self {
        Self::new(400, "USER_ERROR", detail)
    }

    /// A bad signature, a reused nonce, an expired token: always the same.
    pub fn login() -> Self {
        Self::new(
            401,
            "INVALID_LOGIN",
            "Invalid login attempt. For more details, see the Login Audit Trail in the NetSuite UI at Setup > Users/Roles > User Management > View Login Audit Trail.",
        )
    }

    /// A role without the permission.
    pub fn permission() -> Self {
        Self::new(
            403,
            "INSUFFICIENT_PERMISSION",
            "You do not have permissions to access this resource. Required: REST Web Services.",
        )
    }

    /// A record that is gone.
    pub fn missing(kind: &str, id: &str) -> Self {
        Self::new(404, "NONEXISTENT_ID", format!("The record instance does not exist. Provide a valid record instance ID. ({kind} {id})"))
            .at("o:errorPath", "")
    }

    /// An address that is none.
    pub fn path(path: &str) -> Self {
        Self::new(
            404,
            "NOT_FOUND",
            format!("Invalid URL. The requested URL {path} was not found."),
        )
    }

    /// A verb that the resource lacks.
    pub fn method() -> Self {
        Self::new(
            405,
            "METHOD_NOT_ALLOWED",
            "The HTTP method is not allowed for this resource.",
        )
    }

    /// Too many requests at the same time.
    pub fn busy() -> Self {
        Self::new(
            429,
            "CONCURRENCY_LIMIT_EXCEEDED",
            "Concurrent request limit exceeded. Request blocked.",
        )
    }

    /// The server failed.
    pub fn unexpected(error_id: &str) -> Self {
        Self::new(
            500,
            "UNEXPECTED_ERROR",
            format!("An unexpected error occurred. Error ID: {error_id}"),
        )
    }

    fn title(&self) -> &'static str {
        match self.status {
            401 => "Unauthorized",
            403 => "Forbidden",
            404 => "Not Found",
            405 => "Method Not Allowed",
            500 => "Internal Server Error",
            _ => "Bad Request",
        }
    }

    fn kind(&self) -> &'static str {
        match self.status {
            401 => "https://www.w3.org/Protocols/rfc2616/rfc2616-sec10.html#sec10.4.2",
            404 => "https://www.rfc-editor.org/rfc/rfc9110.html#section-15.5.5",
            429 => "https://www.w3.org/Protocols/rfc2616/rfc2616-sec10.html#sec10.4",
            500 => "https://www.rfc-editor.org/rfc/rfc9110.html#section-15.6.1",
            _ => "https://www.rfc-editor.org/rfc/rfc9110.html#section-15.5.1",
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut detail = json!({"detail": self.detail});
        if let Some((member, place)) = &self.place {
            detail[*member] = json!(place);
        }
        detail["o:errorCode"] = json!(self.code);
        let mut body = json!({"type": self.kind(), "title": self.title(), "status": self.status});
        if self.status == 429 {
            body["o:errorCode"] = json!("USER_ERROR");
        }
        body["o:errorDetails"] = json!([detail]);
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let media = "application/vnd.oracle.resource+json; type=error; charset=UTF-8";
        (status, [(header::CONTENT_TYPE, media)], body.to_string()).into_response()
    }
}
