//! A firm of many entries.

use rust_decimal::Decimal;
use sea_orm::{EntityTrait, IntoActiveModel};
use serde_json::json;
use throughline::insight::metric::*;

use super::firm::*;

for_each_database! {
    /// Entries of forty people over three years (sixty thousand in a release build): first load, figures, and a repeat without change.
    async fn sixty_thousand_entries(hub: Hub) {
        let entries: i64 = if cfg!(debug_assertions) {
            6_000
        } else {
            60_000
        };
        let mut firm = Firm::new(hub, "2026-03-08").await;
        firm.usual().await;
        for id in 4..=40 {
            firm.put::<entity::canonical::person::Entity>(json!({
                "id": id, "name": format!("Person {id}"), "worker": "employee", "status": "active",
                "practice_id": 1, "legal_entity_id": 1, "hired_on": day("2023-01-01").0,
            }))
            .await;
        }
        for id in 2..=60 {
            firm.put::<entity::canonical::project::Entity>(json!({
                "id": id, "name": format!("Project {id}"), "engagement_id": 1, "customer_id": 1, "practice_id": 1,
                "legal_entity_id": 1, "currency": "USD", "status": "active", "internal": false,
            }))
            .await;
        }
        let first = day("2023-03-01").0;
        let mut rows = Vec::new();
        for number in 0..entries {
            let row = json!({
                "id": number + 1, "connection_id": 1, "source_id": 0, "version_at": 0, "tx": 1,
                "person_id": number % 40 + 1, "project_id": number % 60 + 1,
                "work_on": first + i32::try_from(number * 1_000 / entries).unwrap(), "duration": HOUR, "status": "approved",
                "bill_rate": 150_000_000, "cost_rate": 60_000_000, "currency": "USD", "billable": true,
            });
            let model: entity::canonical::time_entry::Model = serde_json::from_value(row).unwrap();
            rows.push(model.into_active_model());
            if rows.len() == 1_000 {
                entity::canonical::time_entry::Entity::insert_many(std::mem::take(&mut rows))
                    .exec_without_returning(&firm.database.writer)
                    .await
                    .unwrap();
            }
        }
        firm.commit().await;
        let begun = std::time::Instant::now();
        firm.engine.refresh().await.unwrap();
        let built = begun.elapsed();
        let asked = std::time::Instant::now();
        let query = MetricQuery {
            group_by: vec![Dimension::Project],
            grain: Some(Grain::Quarter),
            first: Some(50),
            ..MetricQuery::new(
                &["gross_margin_pct", "revenue"],
                day("2023-01-01"),
                day("2026-03-31"),
            )
        };
        let answer = firm.ask(&query).await;
        let margin = asked.elapsed();
        assert_eq!(answer.total_count, 60 * 12, "twelve quarters");
        let asked = std::time::Instant::now();
        let worked = firm.one("worked_hours", "2023-01-01", "2026-03-31").await;
        assert_eq!(worked.value, Some(Decimal::new(entries * 10_000, 4)));
        println!(
            "first build {built:?}, margin {margin:?}, utilization {:?}",
            asked.elapsed()
        );
        assert!(!firm.engine.refresh().await.unwrap().changed);
    }
}
