//! What is masked, and what is refused.

use entity::value::Currency;
use serde_json::json;
use throughline::domain::record::Class;
use throughline::insight::metric::*;

use super::firm::*;

for_each_database! {
    async fn cost_over_groups_hides_small_groups_and_what_a_total_would_tell(hub: Hub) {
        let mut firm = Firm::new(hub, "2026-03-08").await;
        firm.usual().await;
        firm.put::<entity::canonical::project::Entity>(json!({
            "id": 2, "name": "Mill", "engagement_id": 1, "customer_id": 1, "practice_id": 1, "legal_entity_id": 1,
            "currency": "USD", "status": "active", "internal": false,
        }))
        .await;
        for (id, person) in [(1, 1), (2, 2), (3, 3)] {
            firm.entry(id, person, "2026-03-02", 8, json!({})).await;
        }
        firm.entry(4, 1, "2026-03-03", 8, json!({"project_id": 2}))
            .await;
        firm.commit().await;
        let mut access = Access::everything();
        access.grants[0].classes.remove(&Class::Cost);
        access.grants[0].in_aggregate.insert(Class::Cost);
        let query = MetricQuery {
            group_by: vec![Dimension::Project],
            ..MetricQuery::new(
                &["labor_cost", "revenue"],
                day("2026-03-01"),
                day("2026-03-31"),
            )
        };
        let answer = firm.engine.answer(&access, &query).await.unwrap();
        for row in &answer.rows {
            assert_eq!(
                row.values[0].state,
                State::Masked,
                "one person's project, and the other that a total would give away"
            );
            assert_eq!(row.values[1].state, State::Ok);
        }
        let whole = MetricQuery::new(&["labor_cost"], day("2026-03-01"), day("2026-03-31"));
        let answer = firm.engine.answer(&access, &whole).await.unwrap();
        assert_eq!(answer.rows[0].values[0].value, Some(decimal("1920.0000")));
        access.grants[0].in_aggregate.clear();
        let masked = firm.engine.answer(&access, &whole).await.unwrap();
        assert_eq!(masked.rows[0].values[0].state, State::Masked);
    }

    async fn questions_are_refused_by_name(hub: Hub) {
        let firm = Firm::new(hub, "2026-03-08").await;
        let ask = async |query: MetricQuery| {
            firm.engine
                .answer(&Access::everything(), &query)
                .await
                .unwrap_err()
        };
        let base = MetricQuery::new(&["gross_margin"], day("2026-03-01"), day("2026-03-31"));
        let unknown = MetricQuery {
            keys: vec!["gross_margins".to_owned()],
            ..base.clone()
        };
        assert_eq!(ask(unknown).await.code(), "UNKNOWN_METRIC");
        let by_person = MetricQuery {
            group_by: vec![Dimension::Person],
            ..base.clone()
        };
        let refused = ask(by_person).await;
        assert_eq!(refused.code(), "UNSUPPORTED_DIMENSION");
        assert!(refused.to_string().contains("PROJECT"), "{refused}");
        let daily = MetricQuery {
            grain: Some(Grain::Day),
            ..base
        };
        assert_eq!(ask(daily).await.code(), "UNSUPPORTED_DIMENSION");
        assert_eq!(firm.engine.group_currency(), Currency::USD);
    }
}
