//! What a refused request means: the vendor's error bodies read by code and text, and the fault each comes to.
//!
//! The body is read, not only the status: a blocked request calls itself "Bad Request", a missing permission looks like a misspelt table,
//! and gateways answer in HTML.

use serde::Deserialize;

use crate::domain::fault::{Fault, Remedy};

/// Why the vendor refused a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Too many requests at the same time, of all integrations of the account; nothing was done.
    Busy,
    /// Credential, signature or token refused.
    Login,
    /// The role lacks a permission.
    Permission,
    /// The account does not show this column.
    Column(String),
    /// The account does not show this table, or it does not exist.
    Table(String),
    /// The statement or request is wrong in another way.
    Request(String),
    /// The record is gone or hidden.
    Missing,
    /// The server failed; also how it refuses some columns.
    Unexpected(String),
    /// A gateway answered, or the service is down for maintenance.
    Unavailable,
}

#[derive(Deserialize)]
struct Body {
    #[serde(rename = "o:errorCode")]
    code: Option<String>,
    #[serde(rename = "o:errorDetails", default)]
    details: Vec<Detail>,
}

#[derive(Deserialize)]
struct Detail {
    #[serde(default)]
    detail: String,
    #[serde(rename = "o:errorCode")]
    code: Option<String>,
}

/// Reads a refusal from the status and the body of an answer.
pub fn classify(status: u16, body: &[u8]) -> Refusal {
    let body: Option<Body> = serde_json::from_slice(body).ok();
    let codes: Vec<&str> = body.iter().flat_map(codes).collect();
    let detail = body
        .as_ref()
        .and_then(|body| {
            body.details
                .iter()
                .map(|d| d.detail.trim())
                .find(|d| !d.is_empty())
        })
        .unwrap_or_default();
    let has = |code: &str| codes.contains(&code);
    if status == 429 || has("CONCURRENCY_LIMIT_EXCEEDED") || has("SSS_REQUEST_LIMIT_EXCEEDED") {
        return Refusal::Busy;
    }
    match status {
        401 => Refusal::Login,
        403 => Refusal::Permission,
        404 => Refusal::Missing,
        400 if has("INVALID_LOGIN") => Refusal::Login,
        400 if has("INSUFFICIENT_PERMISSION") => Refusal::Permission,
        400 => named(detail).unwrap_or_else(|| Refusal::Request(short(detail))),
        500 if body.is_some() => {
            named(detail).unwrap_or_else(|| Refusal::Unexpected(short(detail)))
        }
        500..=599 => Refusal::Unavailable,
        _ => Refusal::Request(format!("status {status}: {}", short(detail))),
    }
}

fn codes(body: &Body) -> impl Iterator<Item = &str> {
    let details = body
        .details
        .iter()
        .filter_map(|detail| detail.code.as_deref());
    body.code.as_deref().into_iter().chain(details)
}

/// The column or table that a text names as not found.
fn named(detail: &str) -> Option<Refusal> {
    if let Some(name) = quoted_after(detail, "Field ") {
        return Some(Refusal::Column(name));
    }
    if let Some(name) = quoted_after(detail, "Unknown identifier ") {
        return Some(Refusal::Column(name));
    }
    let name = quoted_after(detail, "Record ")?;
    detail.contains("not found").then_some(Refusal::Table(name))
}

/// The quoted word behind a phrase, without the alias of its table.
fn quoted_after(text: &str, phrase: &str) -> Option<String> {
    let (_, rest) = text.split_once(&format!("{phrase}'"))?;
    let (name, _) = rest.split_once('\'')?;
    let name = name.rsplit('.').next().unwrap_or(name).to_ascii_lowercase();
    Some(name)
}

/// Enough of the vendor's words to act on.
fn short(detail: &str) -> String {
    detail.chars().take(300).collect()
}

/// The fault that a refusal comes to where nothing else can be done about it; `what` names connection, stream and table.
pub fn fault(refusal: &Refusal, what: &str) -> Fault {
    match refusal {
        Refusal::Busy => Fault::new(
            "UNAVAILABLE",
            Remedy::Retry,
            format!("{what}: NetSuite blocked the request, too many run at the same time"),
        )
        .hint("the limit is shared by all integrations of the account; lower `concurrency` or reserve a part of it for this integration"),
        Refusal::Login => Fault::new(
            "SIGN_IN_REFUSED",
            Remedy::FixConfiguration,
            format!("{what}: NetSuite refused the sign-in (INVALID_LOGIN)"),
        )
        .hint("the cause stands in the account's Login Audit Trail: token revoked, user, role or integration disabled, certificate expired, or the clock off by more than five minutes"),
        Refusal::Permission => Fault::new(
            "NOT_PERMITTED",
            Remedy::FixConfiguration,
            format!("{what}: the role lacks a permission"),
        )
        .hint("grant the role \"REST Web Services\", \"SuiteAnalytics Workbook\" and view on the records of this stream"),
        Refusal::Column(name) => Fault::new(
            "COLUMN_HIDDEN",
            Remedy::FixConfiguration,
            format!("{what}: the account does not show column {name}, which the stream cannot do without"),
        )
        .hint("enable the feature that has it or grant the role its permission; a custom field of another name goes into the connection's overrides"),
        Refusal::Table(name) => Fault::new(
            "TABLE_HIDDEN",
            Remedy::FixConfiguration,
            format!("{what}: the account does not show table {name}; a missing permission looks the same as a missing table"),
        )
        .hint(permission(name)),
        Refusal::Request(detail) => Fault::new(
            "REFUSED",
            Remedy::Fail,
            format!("{what}: NetSuite refused the request: {detail}"),
        ),
        Refusal::Missing => Fault::new(
            "NOT_FOUND",
            Remedy::SkipRecord,
            format!("{what}: the record is gone or hidden from the role"),
        ),
        Refusal::Unexpected(detail) => Fault::new(
            "UNAVAILABLE",
            Remedy::Retry,
            format!("{what}: NetSuite failed: {detail}"),
        ),
        Refusal::Unavailable => Fault::new(
            "UNAVAILABLE",
            Remedy::Retry,
            format!("{what}: NetSuite or a gateway before it is unavailable"),
        ),
    }
}

/// What to grant so that a table shows.
pub fn permission(table: &str) -> String {
    let grant = match table {
        "deletedrecord" => "Setup > Deleted Records",
        "systemnote" => "Lists > Notes Tab and Setup > View System Notes",
        "employee" => "Lists > Employees (and Employee Record)",
        "customer" => "Lists > Customers",
        "job" => "Lists > Projects",
        "projecttask" => "Lists > Project Tasks",
        "resourceallocation" => "Lists > Resource Allocations",
        "timebill" => "Transactions > Track Time",
        "charge" => "Lists > Charge",
        "subsidiary" => {
            "Lists > Subsidiaries; without OneWorld set the options `company`, `country` and `currency`"
        }
        "department" => "Lists > Departments",
        "currency" | "currencyrate" => {
            "Lists > Currency; in a single-currency account set the option `currency`"
        }
        "transactionaccountingline" => "Reports > Financial Statements",
        _ => "Transactions > Find Transaction and view on the transaction types of this stream",
    };
    format!("grant the role: {grant}; or switch the stream off")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(title: &str, code: &str, detail: &str) -> Vec<u8> {
        serde_json::json!({
            "type": "https://www.rfc-editor.org/rfc/rfc9110.html#section-15.5.1",
            "title": title,
            "o:errorDetails": [{"detail": detail, "o:errorCode": code}]
        })
        .to_string()
        .into_bytes()
    }

    #[test]
    fn a_blocked_request_is_known_under_its_odd_name() {
        let blocked = br#"{"title":"Bad Request","status":429,"o:errorCode":"USER_ERROR",
            "o:errorDetails":[{"detail":"Concurrent request limit exceeded. Request blocked.","o:errorCode":"CONCURRENCY_LIMIT_EXCEEDED"}]}"#;
        assert_eq!(classify(429, blocked), Refusal::Busy);
        assert_eq!(classify(400, blocked), Refusal::Busy);
        assert_eq!(classify(429, b"<html>"), Refusal::Busy);
        assert_eq!(
            classify(400, &body("x", "SSS_REQUEST_LIMIT_EXCEEDED", "")),
            Refusal::Busy
        );
    }

    #[test]
    fn hidden_columns_and_tables_are_named() {
        let text = |detail: &str| classify(400, &body("Bad Request", "INVALID_PARAMETER", detail));
        assert_eq!(
            text(
                "Invalid search query. Detailed unprocessed description follows. Search error occurred: Field 'jobprice' for record 'job' was not found. Reason: NOT_EXPOSED"
            ),
            Refusal::Column("jobprice".to_owned())
        );
        assert_eq!(
            text(
                "Invalid search query ... Unknown identifier 'T.Custcol_X'. Available identifiers are: {t=t}"
            ),
            Refusal::Column("custcol_x".to_owned())
        );
        assert_eq!(
            text("Search error occurred: Record 'deletedrecord' was not found."),
            Refusal::Table("deletedrecord".to_owned())
        );
        assert_eq!(
            text("Please use offset as a multiple of limit."),
            Refusal::Request("Please use offset as a multiple of limit.".to_owned())
        );
    }

    #[test]
    fn failures_of_the_server_are_told_from_gateways() {
        assert_eq!(
            classify(
                500,
                &body(
                    "Internal Server Error",
                    "UNEXPECTED_ERROR",
                    "An unexpected error occurred. Error ID: abc"
                )
            ),
            Refusal::Unexpected("An unexpected error occurred. Error ID: abc".to_owned())
        );
        assert_eq!(classify(502, b"<html>"), Refusal::Unavailable);
        assert_eq!(classify(503, b""), Refusal::Unavailable);
        assert_eq!(classify(401, b""), Refusal::Login);
        assert_eq!(classify(403, b""), Refusal::Permission);
        assert_eq!(classify(404, b""), Refusal::Missing);
    }

    #[test]
    fn faults_say_what_to_grant() {
        let fault = fault(
            &Refusal::Table("deletedrecord".to_owned()),
            "netsuite/deletions",
        );
        assert_eq!(
            (fault.code, fault.remedy),
            ("TABLE_HIDDEN", Remedy::FixConfiguration)
        );
        assert!(fault.hint.unwrap().contains("Deleted Records"));
    }
}
