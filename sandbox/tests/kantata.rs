//! The Kantata simulator over real HTTP: the envelope's rules, default filters, hidden fields, events, writes.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeSet;

use chrono::NaiveDate;
use reqwest::{Client, Method, StatusCode};
use sandbox::fault::{Action, Rule};
use sandbox::firm::{Kind, Scale, truth};
use sandbox::{Options, Running};
use serde_json::{Value, json};

async fn start() -> Running {
    let today = NaiveDate::from_ymd_opt(2026, 11, 25);
    sandbox::start(Options {
        seed: 3,
        scale: Scale::Tiny,
        today,
    })
    .await
    .unwrap()
}

async fn get_as(running: &Running, token: &str, path: &str) -> (StatusCode, Value) {
    let url = format!("{}/{path}", running.kantata.base_url);
    let response = Client::new()
        .get(url)
        .bearer_auth(token)
        .send()
        .await
        .unwrap();
    (
        response.status(),
        serde_json::from_str(&response.text().await.unwrap()).unwrap(),
    )
}

async fn get(running: &Running, path: &str) -> Value {
    let (status, body) = get_as(running, &running.kantata.token, path).await;
    assert_eq!(status, StatusCode::OK, "{path}: {body}");
    body
}

fn ids(body: &Value) -> Vec<String> {
    body["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["id"].as_str().unwrap().to_string())
        .collect()
}

async fn all(running: &Running, path: &str) -> Vec<String> {
    let mut found = Vec::new();
    for page in 1.. {
        let glue = if path.contains('?') { '&' } else { '?' };
        let body = get(running, &format!("{path}{glue}per_page=200&page={page}")).await;
        let some = ids(&body);
        if some.is_empty() {
            return found;
        }
        found.extend(some);
    }
    found
}

#[tokio::test]
async fn refuses_without_a_good_token() {
    let running = start().await;
    let (status, body) = get_as(&running, "wrong", "users/me.json").await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    assert_eq!(
        body,
        json!({"errors":[{"type":"oauth","message":"Invalid OAuth 2 Request"}]})
    );
    let me = get(&running, "users/me.json").await;
    assert_eq!(me["count"], 1);
}

#[tokio::test]
async fn pages_as_the_framework_does() {
    let running = start().await;
    let count = running.world.read().live_count(Kind::TimeEntry);
    let body = get(
        &running,
        "time_entries?from_archived_workspaces=true&order=updated_at:asc",
    )
    .await;
    assert_eq!(body["count"], count);
    assert_eq!(
        body["meta"],
        json!({"count": count, "page_count": count.div_ceil(20), "page_number": 1, "page_size": 20})
    );
    assert_eq!(ids(&body).len(), 20);
    let clamped = get(&running, "time_entries?per_page=5000").await;
    assert_eq!(clamped["meta"]["page_size"], 200);
    for odd in ["0", "-1", "x"] {
        let body = get(&running, &format!("time_entries?per_page={odd}")).await;
        assert_eq!(body["meta"]["page_size"], 20, "{odd}");
    }
    let below = get(&running, "time_entries?page=-3").await;
    assert_eq!(below["meta"]["page_number"], -3);
    assert_eq!(ids(&below), ids(&get(&running, "time_entries").await));
    let past = get(&running, "time_entries?page=9999").await;
    assert_eq!(
        (
            ids(&past).len(),
            past["time_entries"].as_object().unwrap().len()
        ),
        (0, 0)
    );
    let none = get(&running, "time_entries?workspace_id=999999999").await;
    assert_eq!(
        none["meta"],
        json!({"count": 0, "page_count": 0, "page_number": 0, "page_size": 20})
    );
}

#[tokio::test]
async fn results_are_ordered_and_the_map_is_not() {
    let running = start().await;
    let text = Client::new()
        .get(format!(
            "{}/time_entries?from_archived_workspaces=true&order=updated_at:asc&per_page=50",
            running.kantata.base_url
        ))
        .bearer_auth(&running.kantata.token)
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    let body: Value = serde_json::from_str(&text).unwrap();
    let order = ids(&body);
    let stamps: Vec<chrono::DateTime<chrono::FixedOffset>> = order
        .iter()
        .map(|id| {
            body["time_entries"][id]["updated_at"]
                .as_str()
                .unwrap()
                .parse()
                .unwrap()
        })
        .collect();
    assert!(stamps.is_sorted());
    let places: Vec<usize> = order
        .iter()
        .map(|id| text.find(&format!("\"{id}\":{{")).unwrap())
        .collect();
    assert!(!places.is_sorted());
}

#[tokio::test]
async fn the_cursor_path_and_the_slow_path_agree() {
    let running = start().await;
    let fast = all(
        &running,
        "time_entries?from_archived_workspaces=true&order=updated_at:asc",
    )
    .await;
    let slow = all(
        &running,
        "time_entries?from_archived_workspaces=true&order=updated_at:asc&created_after=2000-01-01",
    )
    .await;
    assert_eq!(fast, slow);
    assert_eq!(
        fast.iter().collect::<BTreeSet<_>>().len(),
        running.world.read().live_count(Kind::TimeEntry)
    );
    let body = get(&running, &format!("time_entries/{}", fast[fast.len() / 2])).await;
    let at = body["time_entries"][&fast[fast.len() / 2]]["updated_at"]
        .as_str()
        .unwrap()
        .replace('+', "%2B");
    let after = all(
        &running,
        &format!(
            "time_entries?from_archived_workspaces=true&order=updated_at:asc&updated_after={at}"
        ),
    )
    .await;
    assert!(!after.is_empty() && after.len() < fast.len());
    assert_eq!(after, fast[fast.len() - after.len()..]);
}

#[tokio::test]
async fn only_ignores_paging_and_single_objects_may_be_missing() {
    let running = start().await;
    let some = all(
        &running,
        "time_entries?from_archived_workspaces=true&order=id:asc",
    )
    .await;
    let wanted = some[..45].join(",");
    let body = get(
        &running,
        &format!("time_entries?from_archived_workspaces=true&only={wanted},abc,1"),
    )
    .await;
    assert_eq!(
        (
            ids(&body).len(),
            body["meta"]["page_count"].as_i64().unwrap()
        ),
        (45, 3)
    );
    let (status, body) = get_as(&running, &running.kantata.token, "time_entries/1").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert_eq!(body["errors"][0]["type"], "system");
}

#[tokio::test]
async fn includes_side_load_and_same_type_rows_share_the_map() {
    let running = start().await;
    let body = get(
        &running,
        "stories?include=parent,workspace&per_page=200&story_type=task",
    )
    .await;
    let map = body["stories"].as_object().unwrap();
    let child = map
        .values()
        .find(|row| row["parent_id"].is_string())
        .unwrap();
    assert!(map.contains_key(child["parent_id"].as_str().unwrap()));
    assert!(!body["workspaces"].as_object().unwrap().is_empty());
    let body = get(
        &running,
        "time_entries?include=invoice&per_page=1&uninvoiced=false",
    )
    .await;
    assert_eq!(
        body["invoices"],
        json!({}),
        "an empty association keeps its map, and uninvoiced=false still means uninvoiced"
    );
    let body = get(
        &running,
        "timesheet_submissions?include=time_entries&per_page=5&statuses=approved",
    )
    .await;
    let first = &body["timesheet_submissions"][ids(&body)[0].as_str()];
    assert!(!first["time_entry_ids"].as_array().unwrap().is_empty());
}

#[tokio::test]
async fn defaults_hide_and_flags_show() {
    let running = start().await;
    let (live, soft) = {
        let firm = running.world.read();
        (firm.live_count(Kind::Story), firm.table_len(Kind::Story))
    };
    assert_eq!(
        all(&running, "stories?show_from_archived_workspaces=true")
            .await
            .len(),
        live
    );
    assert_eq!(
        all(
            &running,
            "stories?show_deleted=true&show_archived=true&show_from_archived_workspaces=true"
        )
        .await
        .len(),
        soft
    );
    let approved = get(&running, "time_entries?approved=false").await["count"]
        .as_i64()
        .unwrap();
    let same = get(&running, "time_entries?approved=true").await["count"]
        .as_i64()
        .unwrap();
    assert_eq!(approved, same);
    assert!(
        approved
            < get(&running, "time_entries").await["count"]
                .as_i64()
                .unwrap()
    );
}

#[tokio::test]
async fn money_is_absent_without_financial_access() {
    let running = start().await;
    let (_, body) = get_as(
        &running,
        &running.kantata.plain_token,
        "time_entries?per_page=1",
    )
    .await;
    let row = &body["time_entries"][ids(&body)[0].as_str()];
    assert!(
        row.get("rate_in_cents").is_none()
            && row.get("cost_rate_in_cents").is_none()
            && row.get("time_in_minutes").is_some()
    );
    let (status, _) = get_as(&running, &running.kantata.plain_token, "rate_cards").await;
    assert_eq!(status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn every_collection_answers_whole_and_matches_the_truth() {
    let running = start().await;
    let controls = truth::controls(&running.world.read());
    let count = |kind| {
        controls
            .iter()
            .find(|control| control.kind == kind)
            .unwrap()
            .count as usize
    };
    for (path, kind) in [
        ("roles", Kind::Role),
        ("workweeks", Kind::Workweek),
        ("time_off_entries", Kind::TimeOff),
        ("holidays", Kind::Holiday),
        ("holiday_calendars", Kind::HolidayCalendar),
        ("story_state_changes", Kind::StoryMove),
        ("workspace_resources", Kind::Seat),
        ("workspace_allocations", Kind::Allocation),
        (
            "assignments?in_unarchived_workspaces=false&in_unarchived_stories=false",
            Kind::Assignment,
        ),
        ("rate_card_sets", Kind::RateCardSet),
        ("rate_card_set_versions", Kind::RateCardVersion),
        ("time_adjustments", Kind::TimeAdjustment),
        ("timesheet_submissions", Kind::Submission),
        ("resolutions", Kind::Resolution),
        ("expenses?from_archived_workspaces=true", Kind::Expense),
        ("expense_report_submissions", Kind::ExpenseReport),
        ("billing_milestones", Kind::BillingMilestone),
        ("invoices", Kind::Invoice),
        ("external_payments", Kind::ExternalPayment),
        ("project_accounting_records", Kind::Estimate),
    ] {
        let found = all(&running, path).await;
        assert_eq!(
            found.iter().collect::<BTreeSet<_>>().len(),
            found.len(),
            "{path} repeats rows"
        );
        assert_eq!(found.len(), count(kind), "{path}");
    }
    for path in [
        "users",
        "account_memberships?include=cost_rates",
        "organizations",
        "organization_memberships",
        "workweek_memberships",
        "holiday_calendar_memberships",
        "workspace_groups",
        "workspaces?include_archived=true",
        "participations",
        "rate_cards",
        "rate_card_versions",
        "rate_card_roles",
        "fixed_fee_items",
        "additional_items",
    ] {
        let body = get(&running, path).await;
        assert!(
            body["count"].as_i64().unwrap() > 0 || path == "additional_items",
            "{path} is empty"
        );
    }
}

#[tokio::test]
async fn exchange_rates_carry_the_singular_key() {
    let running = start().await;
    let tables = get(&running, "foreign_exchange/exchange_tables").await;
    let table = ids(&tables)[0].clone();
    let rates = get(
        &running,
        &format!(
            "foreign_exchange/exchange_tables/{table}/rates?source_currency=EUR&target_currency=USD"
        ),
    )
    .await;
    assert_eq!(rates["results"][0]["key"], "exchange_rate");
    assert!(
        rates.get("exchange_rate").is_none()
            && rates["exchange_rates"].as_object().unwrap().len() == 20
    );
}

async fn send(running: &Running, method: Method, path: &str, body: Value) -> (StatusCode, Value) {
    let url = format!("{}/{path}", running.kantata.base_url);
    let response = Client::new()
        .request(method, url)
        .bearer_auth(&running.kantata.token)
        .json(&body)
        .send()
        .await
        .unwrap();
    let status = response.status();
    (
        status,
        serde_json::from_str(&response.text().await.unwrap()).unwrap_or(Value::Null),
    )
}

#[tokio::test]
async fn writes_find_again_and_lock() {
    let running = start().await;
    let workspace = ids(&get(&running, "workspaces").await)[0].clone();
    let entry = json!({"workspace_id": workspace, "date_performed": "2026-11-24", "time_in_minutes": 30, "external_reference": {"service_name": "hub", "service_model": "time", "service_model_ref": "42"}});
    let (status, made) = send(
        &running,
        Method::POST,
        "time_entries",
        json!({"time_entry": entry}),
    )
    .await;
    assert_eq!(status, StatusCode::OK);
    let id = ids(&made)[0].clone();
    let found = get(
        &running,
        "external_references?subject_type=TimeEntry&service_name=hub&service_model_ref=42",
    )
    .await;
    assert_eq!(
        found["external_references"]["1"]
            .get("subject_id")
            .or(found["external_references"]
                .as_object()
                .unwrap()
                .values()
                .next()
                .unwrap()
                .get("subject_id"))
            .unwrap(),
        &json!(id)
    );
    let by_filter = get(
        &running,
        "time_entries?external_reference_service_name=hub&external_reference_service_model_ref=42",
    )
    .await;
    assert_eq!(ids(&by_filter), vec![id.clone()]);
    let (status, refused) = send(
        &running,
        Method::POST,
        "time_entries",
        json!({"time_entries": [entry, {"workspace_id": workspace}]}),
    )
    .await;
    assert_eq!(
        (status, refused["errors"][0]["index"].clone()),
        (StatusCode::UNPROCESSABLE_ENTITY, json!(1))
    );
    let approved = ids(&get(&running, "time_entries?approved=true&per_page=1").await)[0].clone();
    let (status, _) = send(
        &running,
        Method::PUT,
        &format!("time_entries/{approved}"),
        json!({"time_entry": {"time_in_minutes": 1}}),
    )
    .await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let (status, _) = send(
        &running,
        Method::DELETE,
        &format!("time_entries/{id}"),
        json!({}),
    )
    .await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    assert_eq!(
        get_as(
            &running,
            &running.kantata.token,
            &format!("time_entries/{id}")
        )
        .await
        .0,
        StatusCode::NOT_FOUND
    );
    running.world.write().set_now(
        chrono::DateTime::parse_from_rfc3339("2026-11-25T09:00:00Z")
            .unwrap()
            .to_utc(),
    );
    let events = get(&running, "subscribed_events?event_types=time_entry:deleted&order=created_at:asc&include=subject&per_page=200").await;
    let told = events["subscribed_events"]
        .as_object()
        .unwrap()
        .values()
        .find(|event| event["subject_id"].as_i64() == id.parse().ok())
        .unwrap();
    assert_eq!(told["subject_ref"], Value::Null);
}

#[tokio::test]
async fn a_living_firm_moves_its_cursors_and_stays_sound() {
    let running = start().await;
    let before = get(
        &running,
        "time_entries?from_archived_workspaces=true&order=updated_at:asc",
    )
    .await["count"]
        .as_i64()
        .unwrap();
    let mut steps = BTreeSet::new();
    for _ in 0..60 {
        steps.insert(running.world.advance());
    }
    assert!(steps.len() >= 7, "{steps:?}");
    assert_eq!(truth::breaches(&running.world.read()), Vec::<String>::new());
    let body = get(&running, "time_entries?from_archived_workspaces=true&order=updated_at:asc&updated_after=2026-11-25T08:00:00Z").await;
    assert!(body["count"].as_i64().unwrap() > 0);
    assert!(
        get(&running, "time_entries?from_archived_workspaces=true").await["count"]
            .as_i64()
            .unwrap()
            > before
    );
    let fast = all(
        &running,
        "time_entries?from_archived_workspaces=true&order=updated_at:asc",
    )
    .await;
    let slow = all(
        &running,
        "time_entries?from_archived_workspaces=true&order=updated_at:asc&created_after=2000-01-01",
    )
    .await;
    assert_eq!(fast, slow);
    assert_eq!(fast.len(), running.world.read().live_count(Kind::TimeEntry));
}

#[tokio::test]
async fn faults_speak_the_vendors_words_and_tied_cursors_tie() {
    let running = start().await;
    running
        .faults
        .kantata
        .push(Rule::once("roles", Action::Throttle(None)));
    let url = format!("{}/roles", running.kantata.base_url);
    let response = Client::new()
        .get(url)
        .bearer_auth(&running.kantata.token)
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), StatusCode::TOO_MANY_REQUESTS);
    assert!(response.headers().get("retry-after").is_none());
    running.faults.kantata.tie_cursors(Some(3_600));
    let body = get(
        &running,
        "time_entries?from_archived_workspaces=true&order=updated_at:asc&per_page=200&page=3",
    )
    .await;
    let id = ids(&body)[0].clone();
    let stamp = body["time_entries"][&id]["updated_at"]
        .as_str()
        .unwrap()
        .to_string();
    assert!(stamp[14..].starts_with("00:00"), "{stamp}");
    let after = get(&running, &format!("time_entries?from_archived_workspaces=true&order=updated_at:asc&per_page=200&updated_after={}", stamp.replace('+', "%2B"))).await;
    assert!(
        ids(&after)
            .iter()
            .all(|id| after["time_entries"][id]["updated_at"].as_str().unwrap() != stamp)
    );
}

#[tokio::test]
async fn remembered_answers_follow_the_firm() {
    let running = start().await;
    running.kantata.remember(true);
    let path = "time_entries?from_archived_workspaces=true&order=updated_at:asc&updated_after=2026-11-25T08:00:00Z";
    let first = get(&running, path).await;
    assert_eq!(first, get(&running, path).await);
    for _ in 0..10 {
        running.world.advance();
    }
    assert_ne!(first["count"], get(&running, path).await["count"]);
}
