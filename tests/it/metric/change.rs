//! Cells follow every change, and what was known stays known.

use entity::value::Instant;
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};
use serde_json::json;
use throughline::domain::record::Kind;
use throughline::insight::metric::*;
use throughline::model::identity::Ownership;

use super::firm::*;

for_each_database! {
    async fn what_was_known_does_not_change_and_stored_cells_are_what_rows_give(hub: Hub) {
        let mut firm = Firm::new(hub, "2026-03-08").await;
        firm.usual().await;
        firm.entry(1, 1, "2026-03-02", 8, json!({})).await;
        firm.commit().await;
        let then = firm.clock.now();
        assert_eq!(
            firm.one("revenue", "2026-03-01", "2026-03-31").await.value,
            Some(decimal("1200.0000"))
        );
        assert_eq!(firm.engine.verify().await.unwrap(), Vec::<String>::new());
        firm.clock.advance(HOUR);
        firm.entry(2, 2, "2026-03-03", 8, json!({})).await;
        firm.note(&[(26, 2)]).await;
        let refreshed = firm.engine.refresh().await.unwrap();
        assert!(refreshed.changed);
        assert_eq!(firm.engine.verify().await.unwrap(), Vec::<String>::new());
        assert_eq!(
            firm.one("revenue", "2026-03-01", "2026-03-31").await.value,
            Some(decimal("2400.0000"))
        );
        let past = MetricQuery {
            known_at: Some(then),
            ..MetricQuery::new(&["revenue"], day("2026-03-01"), day("2026-03-31"))
        };
        assert_eq!(
            firm.ask(&past).await.rows[0].values[0].value,
            Some(decimal("1200.0000"))
        );
        let future = MetricQuery {
            known_at: Some(Instant(firm.clock.now().0 + 1)),
            ..past
        };
        let refused = firm.engine.answer(&Access::everything(), &future).await;
        assert_eq!(refused, Err(QueryError::FutureKnownAt));
    }

    /// Whatever changes, the cells kept by the feed are those that a rebuild gives.
    async fn cells_follow_every_kind_of_change(hub: Hub) {
        use entity::canonical as c;
        let mut firm = latencies(hub).await;
        firm.engine.refresh().await.unwrap();
        let entry = |id: i64, project: i64, status: &str| {
            json!({
                "id": id, "person_id": 2, "project_id": project, "work_on": day("2026-03-03").0, "duration": HOUR,
                "status": status, "bill_rate": 150_000_000, "cost_rate": 60_000_000, "currency": "USD", "billable": true,
                "submission_id": 77,
            })
        };
        firm.change::<c::project::Entity>(
            Kind::Project,
            json!({"id": 2, "name": "Mill", "customer_id": 1, "legal_entity_id": 1, "currency": "USD", "status": "active",
                   "billing_model": "time_and_materials", "internal": false}),
        )
        .await;
        firm.change::<c::time_entry::Entity>(Kind::TimeEntry, entry(50, 1, "submitted"))
            .await;
        firm.change::<c::time_entry::Entity>(Kind::TimeEntry, entry(50, 1, "approved"))
            .await;
        firm.change::<c::approval::Entity>(
            Kind::Approval,
            json!({"id": 90, "submission_id": 77, "decision": "approved", "decided_at": noon("2026-03-20")}),
        )
        .await;
        firm.change::<c::time_entry::Entity>(Kind::TimeEntry, entry(50, 2, "approved"))
            .await;
        firm.change::<c::time_posting::Entity>(
            Kind::TimePosting,
            json!({"id": 91, "time_entry_id": 50, "posted_at": noon("2026-03-25")}),
        )
        .await;
        firm.change::<c::invoice::Entity>(
            Kind::Invoice,
            json!({"id": 2, "document": "invoice", "customer_id": 1, "project_id": 2, "legal_entity_id": 1, "status": "open",
                   "issued_on": day("2026-04-20").0, "due_on": day("2026-04-25").0, "currency": "USD", "net": 1_500_000,
                   "total": 1_500_000}),
        )
        .await;
        firm.change::<c::invoice_line::Entity>(
            Kind::InvoiceLine,
            json!({"id": 92, "invoice_id": 2, "project_id": 2, "amount": 1_500_000, "currency": "USD", "delivery": "time",
                   "time_entry_id": 50}),
        )
        .await;
        let status = async |firm: &Firm| {
            let row = entity::insight::payment_status::Entity::find_by_id(1)
                .one(&firm.database.reader)
                .await;
            row.unwrap().unwrap().status
        };
        assert_eq!(status(&firm).await, "OVERDUE_30");
        firm.change::<c::payment::Entity>(
            Kind::Payment,
            json!({"id": 93, "customer_id": 1, "received_on": day("2026-04-28").0, "status": "received", "amount": 1_500_000,
                   "currency": "USD"}),
        )
        .await;
        firm.change::<c::payment_application::Entity>(
            Kind::PaymentApplication,
            json!({"id": 94, "payment_id": 93, "invoice_id": 2, "amount": 1_500_000, "applied_on": day("2026-04-28").0}),
        )
        .await;
        assert_eq!(status(&firm).await, "CURRENT");
        let paid = firm
            .one("invoice_to_cash", "2026-04-01", "2026-04-30")
            .await;
        assert_eq!(paid.value, Some(decimal("8.0000")));
        firm.change::<c::expense::Entity>(
            Kind::Expense,
            json!({"id": 95, "project_id": 1, "spent_on": day("2026-03-09").0, "amount": 990_000, "currency": "USD",
                   "nature": "subcontractor", "status": "approved"}),
        )
        .await;
        firm.change::<c::invoice::Entity>(
            Kind::Invoice,
            json!({"id": 3, "document": "credit_note", "customer_id": 1, "project_id": 2, "legal_entity_id": 1,
                   "status": "open", "issued_on": day("2026-04-29").0, "currency": "USD", "net": 1_500_000,
                   "total": 1_500_000, "corrects_id": 2, "credit_reason": "rebill"}),
        )
        .await;
        let gone = entity_deleted(entry(50, 2, "approved"));
        firm.change::<c::time_entry::Entity>(Kind::TimeEntry, gone)
            .await;
        firm.change::<c::fx_rate::Entity>(
            Kind::FxRate,
            json!({"id": 96, "base": "EUR", "quote": "USD", "rate_type": "spot", "effective_on": day("2026-04-29").0,
                   "rate": 10_800_000_000_i64}),
        )
        .await;
    }

    /// A system that does not own the trail of work says nothing of it, whether its rows are read one by one or all anew.
    async fn cells_follow_the_owner_of_the_trail_of_work_only(hub: Hub) {
        use entity::canonical as c;
        let order = vec!["kantata".to_owned(), "netsuite".to_owned()];
        let kinds = ["approval", "submission", "time_posting"];
        let configured = kinds.map(|kind| (kind.to_owned(), order.clone()));
        let ownership = Ownership::new(&configured.into());
        let mut firm = Firm::owned(hub, "2026-04-30", ownership).await;
        firm.usual().await;
        for (id, vendor) in [(1, "kantata"), (2, "netsuite")] {
            let connection = entity::landing::connection::Model {
                id,
                key: vendor.to_owned(),
                vendor: vendor.to_owned(),
                paused: false,
                circuit: "closed".to_owned(),
                circuit_until: None,
                error_code: None,
                error_detail: None,
            };
            let connection = connection.into_active_model();
            connection.insert(&firm.database.writer).await.unwrap();
        }
        firm.entry(10, 1, "2026-03-03", 8, json!({"submission_id": 77})).await;
        firm.entry(11, 2, "2026-03-03", 8, json!({"submission_id": 78})).await;
        firm.put::<c::submission::Entity>(
            json!({"id": 77, "status": "approved", "submitted_at": noon("2026-03-05")}),
        )
        .await;
        firm.put::<c::approval::Entity>(
            json!({"id": 90, "submission_id": 77, "decision": "approved", "decided_at": noon("2026-03-10")}),
        )
        .await;
        firm.put::<c::time_posting::Entity>(
            json!({"id": 91, "time_entry_id": 10, "posted_at": noon("2026-03-12")}),
        )
        .await;
        firm.commit().await;
        firm.engine.refresh().await.unwrap();
        firm.change::<c::approval::Entity>(
            Kind::Approval,
            json!({"id": 92, "connection_id": 2, "submission_id": 77, "decision": "approved",
                   "decided_at": noon("2026-03-20")}),
        )
        .await;
        firm.change::<c::submission::Entity>(
            Kind::Submission,
            json!({"id": 78, "connection_id": 2, "status": "approved", "submitted_at": noon("2026-03-06"),
                   "decided_on": day("2026-03-09").0}),
        )
        .await;
        firm.change::<c::time_posting::Entity>(
            Kind::TimePosting,
            json!({"id": 93, "connection_id": 2, "time_entry_id": 10, "posted_at": noon("2026-03-11")}),
        )
        .await;
    }
}
