//! Figures of a small firm, and the rows that sum to them.

use rust_decimal::Decimal;
use serde_json::json;
use throughline::insight::metric::*;

use super::firm::*;

for_each_database! {
    async fn billing_latency_and_its_parts(hub: Hub) {
        let firm = latencies(hub).await;
        let value = firm
            .one("billing_latency", "2026-04-01", "2026-04-30")
            .await;
        assert_eq!(value.value, Some(decimal("21.2000")));
        assert_eq!(part(&value, "median").value, Some(decimal("12.0000")));
        assert_eq!(part(&value, "p90").value, Some(decimal("40.6000")));
        assert_eq!(part(&value, "p90").reasons, ["FEW"]);
        let ranked = part(&value, "p90_nearest_rank").value;
        assert_eq!(ranked, Some(decimal("41.0000")));
        assert_eq!(
            part(&value, "weighted_mean").value,
            Some(decimal("16.5000"))
        );
        let waits: Decimal = ["cycle_wait", "integration_wait", "finance_wait"]
            .iter()
            .map(|name| part(&value, name).value.unwrap())
            .sum();
        assert_eq!(Some(waits), value.value);
        // Approved on 12, 5 and 3 April, 6 and 5 March, issued on Wednesday 15 April: 3, 8, 8, 28 and 29 weekdays.
        let days = firm
            .one("billing_latency_business_days", "2026-04-01", "2026-04-30")
            .await;
        assert_eq!(days.value, Some(decimal("15.2000")));
        assert_eq!(part(&days, "median").value, Some(decimal("8.0000")));
        let april = firm
            .one("billing_latency_approved", "2026-04-01", "2026-04-30")
            .await;
        assert_eq!(april.value, Some(decimal("8.3333")), "3, 10 and 12");
        assert_eq!(part(&april, "open").value, Some(decimal("0")));
        let nothing = firm
            .one("billing_latency", "2026-03-01", "2026-03-31")
            .await;
        assert_eq!((nothing.state, nothing.value), (State::Empty, None));
    }

    async fn margin_utilization_and_their_rows(hub: Hub) {
        let mut firm = Firm::new(hub, "2026-03-08").await;
        firm.usual().await;
        for (id, person) in [(1, 1), (2, 2), (3, 3)] {
            firm.entry(id, person, "2026-03-02", 8, json!({})).await;
        }
        firm.entry(4, 1, "2026-03-03", 4, json!({"billable": false}))
            .await;
        firm.entry(5, 1, "2026-03-04", 4, json!({"status": "submitted"}))
            .await;
        firm.entry(6, 2, "2026-03-04", 2, json!({"cost_rate": null}))
            .await;
        firm.commit().await;
        let margin = firm
            .one("gross_margin_pct", "2026-03-01", "2026-03-31")
            .await;
        assert_eq!(
            margin.numerator,
            Some(decimal("2220.0000")),
            "26 h x 150 - 28 h x 60"
        );
        assert_eq!(margin.denominator, Some(decimal("3900.0000")));
        assert_eq!(margin.value, Some(decimal("0.569231")));
        assert_eq!(
            (margin.state, margin.reasons.as_slice()),
            (State::Partial, ["NO_COST_RATE"].as_slice())
        );

        let week = firm
            .one("billable_utilization", "2026-03-02", "2026-03-08")
            .await;
        assert_eq!(week.denominator, Some(decimal("120.0000")));
        assert_eq!(week.value, Some(decimal("0.216667")));
        let coverage = firm
            .one("timesheet_coverage", "2026-03-02", "2026-03-08")
            .await;
        assert_eq!(coverage.numerator, Some(decimal("34.0000")));

        for key in [
            "gross_margin",
            "gross_margin_pct",
            "billable_utilization",
            "capacity",
            "unbilled_wip",
        ] {
            let query = MetricQuery {
                group_by: vec![],
                ..MetricQuery::new(&[key], day("2026-03-01"), day("2026-03-31"))
            };
            let value = firm.ask(&query).await.rows.remove(0).values.remove(0);
            let cell = CellQuery {
                query,
                dimensions: vec![],
                period_from: None,
                first: Some(200),
                after: None,
            };
            let page = firm
                .engine
                .contributions(&Access::everything(), &cell)
                .await
                .unwrap();
            assert_eq!(Some(page.sum), value.numerator.or(value.value), "{key}");
            assert_eq!(page.denominator, value.denominator, "{key}");
            let sum: Decimal = page.rows.iter().map(|row| row.amount).sum();
            assert_eq!(sum, page.sum, "{key}");
        }
    }

    /// 0.8 of a person, Monday to Thursday: Monday a holiday, Thursday leave; billable 14, productive 3, internal 1; and a target of 75 %.
    async fn the_worked_example_of_utilization_and_its_variants(hub: Hub) {
        use entity::canonical as c;
        let mut firm = Firm::new(hub, "2026-03-08").await;
        firm.usual().await;
        firm.put::<c::workweek::Entity>(json!({
            "id": 2, "monday": 8 * HOUR, "tuesday": 8 * HOUR, "wednesday": 8 * HOUR, "thursday": 8 * HOUR, "friday": 0,
            "saturday": 0, "sunday": 0, "standard": false,
        }))
        .await;
        firm.put::<c::person::Entity>(json!({
            "id": 9, "name": "Ada", "worker": "employee", "status": "active", "practice_id": 2, "legal_entity_id": 1,
            "hired_on": day("2025-01-01").0, "utilization_target": 700_000,
        }))
        .await;
        firm.put::<c::target::Entity>(json!({
            "id": 1, "metric": "billable_utilization", "person_id": 9, "value": 750_000, "from_on": day("2026-01-01").0,
        }))
        .await;
        firm.put::<c::workweek_membership::Entity>(json!({"id": 1, "person_id": 9, "workweek_id": 2})).await;
        firm.put::<c::holiday::Entity>(json!({"id": 1, "calendar_id": 1, "from_on": day("2026-03-02").0})).await;
        firm.put::<c::holiday_membership::Entity>(json!({"id": 1, "person_id": 9, "calendar_id": 1})).await;
        firm.put::<c::absence::Entity>(json!({
            "id": 1, "person_id": 9, "absent_on": day("2026-03-05").0, "duration": 8 * HOUR, "status": "approved",
        }))
        .await;
        firm.put::<c::project::Entity>(json!({"id": 2, "name": "Office", "status": "active", "internal": true})).await;
        let work = [(1, "2026-03-03", 7, true, 1), (2, "2026-03-04", 7, true, 1), (3, "2026-03-04", 3, false, 1), (4, "2026-03-03", 1, false, 2)];
        for (id, on, hours, billable, project) in work {
            firm.entry(id, 9, on, hours, json!({"billable": billable, "project_id": project})).await;
        }
        firm.entry(5, 9, "2026-03-05", 1, json!({"status": "submitted"})).await;
        firm.commit().await;
        let of = async |key: &str| {
            let practice = Filter::Dimension(Dimension::Practice, Test::Eq("prc_0000000000000002".to_owned()));
            let query = MetricQuery {
                filter: Some(practice),
                ..MetricQuery::new(&[key], day("2026-03-02"), day("2026-03-08"))
            };
            firm.ask(&query).await.rows.remove(0).values.remove(0)
        };
        for (key, value) in [
            ("capacity", "16.0000"),
            ("gross_capacity", "32.0000"),
            ("billable_utilization", "0.875000"),
            ("productive_utilization", "1.062500"),
            ("total_utilization", "1.125000"),
            ("billable_utilization_gross", "0.437500"),
            ("billable_utilization_submitted", "0.937500"),
            ("utilization_target", "0.750000"),
            ("target_attainment", "1.166667"),
            // Four of the 261 Mondays to Fridays of 2026, 2,080 hours in all.
            ("standard_year_capacity", "31.8774"),
            ("billable_utilization_standard_year", "0.439183"),
        ] {
            let found = of(key).await;
            assert_eq!((found.value, found.state), (Some(decimal(value)), State::Ok), "{key}");
        }
        let covered = of("billable_utilization").await;
        assert_eq!(part(&covered, "reported_hours_coverage").value, Some(decimal("1.187500")));
        // Three more people have handed in nothing: 19 of 136 hours, and no target.
        let all = firm.one("billable_utilization", "2026-03-02", "2026-03-08").await;
        assert_eq!((all.state, all.reasons), (State::Partial, vec!["LOW_COVERAGE"]));
        let aimed = firm.one("target_attainment", "2026-03-02", "2026-03-08").await;
        assert_eq!((aimed.value, aimed.state), (Some(decimal("1.166667")), State::Partial));
        assert_eq!(aimed.excluded, [Excluded { reason: "NO_TARGET", count: 15 }]);
    }

    async fn slices_partition_the_whole_and_totals_agree(hub: Hub) {
        let firm = latencies(hub).await;
        let query = MetricQuery {
            group_by: vec![Dimension::Customer, Dimension::Project],
            grain: Some(Grain::Month),
            totals: true,
            ..MetricQuery::new(
                &["revenue", "labor_cost"],
                day("2026-01-01"),
                day("2026-04-30"),
            )
        };
        let answer = firm.ask(&query).await;
        let sum = |kind: RowKind| -> Decimal {
            answer
                .rows
                .iter()
                .filter(|row| row.kind == kind)
                .filter_map(|row| row.values[0].value)
                .sum()
        };
        assert_eq!(sum(RowKind::Row), decimal("6000.0000"));
        assert_eq!(sum(RowKind::Subtotal), sum(RowKind::Row));
        assert_eq!(sum(RowKind::Total), sum(RowKind::Row));
        assert_eq!(answer.rows[0].dimensions[0].label.as_deref(), Some("Acme"));
    }

    async fn receivables_age_and_leakage_waits_for_its_deadline(hub: Hub) {
        let mut firm = Firm::new(hub, "2026-04-30").await;
        firm.usual().await;
        firm.invoice(
            1,
            "2026-02-20",
            "2026-03-20",
            1_000,
            json!({"total": 11_900_000, "status": "open"}),
        )
        .await;
        firm.invoice(2, "2026-04-10", "2026-05-10", 500, json!({}))
            .await;
        firm.invoice(
            3,
            "2026-04-11",
            "2026-05-10",
            500,
            json!({"status": "draft"}),
        )
        .await;
        firm.put::<entity::canonical::payment::Entity>(json!({
            "id": 1, "customer_id": 1, "legal_entity_id": 1, "received_on": day("2026-04-01").0, "status": "received",
            "amount": 5_000_000, "currency": "USD",
        }))
        .await;
        firm.put::<entity::canonical::payment_application::Entity>(json!({
            "id": 1, "payment_id": 1, "invoice_id": 1, "amount": 4_000_000, "applied_on": day("2026-04-02").0,
        }))
        .await;
        firm.entry(1, 1, "2026-03-10", 10, json!({})).await;
        firm.approve(1, "2026-03-12").await;
        firm.entry(2, 1, "2026-04-10", 10, json!({})).await;
        firm.approve(2, "2026-04-12").await;
        firm.commit().await;
        let open = firm.one("receivables", "2026-04-01", "2026-04-30").await;
        assert_eq!(open.value, Some(decimal("1290.0000")), "1,190 - 400 + 500");
        assert_eq!(part(&open, "days_31_60").value, Some(decimal("790.0000")));
        assert_eq!(part(&open, "not_due").value, Some(decimal("500.0000")));
        assert_eq!(part(&open, "unapplied").value, Some(decimal("100.0000")));
        let leaked = firm.one("leakage", "2026-01-01", "2026-04-30").await;
        assert_eq!(
            leaked.value,
            Some(decimal("1500.0000")),
            "March's deadline was the 15th, April's is to come"
        );
        let waiting = firm.one("unbilled_wip", "2026-04-01", "2026-04-30").await;
        assert_eq!(waiting.value, Some(decimal("3000.0000")));
        assert_eq!(part(&waiting, "not_due").value, Some(decimal("1500.0000")));
        let days = firm.one("dso", "2026-04-01", "2026-04-30").await;
        // 790 x 1,000 / 1,190 + 500 - 100 = 1,063.8655; April 500 (30 days), March nothing (31), February 563.8655 of 1,000 (28).
        assert_eq!(days.value, Some(decimal("76.7882")));
    }
}
