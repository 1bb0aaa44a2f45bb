//! How the vendor says no: data errors are arrays, OAuth errors are objects.

use serde_json::json;

/// A refused request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// HTTP status.
    pub status: u16,
    /// Error code.
    pub code: &'static str,
    /// Message.
    pub message: String,
    /// Fields concerned.
    pub fields: Vec<String>,
}

impl Refusal {
    /// A refusal with a status.
    pub fn new(status: u16, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            code,
            message: message.into(),
            fields: Vec::new(),
        }
    }

    /// A bad request.
    pub fn bad(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(400, code, message)
    }

    /// Nothing at this address.
    pub fn missing() -> Self {
        Self::new(404, "NOT_FOUND", "The requested resource does not exist")
    }

    /// The session is no more.
    pub fn session() -> Self {
        Self::new(401, "INVALID_SESSION_ID", "Session expired or invalid")
    }

    /// The method is not for this address.
    pub fn method() -> Self {
        Self::new(
            405,
            "METHOD_NOT_ALLOWED",
            "HTTP Method not allowed for this resource",
        )
    }

    /// Naming fields.
    pub fn on(mut self, fields: Vec<String>) -> Self {
        self.fields = fields;
        self
    }

    /// A query that is wrong at a place: shows the place under the text.
    pub fn at(query: &str, place: usize, code: &'static str, message: &str) -> Self {
        let before = query.get(..place).unwrap_or(query);
        let row = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
        let line: Vec<char> = query.lines().nth(row - 1).unwrap_or("").chars().collect();
        let from = (column - 1).saturating_sub(30).min(line.len());
        let to = (column + 30).min(line.len());
        let excerpt: String = line[from..to].iter().collect();
        let pad = " ".repeat(column - 1 - from);
        Self::bad(
            code,
            format!("\n{excerpt}\n{pad}^\nERROR at Row:{row}:Column:{column}\n{message}"),
        )
    }

    /// The error's element in the array.
    pub fn element(&self) -> serde_json::Value {
        let mut element = json!({"message": self.message, "errorCode": self.code});
        if !self.fields.is_empty() || self.code == "UNABLE_TO_LOCK_ROW" {
            element["fields"] = json!(self.fields);
        }
        element
    }

    /// The body.
    pub fn body(&self) -> String {
        json!([self.element()]).to_string()
    }
}
