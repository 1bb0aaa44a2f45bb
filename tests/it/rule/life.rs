//! The life of an exception: decisions of people, what comes back, what changes, and how the events tell it.

use entity::insight::{exception, exception_event};
use sea_orm::{EntityTrait, QueryOrder};
use serde_json::{Value, json};
use throughline::model::decision::{By, Decided, Decision, decide};

use super::office::{HOUR, Office};

const RULE: &str = "invoice_overdue";

fn overdue() -> Value {
    json!({"invoice": [{"id": 1, "document": "invoice", "number": "INV-1", "customer_id": 1, "project_id": 1, "legal_entity_id": 1,
        "status": "open", "issued_on": "2026-03-01", "due_on": "2026-03-31", "currency": "USD", "net": 1000, "total": 1000}]})
}

async fn only(office: &Office) -> exception::Model {
    office.exceptions(RULE).await.remove(0)
}

async fn decided(office: &Office, decision: Decision, reason: &str) -> Decided {
    let id = only(office).await.id;
    let now = office.clock.now();
    let by = By {
        actor: "lena",
        reason,
        now,
        tx: office.hub.keys.mint(now),
    };
    let database = &office.hub.database;
    let done = decide(&database.decisions, id, decision, by).await.unwrap();
    throughline::model::feed::number(&database.writer, now)
        .await
        .unwrap();
    done
}

/// State before and after, who and why, of every event in the order of the feed.
async fn events(office: &Office) -> Vec<String> {
    let rows = exception_event::Entity::find()
        .order_by_asc(exception_event::Column::Id)
        .all(&office.hub.database.reader)
        .await
        .unwrap();
    rows.into_iter()
        .map(|row| {
            let from = row.from_state.unwrap_or_else(|| "new".to_owned());
            format!(
                "{from} -> {} by {}: {}",
                row.to_state, row.actor, row.reason
            )
        })
        .collect()
}

for_each_database! {
    async fn a_person_acknowledges_the_source_verifies_and_within_seven_days_the_clock_goes_on(hub: Hub) {
        let mut office = Office::open(hub, "2026-04-30T12:00:00Z").await;
        office.put(&overdue()).await;
        office.evaluate().await;
        let opened = only(&office).await;
        assert!(matches!(decided(&office, Decision::Acknowledge, "I call them").await, Decided::Done(_)));
        assert!(matches!(decided(&office, Decision::Acknowledge, "again").await, Decided::NotAllowed(_)));
        assert!(matches!(decided(&office, Decision::Assign("omar".into()), "").await, Decided::Done(_)));
        // A part is paid: the same trouble with less money, still looked after.
        let part = json!({"payment": [{"id": 1, "customer_id": 1, "received_on": "2026-04-30", "status": "received", "amount": 400,
            "currency": "USD"}], "payment_application": [{"id": 1, "payment_id": 1, "invoice_id": 1, "amount": 400,
            "applied_on": "2026-04-30"}]});
        office.put(&part).await;
        office.evaluate().await;
        let less = only(&office).await;
        assert_eq!((less.state.as_str(), less.amount), ("acknowledged", Some(6_000_000)));
        assert_eq!(less.assignee.as_deref(), Some("omar"));
        // Paid in full.
        office.later(HOUR).await;
        let all = json!({"payment": [{"id": 1, "amount": 1000}], "payment_application": [{"id": 1, "amount": 1000}]});
        office.put(&all).await;
        office.evaluate().await;
        assert_eq!(only(&office).await.resolution.as_deref(), Some("VERIFIED"));
        // The payment bounces within the week.
        office.later(6 * 24 * HOUR).await;
        office.put(&json!({"payment": [{"id": 1, "status": "void"}]})).await;
        office.evaluate().await;
        let again = only(&office).await;
        assert_eq!((again.state.as_str(), again.reopened), ("open", 1));
        assert_eq!((again.detected_at, again.opened_at), (opened.detected_at, opened.opened_at), "the clock goes on");
        assert_eq!((again.acknowledged_at, again.resolved_at, again.resolution), (None, None, None));
        // It is settled, and comes back after more than a week: a new one.
        office.put(&json!({"payment": [{"id": 1, "status": "received"}]})).await;
        office.evaluate().await;
        office.later(8 * 24 * HOUR).await;
        office.put(&json!({"payment": [{"id": 1, "status": "void"}]})).await;
        office.evaluate().await;
        let anew = only(&office).await;
        assert_eq!((anew.state.as_str(), anew.reopened), ("open", 0));
        assert_eq!(anew.detected_at, office.clock.now());
        assert_eq!(
            events(&office).await,
            [
                "new -> open by rule engine: seen by its rule",
                "open -> acknowledged by lena: I call them",
                "acknowledged -> acknowledged by lena: ",
                "acknowledged -> resolved by rule engine: the invoice is settled, cancelled or not due yet",
                "resolved -> open by rule engine: it came back within seven days",
                "open -> resolved by rule engine: the invoice is settled, cancelled or not due yet",
                "new -> open by rule engine: seen by its rule",
            ]
        );
    }

    async fn what_is_accepted_stays_accepted_until_its_evidence_changes(hub: Hub) {
        let mut office = Office::open(hub, "2026-04-30T12:00:00Z").await;
        office.put(&overdue()).await;
        office.evaluate().await;
        let Decided::Done(accepted) = decided(&office, Decision::Accept, "agreed with the client").await else {
            panic!("not accepted");
        };
        assert_eq!(accepted.resolution.as_deref(), Some("ACCEPTED"));
        for _ in 0..3 {
            office.later(20 * 24 * HOUR).await;
            office.evaluate().await;
            assert_eq!(only(&office).await, accepted);
        }
        office.put(&json!({"invoice": [{"id": 1, "net": 1500, "total": 1500}]})).await;
        office.evaluate().await;
        let again = only(&office).await;
        assert_eq!((again.state.as_str(), again.reopened), ("open", 1));
        assert_eq!(again.detected_at, accepted.detected_at);
        assert!(events(&office).await[2].ends_with("what was accepted has changed"));
    }

    async fn resolution_times_count_what_was_verified_and_show_apart_what_was_accepted(hub: Hub) {
        use throughline::insight::metric::{Access, MetricQuery};
        let mut office = Office::open(hub, "2026-04-30T12:00:00Z").await;
        let invoice = |id: i64| json!({"id": id, "document": "invoice", "number": format!("INV-{id}"), "customer_id": 1,
            "legal_entity_id": 1, "status": "open", "issued_on": "2026-03-01", "due_on": "2026-03-31", "currency": "USD",
            "net": 1000, "total": 1000});
        let two = json!({"invoice": (1..=2).map(invoice).collect::<Vec<Value>>()});
        office.put(&two).await;
        office.evaluate().await;
        office.later(2 * HOUR).await;
        decided(&office, Decision::Accept, "known").await;
        office.later(3 * HOUR).await;
        office.put(&json!({"invoice": [{"id": 1, "status": "void"}, {"id": 2, "status": "void"}]})).await;
        office.evaluate().await;
        let day = |text: &str| entity::value::Day::from_date(text.parse().unwrap());
        let query = MetricQuery::new(&["exception_resolution_time"], day("2026-04-01"), day("2026-04-30"));
        let answer = office.metrics.answer(&Access::everything(), &query).await.unwrap();
        let value = &answer.rows[0].values[0];
        let part = |name: &str| value.parts.iter().find(|part| part.name == name).unwrap().value.unwrap().to_string();
        assert_eq!((value.population, value.value.unwrap().to_string()), (1, "5.0000".to_owned()));
        assert_eq!((part("accepted"), part("open")), ("1".to_owned(), "0".to_owned()));
    }

    async fn figures_are_kept_though_a_stream_that_was_switched_off_never_ended_its_first_load(hub: Hub) {
        let mut office = Office::open(hub, "2026-04-30T12:00:00Z").await;
        office.begun("switched_off").await;
        let entry = json!({"time_entry": [{"id": 1, "person_id": 1, "project_id": 1, "work_on": "2026-04-01", "duration": 8, "billable": true,
            "status": "approved", "bill_rate": 100, "currency": "USD"}]});
        office.put(&entry).await;
        assert_eq!(office.metrics.loading().await.unwrap(), Vec::<String>::new());
        assert_eq!(office.metrics.verify().await.unwrap(), Vec::<String>::new());
    }
}
