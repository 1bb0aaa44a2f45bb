//! Awkward runs and exceptions: runs of every trigger and end, letters replayed and not, accepted, pending and transient exceptions.

use serde_json::{Value, json};
use throughline::insight::metric::State;

use super::books::*;
use super::{hub, sandbox};

for_each_database! {
    async fn awkward_runs_and_exceptions(hub: Hub) {
        let books = Books::new(hub, "2026-05-31").await;
        let run = |id: i64, stream: &str, trigger: &str, state: &str, on: &str, landed: i64, deleted: i64| {
            json!({"id": id, "stream": stream, "trigger": trigger, "state": state, "due_at": at(on, 3), "started_at": at(on, 4),
                   "ended_at": if state == "running" { Value::Null } else { json!(at(on, 4) + id * 1_000) }, "requests": 0,
                   "pages": 0, "seen": 0, "landed": landed, "dead": 0, "deleted": deleted, "retried": 0, "rounded": 0})
        };
        books.put::<entity::landing::connection::Entity>(&[
            json!({"id": 1, "key": "psa", "vendor": "kantata", "paused": false, "circuit": "closed"}),
        ])
        .await;
        books.put::<entity::landing::sync_run::Entity>(&[
            run(1, "users", "first_load", "ok", "2026-04-01", 500, 0),
            run(2, "users", "schedule", "ok", "2026-04-02", 7, 2),
            run(3, "users", "schedule", "failed", "2026-05-02", 0, 0),
            run(4, "users", "retry", "ok", "2026-05-02", 11, 0),
            run(5, "time", "schedule", "aborted", "2026-05-03", 100, 0),
            run(6, "time", "command", "ok", "2026-05-03", 3, 0),
            run(7, "time", "full", "ok", "2026-05-04", 0, 4),
            run(8, "time", "schedule", "running", "2026-05-31", 0, 0),
            run(9, "bills", "schedule", "ok", "2026-05-05", 0, 0),
        ])
        .await;
        let letter = |id: i64, stream: &str, state: &str, first: &str| {
            json!({"id": id, "stream": stream, "external_id": id.to_string(), "code": "FIELD_TYPE", "detail": "", "state": state,
                   "first_at": at(first, 4), "last_at": at(first, 4), "attempts": 1, "run_id": 1,
                   "resolved_at": if state == "open" { Value::Null } else { json!(at(first, 9)) }})
        };
        books.put::<entity::landing::dead_letter::Entity>(&[
            letter(1, "users", "open", "2026-04-01"),
            letter(2, "users", "resolved", "2026-04-02"),
            letter(3, "time", "discarded", "2026-05-03"),
            letter(4, "time", "open", "2026-05-03"),
        ])
        .await;
        let waiting = |child: i64, field: &str| {
            json!({"child_id": child, "field": field, "child_kind": 26, "parent_kind": 18, "parent_id": 9, "parent_ref": "",
                   "stream": "time", "since_at": 0})
        };
        books.put::<entity::landing::waiting_reference::Entity>(&[
            waiting(1, "project_id"), waiting(1, "person_id"), waiting(2, "project_id"),
        ])
        .await;
        let total = |stream: &str, measure: &str, source: i64, landed: i64| {
            json!({"stream": stream, "period": "all", "measure": measure, "source": source, "landed": landed, "checked_at": 0})
        };
        books.put::<entity::landing::control_total::Entity>(&[
            total("users", "count", 500, 499), total("time", "count", 0, 0), total("bills", "count", 40, 40),
            total("bills", "total:USD", 400, 300),
        ])
        .await;
        let state = |stream: &str, watermark: Value, next: i64| {
            json!({"stream": stream, "watermark_at": watermark, "last_ok_at": at("2026-05-04", 5), "first_loaded_at": 1,
                   "next_run_at": next, "attempt": 0, "rows": 1})
        };
        books.put::<entity::landing::stream_state::Entity>(&[
            state("users", json!(at("2026-05-31", 11)), at("2026-05-31", 13)),
            state("time", json!(at("2026-05-04", 4)), at("2026-05-31", 11)),
            state("bills", Value::Null, at("2026-05-31", 12)),
        ])
        .await;
        let trouble = |id: i64, more: Value| {
            let mut row = json!({"id": id, "rule": if id % 2 == 0 { "dead_letter" } else { "missing_rate" }, "fingerprint": id.to_string(),
                "severity": "error", "state": "resolved", "title": "", "detail": "", "hint": "", "evidence": "{}", "evidence_hash": 0,
                "owner": "finance", "detected_at": at("2026-04-01", id), "opened_at": at("2026-04-01", id + 1), "reopened": 0,
                "sequence": 1, "resolution": "VERIFIED", "resolved_at": at("2026-05-01", 3 * id), "amount_group": id * 1_000_000,
                "customer_id": id % 3});
            for (name, value) in more.as_object().unwrap() {
                row[name] = value.clone();
            }
            row
        };
        let open = json!({"state": "open", "resolution": null, "resolved_at": null, "detected_at": at("2026-05-09", 1), "opened_at": at("2026-05-10", 2)});
        books.put::<entity::insight::exception::Entity>(&[
            trouble(1, json!({"acknowledged_at": at("2026-04-02", 5)})), trouble(2, json!({})), trouble(3, json!({"amount_group": null})),
            trouble(4, json!({"acknowledged_at": at("2026-04-09", 5)})), trouble(5, json!({})), trouble(6, json!({})),
            trouble(7, json!({"resolution": "ACCEPTED", "acknowledged_at": at("2026-04-03", 5)})),
            trouble(8, json!({"opened_at": null})), trouble(9, json!({"resolved_at": at("2026-04-15", 1)})),
            trouble(10, open.clone()), trouble(11, open.clone()),
            trouble(12, json!({"state": "pending", "resolution": null, "resolved_at": null, "opened_at": null})),
            trouble(13, json!({"resolved_at": at("2026-05-30", 23)})),
        ])
        .await;
        books.commit().await;
        let own = hub::Own::load(&books.hub.database.reader, books.clock.now().0).await;
        for (period, moment) in [(("2026-04-01", "2026-05-31"), "2026-05-31"), (("2026-04-01", "2026-04-30"), "2026-05-31")] {
            let found = sandbox::own(&books.engine, &own, period, moment).await;
            assert!(found.is_empty(), "{} differences\n{}", found.len(), found.join("\n"));
        }
        let journeys = books.one("journey_success", "2026-04-01", "2026-05-31").await;
        assert_eq!((journeys.state, journeys.value), (State::Empty, None));
        let times = books.one("exception_resolution_time", "2026-05-01", "2026-05-31").await;
        let part = |name: &str| times.parts.iter().find(|part| part.name == name).unwrap().value;
        assert_eq!((part("transient"), part("accepted"), part("open")), (decimal("1"), decimal("1"), decimal("2")));
        let whole = books.one("sync_success", "2026-04-01", "2026-05-31").await;
        assert_eq!((whole.numerator, whole.denominator), (decimal("624"), decimal("627")));
        let first = books.one("first_pass_yield", "2026-04-01", "2026-05-31").await;
        assert_eq!(first.numerator, decimal("623"));
    }
}
