//! Awkward receivables: partial, over and unapplied payments, credits of every reason, disputes, write-offs, advances, months below zero,
//! histories that end, several currencies; and the worked examples of the contract.

use entity::canonical as c;
use sea_orm::EntityTrait;
use serde_json::json;
use throughline::insight::metric::*;

use super::books::*;
use super::compare::day;
use super::facts::Facts;
use super::receivable;

for_each_database! {
    async fn awkward_receivables(hub: Hub) {
        let books = Books::new(hub, "2026-05-31").await;
        books.rates().await;
        let none = json!({});
        books.put::<c::customer::Entity>(&[
            json!({"id": 1, "name": "Acme", "status": "active", "terms_days": 30}),
            json!({"id": 2, "name": "Brno", "status": "active"}),
            json!({"id": 3, "name": "Crux", "status": "active"}),
            json!({"id": 4, "name": "Dax", "status": "active"}),
        ])
        .await;
        books.invoice(1, "2026-02-20", Some("2026-03-20"), 1_000, json!({"total": 11_900_000, "tax": 1_900_000})).await;
        books.invoice(2, "2026-03-10", Some("2026-04-09"), 500, none.clone()).await;
        books.invoice(3, "2026-04-15", Some("2026-05-31"), 300, json!({"currency": "EUR", "legal_entity_id": 2, "total": 3_570_000})).await;
        books.invoice(4, "2026-01-10", Some("2026-01-25"), 800, none.clone()).await;
        books.invoice(5, "2026-04-01", None, 77, none.clone()).await;
        books.invoice(6, "2026-04-02", None, 88, json!({"customer_id": 2})).await;
        books.invoice(7, "2026-05-02", Some("2026-06-01"), 999, json!({"status": "draft"})).await;
        books.invoice(8, "2026-05-03", Some("2026-06-02"), 998, json!({"status": "void"})).await;
        books.invoice(9, "2026-05-04", Some("2026-06-03"), 400, json!({"advance": true, "customer_id": 2})).await;
        books.invoice(10, "2026-04-20", Some("2026-05-20"), 640, json!({"customer_id": 2, "currency": "JPY", "net": 6_400_000_000_i64, "total": 7_040_000_000_i64})).await;
        books.invoice(11, "2026-05-05", Some("2026-06-04"), 50, json!({"customer_id": 3, "currency": "GBP"})).await;
        books.invoice(12, "2025-06-10", Some("2025-07-10"), 700, json!({"customer_id": 4, "currency": "EUR", "legal_entity_id": 2})).await;
        books.invoice(13, "2026-02-25", Some("2026-03-25"), 450, json!({"status": "paid"})).await;
        // Partial, over and late payments; one pending, one void, one deleted, one applied before the day it is looked at.
        books.pay(1, "2026-04-01", 750, &[(1, 400, "2026-04-02"), (1, 300, "2026-05-20")], none.clone()).await;
        books.pay(2, "2026-04-05", 600, &[(2, 600, "2026-04-05")], none.clone()).await;
        books.pay(3, "2026-04-16", 250, &[], json!({"currency": "EUR", "legal_entity_id": 2})).await;
        books.pay(4, "2026-04-17", 100, &[(4, 100, "2026-04-17")], json!({"status": "pending"})).await;
        books.pay(5, "2026-04-18", 100, &[(4, 100, "2026-04-18")], json!({"status": "void"})).await;
        books.pay(6, "2026-04-19", 100, &[(4, 100, "2026-04-19")], json!({"deleted_at": 5})).await;
        books.pay(7, "2026-03-01", 450, &[(13, 450, "2026-03-01")], none.clone()).await;
        books.pay(8, "2026-05-06", 40, &[(8, 40, "2026-05-06")], none.clone()).await;
        books.pay(9, "2026-05-07", 10, &[(11, 10, "2026-05-07")], json!({"customer_id": 3, "currency": "GBP"})).await;
        // Credits of every reason, one of an advance, one that turns a month below zero.
        books.credit(21, "2026-05-10", 1, 50, "price", json!({"total": 595_000, "tax": 95_000})).await;
        books.credit(22, "2026-05-11", 2, 30, "goodwill", none.clone()).await;
        books.credit(23, "2026-01-31", 4, 900, "rebill", json!({"issued_on": "2026-01-31"})).await;
        books.invoice(24, "2026-02-02", Some("2026-03-02"), 850, json!({"rebill_of_id": 4})).await;
        books.credit(25, "2026-05-12", 9, 100, "other", json!({"customer_id": 2})).await;
        books.credit(26, "2026-05-13", 3, 20, "price", json!({"currency": "EUR", "legal_entity_id": 2, "status": "draft"})).await;
        books.put::<c::payment_application::Entity>(&[
            json!({"id": 51, "credit_note_id": 21, "invoice_id": 1, "amount": 300_000, "applied_on": "2026-05-10"}),
            json!({"id": 52, "credit_note_id": 23, "invoice_id": 4, "amount": 8_000_000, "applied_on": null}),
            json!({"id": 53, "credit_note_id": 26, "invoice_id": 3, "amount": 200_000, "applied_on": "2026-05-13"}),
        ])
        .await;
        books.put::<c::invoice_hold::Entity>(&[
            json!({"id": 61, "invoice_id": 1, "nature": "dispute", "from_on": "2026-04-10", "to_on": null}),
            json!({"id": 62, "invoice_id": 10, "nature": "hold", "from_on": "2026-05-01", "to_on": "2026-05-31"}),
            json!({"id": 63, "invoice_id": 24, "nature": "dispute", "from_on": "2026-03-01", "to_on": "2026-04-30"}),
        ])
        .await;
        books.put::<c::adjustment::Entity>(&[
            json!({"id": 71, "invoice_id": 24, "nature": "write_off", "adjusted_on": "2026-05-15", "amount": 2_000_000, "currency": "USD"}),
            json!({"id": 72, "invoice_id": 24, "nature": "goodwill", "adjusted_on": "2026-05-15", "amount": 1_000_000, "currency": "USD"}),
        ])
        .await;
        books.commit().await;
        books.agree(("2026-01-01", "2026-05-31"), &["2026-05-31", "2026-05-10", "2026-04-17", "2026-02-14"]).await;

        let by_customer = MetricQuery {
            group_by: vec![Dimension::Customer],
            ..MetricQuery::new(&["dso"], day(on("2026-01-01")), day(on("2026-05-31")))
        };
        let answer = books.engine.answer(&Access::everything(), &by_customer).await.unwrap();
        let state = |place: usize| (answer.rows[place].values[0].state, answer.rows[place].values[0].reasons.clone());
        assert_eq!(state(2), (State::Undefined, vec!["NO_RATE"]), "no pound for May");
        assert_eq!(state(3), (State::Partial, vec!["MORE_THAN"]), "the euro rose, so that all sales do not reach");
        // From June 2025 to May 2026.
        assert_eq!(answer.rows[3].values[0].value, decimal("365.0000"));

        books.engine.refresh().await.unwrap();
        let facts = Facts::load(&books.hub.database.reader).await;
        let plain = receivable::statuses(&facts, on("2026-05-31"));
        let told = entity::insight::payment_status::Entity::find().all(&books.hub.database.reader).await.unwrap();
        let told: std::collections::BTreeMap<_, _> = told.into_iter().map(|row| (row.customer_id, row.status)).collect();
        assert_eq!(told, plain);
        assert_eq!(told[&1], "DISPUTED");
        assert_eq!(told[&2], "ON_HOLD");
    }

    async fn worked_examples_of_receivables(hub: Hub) {
        let books = Books::new(hub, "2026-06-30").await;
        books.put::<c::customer::Entity>(&[json!({"id": 1, "name": "Acme", "status": "active"})]).await;
        for (id, issued, net) in [(1, "2026-04-30", 150), (2, "2026-05-31", 300), (3, "2026-06-30", 600), (4, "2025-07-01", 750)] {
            books.invoice(id, issued, Some("2026-07-31"), net, json!({})).await;
        }
        books.pay(1, "2025-07-31", 750, &[(4, 750, "2025-07-31")], json!({})).await;
        books.pay(2, "2026-06-20", 150, &[(1, 150, "2026-06-20")], json!({})).await;
        books.commit().await;
        // AR 900; June 600, May 300, April 150.
        assert_eq!(books.one("dso", "2026-06-01", "2026-06-30").await.value, decimal("61.0000"));
        let simple = books.one("dso_simple", "2026-06-01", "2026-06-30").await;
        assert_eq!((simple.value, simple.denominator), (decimal("78.0000"), decimal("1050.0000")));
        assert_eq!(books.one("dso_best_possible", "2026-06-01", "2026-06-30").await.value, decimal("78.0000"));
        assert_eq!(books.one("average_days_delinquent", "2026-06-01", "2026-06-30").await.value, decimal("0.0000"));
        assert_eq!(books.one("average_days_to_pay", "2026-06-01", "2026-06-30").await.value, decimal("51.0000"));
        // 900 on the 1,800 of a year.
        assert_eq!(books.one("receivable_days", "2026-06-01", "2026-06-30").await.value, decimal("182.5000"));
        assert_eq!(books.one("disputed_receivables", "2026-06-01", "2026-06-30").await.state, State::Empty);
    }

    async fn variants_of_age_and_of_days(hub: Hub) {
        let books = Books::new(hub, "2026-06-30").await;
        books.put::<c::customer::Entity>(&[json!({"id": 1, "name": "Acme", "status": "active"})]).await;
        for (id, issued, net) in [(1, "2026-05-31", 300), (2, "2026-06-30", 600)] {
            books.invoice(id, issued, Some("2026-07-31"), net, json!({})).await;
        }
        books.put::<c::invoice_hold::Entity>(&[
            json!({"id": 61, "invoice_id": 1, "nature": "dispute", "from_on": "2026-06-10", "to_on": null}),
        ])
        .await;
        books.commit().await;
        let june = async |key| books.one(key, "2026-06-01", "2026-06-30").await;
        // AR 900 of which 300 under dispute; June 600, May 300.
        assert_eq!(june("dso").await.value, decimal("61.0000"));
        assert_eq!(june("dso_without_disputes").await.value, decimal("30.0000"));
        let part = |value: &MetricValue, name: &str| {
            let part = value.parts.iter().find(|part| part.name == name);
            part.and_then(|part| part.value)
        };
        let due = june("receivables").await;
        assert_eq!(part(&due, "not_due"), decimal("900.0000"));
        let issued = june("receivables_by_invoice_date").await;
        assert_eq!(issued.value, due.value);
        assert_eq!((part(&issued, "not_due"), part(&issued, "days_1_30")), (decimal("600.0000"), decimal("300.0000")));
    }
}
