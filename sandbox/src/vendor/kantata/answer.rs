//! Answers: JSON always, with the vendor's error bodies and headers.

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};

/// One error of a body.
#[derive(Clone, Debug)]
pub struct Fault {
    /// oauth, system or validation.
    pub kind: &'static str,
    /// In words.
    pub message: String,
    /// Field, for validation.
    pub field: Option<&'static str>,
    /// Place in a bulk request.
    pub index: Option<usize>,
}

impl Fault {
    /// A validation error of a field.
    pub fn validation(field: &'static str, message: &str) -> Self {
        Self {
            kind: "validation",
            message: message.to_string(),
            field: Some(field),
            index: None,
        }
    }

    /// The same at a place of a bulk request.
    pub fn at(mut self, index: Option<usize>) -> Self {
        self.index = index;
        self
    }
}

/// A JSON answer.
pub fn json(status: StatusCode, body: impl Into<Body>) -> Response<Body> {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json; charset=utf-8"),
    );
    headers.insert("x-runtime", HeaderValue::from_static("0.021"));
    response
}

/// An error answer.
pub fn errors(status: StatusCode, faults: &[Fault]) -> Response<Body> {
    let mut text = String::from("{\"errors\":[");
    for (place, fault) in faults.iter().enumerate() {
        if place > 0 {
            text.push(',');
        }
        let mut object = super::json::Object::open(&mut text, super::json::Look::FULL);
        object
            .text("type", fault.kind)
            .text("message", &fault.message);
        if let Some(field) = fault.field {
            object.text("field", field);
        }
        if let Some(index) = fault.index {
            object.number("index", index as i64);
        }
        object.close();
    }
    text.push_str("]}");
    json(status, text)
}

fn system(status: StatusCode, kind: &'static str, message: &str) -> Response<Body> {
    errors(
        status,
        &[Fault {
            kind,
            message: message.to_string(),
            field: None,
            index: None,
        }],
    )
}

/// 401: the token is not good.
pub fn unauthorised() -> Response<Body> {
    system(StatusCode::UNAUTHORIZED, "oauth", "Invalid OAuth 2 Request")
}

/// 404: unknown or invisible.
pub fn not_found() -> Response<Body> {
    system(
        StatusCode::NOT_FOUND,
        "system",
        "The requested resource could not be found",
    )
}

/// 403: not for this token.
pub fn forbidden() -> Response<Body> {
    system(
        StatusCode::FORBIDDEN,
        "system",
        "You are not authorized to perform this action",
    )
}

/// 400: cannot be read.
pub fn malformed(message: &str) -> Response<Body> {
    system(StatusCode::BAD_REQUEST, "system", message)
}
