//! Collections that an account does not show: those it may lack are read as empty, any other says what to look at.

use axum::Router;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};

use crate::connect::{Checkpoint, Client, Settings, Stream};
use crate::domain::clock::Clock;

/// An account of Kantata that shows its users and nothing else.
async fn account() -> Client {
    let answer = |uri: Uri| async move {
        let (status, body) = match uri.path() {
            "/api/v1/users/me.json" => (
                StatusCode::OK,
                r#"{"count":1,"results":[{"key":"users","id":"7"}],"users":{"7":{"id":"7"}}}"#,
            ),
            "/api/v1/workspaces" | "/api/v1/account_memberships" => {
                (StatusCode::OK, r#"{"count":0,"results":[]}"#)
            }
            "/api/v1/project_accounting_records" => (
                StatusCode::FORBIDDEN,
                r#"{"errors":[{"type":"system","message":"add-on missing"}]}"#,
            ),
            _ => (
                StatusCode::NOT_FOUND,
                r#"{"errors":[{"type":"system","message":"not found"}]}"#,
            ),
        };
        let answer: Response = (status, body).into_response();
        answer
    };
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0))
        .await
        .unwrap();
    let address = format!("http://{}/api/v1", listener.local_addr().unwrap());
    let router = Router::new().fallback(answer);
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    let mut settings = Settings::new("psa", "kantata", &address);
    settings.secrets.insert("token".to_owned(), "x".into());
    settings.first_wait_ms = 1;
    Client::open(settings, &Clock::system()).unwrap()
}

fn stream(client: &Client, name: &str) -> &'static Stream {
    let mut streams = client.connector.streams.iter();
    streams.find(|stream| stream.name == name).unwrap()
}

#[tokio::test]
async fn a_collection_that_an_account_may_lack_is_empty() {
    let client = account().await;
    for name in [
        "holiday_calendars",
        "holidays",
        "holiday_calendar_memberships",
        "project_accounting_records",
        "story_state_changes",
        "resolutions",
    ] {
        let own = stream(&client, name);
        let page = client.page(own, &Checkpoint::default()).await.unwrap();
        assert!(page.done && page.objects.is_empty(), "{name}");
        let again = client.page(own, &page.next).await.unwrap();
        assert!(again.done, "{name}");
        assert_eq!(client.totals(own).await.unwrap(), [], "{name}");
        // Where a pass has read it, it is not gone because it is not shown today.
        let read = Checkpoint {
            told: page.next.cursor,
            ..page.next
        };
        client.page(own, &read).await.unwrap_err();
    }
    let notices = client.check().await.unwrap().notices;
    assert_eq!(notices.len(), 6, "{notices:?}");
    assert!(notices[0].starts_with("holiday_calendars: "), "{notices:?}");
}

#[tokio::test]
async fn a_collection_that_every_account_has_is_missed() {
    let client = account().await;
    for name in ["users", "time_entries", "invoices"] {
        let own = stream(&client, name);
        let fault = client.page(own, &Checkpoint::default()).await;
        let fault = fault.unwrap_err();
        assert_eq!(fault.code, "NOT_FOUND");
        let hint = fault.hint.unwrap_or_default();
        assert!(hint.contains("base_url"), "{name}: {hint}");
    }
}
