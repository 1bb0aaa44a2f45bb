//! Awkward work: caps, late approvals, credits for re-bills that never came, fee months, deals that were won twice; and lock-up.

use entity::canonical as c;
use serde_json::{Value, json};
use throughline::insight::metric::*;

use super::books::*;
use super::compare::day;

for_each_database! {
    async fn worked_examples_of_lock_up(hub: Hub) {
        let books = Books::new(hub, "2026-06-30").await;
        books.put::<c::customer::Entity>(&[json!({"id": 1, "name": "Acme", "status": "active"})]).await;
        books.put::<c::engagement::Entity>(&[json!({
            "id": 1, "name": "Acme data", "customer_id": 1, "legal_entity_id": 1, "currency": "USD",
            "billing_model": "time_and_materials", "status": "active",
        })])
        .await;
        books.put::<c::project::Entity>(&[json!({
            "id": 1, "name": "Lake", "engagement_id": 1, "customer_id": 1, "legal_entity_id": 1, "currency": "USD",
            "status": "active", "internal": false,
        })])
        .await;
        books.put::<c::time_entry::Entity>(&[json!({
            "id": 1, "person_id": 1, "project_id": 1, "work_on": "2026-06-02", "duration": 2 * HOUR, "status": "approved",
            "bill_rate": 150_000_000, "currency": "USD", "billable": true,
        })])
        .await;
        books.invoice(1, "2025-07-01", Some("2025-07-31"), 1_440, json!({})).await;
        books.invoice(2, "2026-06-01", Some("2026-07-01"), 360, json!({})).await;
        books.invoice(3, "2025-06-30", Some("2025-07-31"), 5_000, json!({})).await;
        books.pay(1, "2025-07-31", 6_440, &[(1, 1_440, "2025-07-31"), (3, 5_000, "2025-07-31")], json!({})).await;
        books.commit().await;
        let ask = async |key| books.one(key, "2026-06-01", "2026-06-30").await;
        assert_eq!(ask("wip_days").await.value, decimal("60.8333"), "300 / 1,800 x 365");
        assert_eq!(ask("receivable_days").await.value, decimal("73.0000"));
        let both = ask("lock_up_days").await;
        assert_eq!(both.value, decimal("133.8333"));
        assert_eq!(both.parts[0].value, decimal("60.8333"));
    }

    /// A retainer of 590 over January and February 2026 on two projects, 400 and 190 of it: what is to be billed of a project is what is recognized of it.
    async fn a_retainer_is_billed_by_project_as_it_is_recognized(hub: Hub) {
        let books = Books::new(hub, "2026-05-31").await;
        books.put::<c::customer::Entity>(&[json!({"id": 1, "name": "Acme", "status": "active"})]).await;
        books.put::<c::engagement::Entity>(&[json!({
            "id": 1, "name": "Care", "customer_id": 1, "legal_entity_id": 1, "currency": "USD", "billing_model": "retainer",
            "status": "active", "value": 5_900_000, "start_on": "2026-01-01", "end_on": "2026-02-28",
        })])
        .await;
        let project = |id: i64, price: i64| json!({
            "id": id, "name": format!("P{id}"), "engagement_id": 1, "customer_id": 1, "legal_entity_id": 1, "currency": "USD",
            "status": "active", "internal": false, "price": price,
        });
        books.put::<c::project::Entity>(&[project(1, 4_000_000), project(2, 1_900_000)]).await;
        // January is billed for the first project only, February for both by a line that names the contract and no project.
        let of = json!({"engagement_id": 1});
        books.invoice(1, "2026-02-05", Some("2026-03-05"), 210, of.clone()).await;
        books.invoice(2, "2026-03-05", Some("2026-04-05"), 280, of.clone()).await;
        let line = |id: i64, invoice: i64, project: Option<i64>, from: &str, to: &str| json!({
            "id": id, "invoice_id": invoice, "amount": 2_100_000, "currency": "USD", "delivery": "fee", "project_id": project,
            "service_from_on": from, "service_to_on": to,
        });
        books.put::<c::invoice_line::Entity>(&[
            line(1, 1, Some(1), "2026-01-01", "2026-01-31"),
            line(2, 2, None, "2026-02-01", "2026-02-28"),
            line(3, 1, Some(2), "2026-01-01", "2026-01-31"),
        ])
        .await;
        // The line of the second project was credited for a re-bill, which does not take the first one's back.
        books.credit(3, "2026-03-20", 1, 100, "rebill", of).await;
        books.put::<c::invoice_line::Entity>(&[line(4, 3, Some(2), "2026-01-01", "2026-01-31")]).await;
        books.commit().await;
        books.agree(("2026-01-01", "2026-05-31"), &["2026-05-31", "2026-03-10"]).await;
        let by_project = |key: &str, to: &str| MetricQuery {
            group_by: vec![Dimension::Project],
            ..MetricQuery::new(&[key], day(on("2026-01-01")), day(on(to)))
        };
        let ask = async |key: &str, to: &str| {
            let answer = books.engine.answer(&Access::everything(), &by_project(key, to)).await.unwrap();
            answer.rows.iter().map(|row| row.values[0].value.unwrap().to_string()).collect::<Vec<_>>()
        };
        // 400 x 31 / 59 and 190 x 31 / 59.
        assert_eq!(ask("revenue", "2026-01-31").await, ["210.1695", "99.8305"]);
        assert_eq!(ask("unbilled_wip", "2026-05-31").await, ["99.8305"]);
    }

    async fn awkward_leakage_and_set_up(hub: Hub) {
        let books = Books::new(hub, "2026-05-31").await;
        books.rates().await;
        books.put::<c::customer::Entity>(&[json!({"id": 1, "name": "Acme", "status": "active"})]).await;
        books.put::<c::opportunity::Entity>(&[
            json!({"id": 1, "name": "Won twice", "customer_id": 1, "outcome": "won", "start_on": "2026-04-10"}),
            json!({"id": 2, "name": "Cancelled", "customer_id": 1, "outcome": "won"}),
            json!({"id": 3, "name": "Open", "customer_id": 1, "outcome": "won"}),
            json!({"id": 4, "name": "Moved on", "customer_id": 1, "outcome": "open"}),
            json!({"id": 5, "name": "Early bird", "customer_id": 1, "outcome": "won", "won_at": at("2026-05-02", 9)}),
        ])
        .await;
        let moves = [
            (1, 1, "won", "2026-02-01"), (2, 1, "open", "2026-02-10"), (3, 1, "won", "2026-03-01"), (4, 2, "won", "2026-03-02"),
            (5, 3, "won", "2026-03-03"), (6, 4, "won", "2026-03-04"), (7, 4, "lost", "2026-04-04"),
        ];
        for (id, deal, outcome, on) in moves {
            books.put::<c::stage_change::Entity>(&[json!({
                "id": id, "opportunity_id": deal, "outcome": outcome, "changed_at": at(on, 9),
            })])
            .await;
        }
        books.put::<c::engagement::Entity>(&[
            json!({"id": 1, "name": "Capped", "customer_id": 1, "legal_entity_id": 1, "currency": "USD", "opportunity_id": 1,
                   "billing_model": "time_and_materials", "status": "active", "billing_deadline_days": 10, "cap": 40_000_000,
                   "signed_on": "2026-02-27",
                   "expense_markup": 50_000}),
            json!({"id": 2, "name": "Retained", "customer_id": 1, "legal_entity_id": 2, "currency": "EUR",
                   "billing_model": "retainer", "status": "active", "value": 181_000_000, "start_on": "2026-01-15",
                   "end_on": "2026-07-14"}),
            json!({"id": 3, "name": "Stones", "customer_id": 1, "legal_entity_id": 2, "currency": "EUR",
                   "billing_model": "milestone", "status": "active", "billing_cycle": "milestone"}),
        ])
        .await;
        for (id, calendar) in [(1, 1), (2, 1), (3, 2)] {
            books.put::<c::person::Entity>(&[json!({
                "id": id, "name": format!("Person {id}"), "worker": "employee", "status": "active", "legal_entity_id": 1,
            })])
            .await;
            books.put::<c::holiday_membership::Entity>(&[json!({"id": id, "person_id": id, "calendar_id": calendar})]).await;
        }
        // Good Friday for most of the entity's people, Easter Monday for one of three.
        books.put::<c::holiday::Entity>(&[
            json!({"id": 1, "calendar_id": 1, "from_on": "2026-04-03"}),
            json!({"id": 2, "calendar_id": 2, "from_on": "2026-04-03", "to_on": "2026-04-06"}),
        ])
        .await;
        let project = |id: i64, engagement: i64, more: Value| {
            let mut row = json!({"id": id, "name": format!("P{id}"), "engagement_id": engagement, "customer_id": 1,
                                 "legal_entity_id": if engagement == 1 { 1 } else { 2 }, "status": "active", "internal": false,
                                 "activated_at": at("2026-04-01", 8), "billable_at": at("2026-04-02", 8)});
            for (name, value) in more.as_object().unwrap() {
                row[name] = value.clone();
            }
            row
        };
        books.put::<c::project::Entity>(&[
            project(1, 1, json!({})),
            project(2, 1, json!({"billable_at": at("2026-04-20", 3), "start_on": "2026-04-15"})),
            project(3, 1, json!({"status": "cancelled", "billable_at": null})),
            project(4, 2, json!({"opportunity_id": 5})),
            project(5, 3, json!({"opportunity_id": 2, "status": "cancelled"})),
            project(6, 3, json!({"opportunity_id": 3, "billable_at": null})),
        ])
        .await;
        let entry = |id: i64, on: &str, hours: i64, more: Value| {
            let mut row = json!({
                "id": id, "person_id": 1, "project_id": 1, "work_on": on, "duration": hours * HOUR, "status": "approved",
                "bill_rate": 150_000_000, "currency": "USD", "billable": true, "submission_id": id,
            });
            for (name, value) in more.as_object().unwrap() {
                row[name] = value.clone();
            }
            row
        };
        books.put::<c::time_entry::Entity>(&[
            entry(101, "2026-03-02", 8, json!({})),
            entry(102, "2026-03-03", 8, json!({})),
            entry(103, "2026-03-04", 8, json!({"project_id": 2})),
            entry(104, "2026-03-05", 8, json!({})),
            entry(105, "2026-03-02", -2, json!({"correction": true})),
            entry(106, "2026-04-30", 4, json!({"status": "submitted"})),
            entry(107, "2026-05-04", 5, json!({})),
            entry(108, "2026-03-06", 1, json!({"bill_rate": null})),
            entry(109, "2026-03-09", 3, json!({"status": "rejected"})),
            entry(110, "2026-03-10", 3, json!({"billable": false})),
            entry(111, "2026-02-20", 2, json!({})),
            entry(112, "2026-02-21", 2, json!({})),
            entry(113, "2026-02-22", 2, json!({})),
        ])
        .await;
        for (id, on) in [(101, "2026-03-06"), (102, "2026-03-06"), (103, "2026-03-06"), (104, "2026-05-20"), (111, "2026-03-01"), (112, "2026-03-01")] {
            books.put::<c::approval::Entity>(&[json!({
                "id": id, "submission_id": id, "decision": "approved", "decided_at": at(on, 2),
            })])
            .await;
        }
        books.put::<c::expense::Entity>(&[
            json!({"id": 201, "person_id": 1, "project_id": 1, "spent_on": "2026-03-05", "amount": 1_234_567, "currency": "EUR",
                   "nature": "reimbursable", "billable": true, "status": "approved", "approved_at": at("2026-05-09", 9)}),
            json!({"id": 202, "person_id": 1, "project_id": 4, "spent_on": "2026-03-06", "amount": 12_345_000, "currency": "JPY",
                   "nature": "reimbursable", "billable": true, "status": "approved"}),
            json!({"id": 203, "person_id": 1, "project_id": 1, "spent_on": "2026-05-06", "amount": 990_000, "currency": "USD",
                   "nature": "reimbursable", "billable": true, "status": "submitted"}),
        ])
        .await;
        books.put::<c::milestone::Entity>(&[
            json!({"id": 301, "project_id": 6, "task_id": 31, "amount": 50_000_000, "currency": "EUR"}),
            json!({"id": 302, "project_id": 6, "task_id": 32, "amount": 60_000_000, "currency": "EUR"}),
        ])
        .await;
        for (id, task, state, on) in [(1, 31, "accepted", "2026-04-01"), (2, 32, "accepted", "2026-04-02"), (3, 32, "reversed", "2026-05-12")] {
            books.put::<c::task_state::Entity>(&[json!({"id": id, "task_id": task, "state": state, "changed_at": at(on, 23)})]).await;
        }
        // Billed: one entry below its rate, one credited for a re-bill that never came, one on a draft, a fee month that was credited.
        let invoice = |more: Value| {
            let mut row = json!({"project_id": 1, "engagement_id": 1});
            for (name, value) in more.as_object().unwrap() {
                row[name] = value.clone();
            }
            row
        };
        books.invoice(1, "2026-04-05", Some("2026-05-05"), 1_000, invoice(json!({}))).await;
        books.invoice(2, "2026-04-06", Some("2026-05-06"), 300, invoice(json!({"currency": "EUR"}))).await;
        books.credit(3, "2026-05-14", 2, 300, "rebill", invoice(json!({"currency": "EUR"}))).await;
        books.invoice(4, "2026-04-07", Some("2026-05-07"), 300, invoice(json!({"status": "draft"}))).await;
        let fees = json!({"project_id": 4, "engagement_id": 2, "legal_entity_id": 2, "currency": "EUR"});
        books.invoice(5, "2026-04-08", Some("2026-05-08"), 4_500, fees.clone()).await;
        books.credit(6, "2026-05-15", 5, 2_800, "rebill", fees).await;
        let line = |id: i64, invoice: i64, amount: i64, delivery: &str, more: Value| {
            let mut row = json!({"id": id, "invoice_id": invoice, "amount": amount * 10_000, "currency": "USD", "delivery": delivery});
            for (name, value) in more.as_object().unwrap() {
                row[name] = value.clone();
            }
            row
        };
        books.put::<c::invoice_line::Entity>(&[
            line(401, 1, 1_000, "time", json!({"time_entry_id": 101, "unit_price": 125_000_000})),
            line(402, 2, 270, "time", json!({"time_entry_id": 111, "currency": "EUR"})),
            line(403, 3, 270, "time", json!({"time_entry_id": 111, "currency": "EUR"})),
            line(404, 4, 300, "time", json!({"time_entry_id": 112})),
            line(405, 5, 1_700, "fee", json!({"currency": "EUR", "service_from_on": "2026-01-15", "service_to_on": "2026-01-31"})),
            line(406, 5, 2_800, "fee", json!({"currency": "EUR", "service_from_on": "2026-02-01", "service_to_on": "2026-02-28"})),
            line(407, 6, 2_800, "fee", json!({"currency": "EUR", "service_from_on": "2026-02-01", "service_to_on": "2026-02-28"})),
            line(408, 1, 200, "time", json!({"time_entry_id": 113})),
        ])
        .await;
        books.put::<c::adjustment::Entity>(&[
            json!({"id": 71, "time_entry_id": 112, "nature": "write_down", "adjusted_on": "2026-05-15", "amount": 1_000_000, "currency": "USD"}),
        ])
        .await;
        books.put::<c::time_posting::Entity>(&[json!({"id": 501, "time_entry_id": 102, "posted_at": at("2026-03-08", 4)})]).await;
        books.put::<c::charge::Entity>(&[json!({"id": 601, "time_entry_id": 501, "stage": "hold"})]).await;
        books.commit().await;
        books.agree(("2026-01-01", "2026-05-31"), &["2026-05-31", "2026-05-13", "2026-04-30", "2026-02-28"]).await;
        // Won on Sunday 1 March, ready on the evening of Sunday 19 April in New York: 35 weekdays less Good Friday.
        let days = books.one("project_setup_business_days", "2026-04-01", "2026-04-30").await;
        let deal = days.population;
        assert_eq!((deal, days.value), (2, decimal("6.5000")), "34 days, and 21 before it was won");
    }
}
