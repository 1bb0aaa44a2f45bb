//! What is wrong is said once, with the place and what to do: addresses, answers, values.

use axum::Router;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};

use crate::connect::{Checkpoint, Client, MapError, Mapper, RawObject, Settings, registry};
use crate::domain::clock::Clock;
use crate::domain::fault::{Fault, Remedy};

/// A server that answers everything in one way.
async fn server(answer: fn() -> Response) -> String {
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0))
        .await
        .unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let router = Router::new().fallback(move || async move { answer() });
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    address
}

fn settings(vendor: &str, base_url: &str) -> Settings {
    let mut settings = Settings::new("own", vendor, base_url);
    for name in ["client_id", "account", "consumer_key", "token_id"] {
        settings.credentials.insert(name.to_owned(), "x".to_owned());
    }
    if vendor == "netsuite" {
        settings.credentials.remove("client_id");
    }
    for name in ["client_secret", "consumer_secret", "token_secret", "token"] {
        settings.secrets.insert(name.to_owned(), "x".into());
    }
    settings.attempts = 2;
    settings.first_wait_ms = 1;
    settings
}

async fn check(vendor: &str, base_url: &str) -> Fault {
    let client = Client::open(settings(vendor, base_url), &Clock::system()).unwrap();
    let fault = client.check().await.unwrap_err();
    let stream = client.streams().next().unwrap();
    let page = client.page(stream, &Checkpoint::default()).await;
    assert_eq!(page.unwrap_err().code, fault.code, "{vendor}");
    fault
}

fn says(fault: &Fault, vendor: &str) {
    let hint = fault.hint.as_deref().unwrap_or_default();
    assert!(fault.detail.contains("connection own"), "{vendor}: {fault}");
    assert!(hint.contains("base_url"), "{vendor}: {fault}: {hint:?}");
    assert_eq!(fault.detail.lines().count(), 1, "{vendor}: {fault}");
}

#[tokio::test]
async fn a_wrong_address_says_so() {
    let page = || Html("<html><body>Welcome</body></html>").into_response();
    let moved = || {
        (
            StatusCode::FOUND,
            [(header::LOCATION, "https://elsewhere.example/x")],
        )
            .into_response()
    };
    let nothing = || (StatusCode::NOT_FOUND, r#"{"error":"not_found"}"#).into_response();
    let (page, moved) = (server(page).await, server(moved).await);
    let nothing = server(nothing).await;
    for vendor in ["salesforce", "netsuite", "kantata"] {
        for address in [&page, &moved, &nothing, "http://127.0.0.1:9"] {
            let fault = check(vendor, address).await;
            says(&fault, vendor);
        }
        let refused = Client::open(settings(vendor, "no address"), &Clock::system());
        let fault = refused.err().unwrap();
        assert_eq!(
            (fault.code, fault.remedy),
            ("ADDRESS_INVALID", Remedy::FixConfiguration)
        );
    }
}

fn map(vendor: &str, stream: &str, payload: &str) -> MapError {
    let connector = registry::connector(vendor).unwrap();
    let mapper = Mapper::new(connector, &Settings::new("own", vendor, "http://localhost")).unwrap();
    let stream = connector
        .streams
        .iter()
        .find(|known| known.name == stream)
        .unwrap();
    let raw = RawObject {
        external_id: "1".to_owned(),
        version_at: None,
        payload: payload.to_owned(),
        deleted: false,
    };
    let mapped = mapper.map(stream, &raw);
    assert!(mapped.records.is_empty());
    mapped
        .error
        .unwrap_or_else(|| panic!("{} takes {payload}", stream.name))
}

#[test]
fn a_value_that_cannot_be_says_where_it_stands_and_what_was_expected() {
    for (vendor, stream, payload, code, field, expected) in [
        (
            "kantata",
            "time_entries",
            r#"{"id":"1","workspace_id":"2","user_id":"3","date_performed":"2026-02-30","time_in_minutes":60}"#,
            "FIELD_TYPE",
            "date_performed",
            "a date of the calendar",
        ),
        (
            "kantata",
            "time_entries",
            r#"{"id":"1","workspace_id":"2","user_id":"3","date_performed":"2026-02-03","time_in_minutes":{"value":"60"}}"#,
            "FIELD_TYPE",
            "time_in_minutes",
            "a single value",
        ),
        (
            "kantata",
            "expenses",
            r#"{"id":"1","workspace_id":"2","user_id":"3","date":"2026-02-03","amount_in_cents":100,"currency":"Euro"}"#,
            "FIELD_TYPE",
            "currency",
            "currency code",
        ),
        (
            "kantata",
            "expenses",
            r#"{"id":"1","workspace_id":"2","user_id":"3","date":"2026-02-03","amount_in_cents":"100 units","currency":"EUR"}"#,
            "FIELD_TYPE",
            "amount_in_cents",
            "a decimal number",
        ),
        (
            "salesforce",
            "opportunities",
            r#"{"Id":"006","Name":"a","CloseDate":"2024-13-01"}"#,
            "FIELD_TYPE",
            "CloseDate",
            "a date of the calendar",
        ),
        (
            "salesforce",
            "opportunities",
            r#"{"Id":"006"}"#,
            "FIELD_MISSING",
            "Name",
            "expected name",
        ),
        (
            "netsuite",
            "payments",
            r#"{"id":"1","trandate":"31/05/2025","foreigntotal":"1","currency_code":"EUR","status":"C"}"#,
            "FIELD_TYPE",
            "trandate",
            "a date of the calendar",
        ),
        (
            "netsuite",
            "payments",
            r#"{"id":"1","trandate":"2025-05-31","foreigntotal":"99999999999999999999","currency_code":"EUR","status":"C"}"#,
            "FIELD_TYPE",
            "foreigntotal",
            "not out of range",
        ),
        (
            "netsuite",
            "payments",
            "[1,2]",
            "MALFORMED",
            "",
            "a JSON object",
        ),
    ] {
        let error = map(vendor, stream, payload);
        assert_eq!((error.code, error.field.as_str()), (code, field), "{error}");
        assert!(error.detail.contains(expected), "{error}");
    }
}
