//! A request as it comes in: parsed, looked at, and turned into one that the executor takes; and refusals in the API's form.

use async_graphql::parser::types::OperationType;
use async_graphql::{Request, Variables};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::precheck;

/// The body of a request.
#[derive(Deserialize)]
pub(super) struct Body {
    query: Value,
    #[serde(default, rename = "operationName")]
    operation_name: Value,
    #[serde(default)]
    variables: Value,
    #[serde(default)]
    extensions: Value,
}

/// Why a request is not executed.
#[derive(Debug)]
pub(super) struct Refusal {
    /// What the client reads.
    pub message: String,
    /// Stable code.
    pub code: &'static str,
    /// Where in the document, as line and column.
    pub locations: Vec<(usize, usize)>,
}

impl Refusal {
    /// A refusal without a place.
    pub fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            code,
            locations: Vec::new(),
        }
    }

    /// The answer: errors and no data.
    pub fn json(&self) -> Value {
        json!({ "errors": [self.error()] })
    }

    /// The error alone.
    pub fn error(&self) -> Value {
        let mut error = json!({ "message": self.message, "extensions": { "code": self.code } });
        if !self.locations.is_empty() {
            let places = self
                .locations
                .iter()
                .map(|(line, column)| json!({ "line": line, "column": column }));
            error["locations"] = Value::Array(places.collect());
        }
        error
    }
}

/// A request that may be executed.
pub(super) struct Ready {
    /// For the executor.
    pub request: Request,
    /// What kind of operation it runs.
    pub operation: OperationType,
}

impl Body {
    /// Reads a JSON body.
    pub fn parse(bytes: &[u8]) -> Result<Self, Refusal> {
        let value: Value = serde_json::from_slice(bytes).map_err(|error| {
            Refusal::new("MALFORMED_REQUEST", format!("the body is no JSON: {error}"))
        })?;
        if !value.is_object() {
            return Err(Refusal::new(
                "MALFORMED_REQUEST",
                "the body must be one JSON object; batches are not taken",
            ));
        }
        serde_json::from_value(value).map_err(|error| {
            Refusal::new(
                "MALFORMED_REQUEST",
                format!("the body is no request: {error}"),
            )
        })
    }

    /// Reads the parameters of a GET.
    pub fn from_query(pairs: impl Iterator<Item = (String, String)>) -> Result<Self, Refusal> {
        let mut map = Map::new();
        for (name, text) in pairs {
            let value = match name.as_str() {
                "query" | "operationName" => Value::String(text),
                "variables" | "extensions" if text.is_empty() => continue,
                "variables" | "extensions" => serde_json::from_str(&text).map_err(|error| {
                    Refusal::new("MALFORMED_REQUEST", format!("{name} is no JSON: {error}"))
                })?,
                _ => continue,
            };
            map.insert(name, value);
        }
        serde_json::from_value(Value::Object(map))
            .map_err(|_| Refusal::new("MALFORMED_REQUEST", "the parameter query is missing"))
    }

    /// Parses the document and looks at it.
    pub fn ready(self, most: usize) -> Result<Ready, Refusal> {
        let wrong = |name: &str, kind: &str| {
            Refusal::new("MALFORMED_REQUEST", format!("{name} must be {kind}"))
        };
        let Value::String(query) = self.query else {
            return Err(wrong("query", "a text"));
        };
        let operation_name = match self.operation_name {
            Value::Null => None,
            Value::String(name) if name.is_empty() => None,
            Value::String(name) => Some(name),
            _ => return Err(wrong("operationName", "a text")),
        };
        let variables = match self.variables {
            Value::Null => Variables::default(),
            Value::Object(_) => Variables::from_json(self.variables),
            _ => return Err(wrong("variables", "an object")),
        };
        if !matches!(self.extensions, Value::Null | Value::Object(_)) {
            return Err(wrong("extensions", "an object"));
        }
        let document = async_graphql::parser::parse_query(&query).map_err(|error| Refusal {
            message: error.to_string(),
            code: "GRAPHQL_PARSE_FAILED",
            locations: error.positions().map(|at| (at.line, at.column)).collect(),
        })?;
        let operation = precheck::inspect(&document, operation_name.as_deref(), most)
            .map_err(|refused| Refusal::new("GRAPHQL_VALIDATION_FAILED", refused.to_string()))?;
        let mut request = Request::new(query).variables(variables);
        request.operation_name = operation_name;
        request.set_parsed_query(document);
        Ok(Ready { request, operation })
    }
}
