//! A collection of Kantata whose rows change while its pages are read: what changes moves to the end, and those behind it move up.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{Query, State};

use crate::connect::{Checkpoint, Client, Settings};
use crate::domain::clock::Clock;

/// Rows of one bulk action; more than two pages.
const ROWS: u32 = 450;
const BULK: &str = "2026-03-02T08:00:00Z";
const PAGE: usize = 200;

/// Stamp and id of every row.
type Rows = Arc<Mutex<BTreeSet<(String, u32)>>>;

/// A page in the order of change; then its first row is changed, and one of the second page.
async fn page(State(rows): State<Rows>, Query(asked): Query<BTreeMap<String, String>>) -> String {
    let after = asked.get("updated_after").cloned().unwrap_or_default();
    let number: usize = asked["page"].parse().unwrap();
    let mut rows = rows.lock().unwrap();
    let all: Vec<(String, u32)> = rows.iter().filter(|row| row.0 > after).cloned().collect();
    let shown: Vec<&(String, u32)> = all.iter().skip((number - 1) * PAGE).take(PAGE).collect();
    let members: BTreeMap<String, serde_json::Value> = (shown.iter())
        .map(|(stamp, id)| {
            let row = serde_json::json!({"id": id.to_string(), "updated_at": stamp});
            (id.to_string(), row)
        })
        .collect();
    let results: Vec<serde_json::Value> = (shown.iter())
        .map(|(_, id)| serde_json::json!({"key": "time_entries", "id": id.to_string()}))
        .collect();
    for (stamp, id) in all.get(250).into_iter().chain(shown.first().copied()) {
        let changed = format!("2026-03-03T08:00:{:02}Z", rows.len() as u32 % 7 + id % 50);
        rows.remove(&(stamp.clone(), *id));
        rows.insert((changed, *id));
    }
    serde_json::json!({
        "count": all.len(),
        "results": results,
        "time_entries": members,
        "meta": {"count": all.len(), "page_count": all.len().div_ceil(PAGE), "page_number": number, "page_size": PAGE},
    })
    .to_string()
}

#[tokio::test]
async fn rows_that_move_up_while_a_bulk_action_is_read_are_not_passed_over() {
    let rows: Rows = Arc::default();
    let bulk = (1..=ROWS).map(|id| (BULK.to_owned(), id));
    rows.lock().unwrap().extend(bulk);
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0))
        .await
        .unwrap();
    let address = format!("http://{}/api/v1", listener.local_addr().unwrap());
    let router = Router::new().fallback(page).with_state(rows);
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    let mut settings = Settings::new("psa", "kantata", &address);
    settings.secrets.insert("token".to_owned(), "x".into());
    let client = Client::open(settings, &Clock::system()).unwrap();
    let mut streams = client.connector.streams.iter();
    let stream = streams.find(|own| own.name == "time_entries").unwrap();
    let (mut at, mut seen) = (Checkpoint::default(), BTreeSet::new());
    for _ in 0..50 {
        let page = client.page(stream, &at).await.unwrap();
        seen.extend(page.objects.into_iter().map(|object| object.external_id));
        at = page.next;
        if page.done {
            let missing: Vec<u32> = (1..=ROWS)
                .filter(|id| !seen.contains(&id.to_string()))
                .collect();
            assert_eq!(missing, Vec::<u32>::new());
            return;
        }
    }
    panic!("paging never ends");
}
