//! Golden cases: each rule of the registry fires, holds, resolves, and does neither while one of its sources is stale.
//!
//! A case is a file `tests/golden/rule/<key>.json`: why it matters, the rows that bring the trouble over a quiet firm, the exceptions to
//! expect, and the rows that heal it. `THROUGHLINE_GOLDEN=write` writes what is found into the files, for a person to read.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use entity::insight::exception;
use entity::value::Money;
use serde_json::{Value, json};
use throughline::domain::record::Kind;
use throughline::insight::metric::{Access, MetricQuery};
use throughline::insight::rule::Rule;
use throughline::insight::rule::registry::{self, RULES, UNFED};

use super::office::{Office, PATIENCE};
use crate::harness::hub::Hub;

const NOW: &str = "2026-04-30T12:00:00Z";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/rule")
}

fn case(rule: &Rule) -> Value {
    let path = folder().join(format!("{}.json", rule.key));
    let text = std::fs::read_to_string(&path)
        .unwrap_or_else(|_| panic!("{} has no golden case", rule.key));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", rule.key))
}

/// What a case says of an exception.
fn shown(row: &exception::Model) -> Value {
    let subject = row
        .subject_kind
        .and_then(Kind::from_number)
        .map(|kind| kind.entity().table);
    let mut shown = json!({
        "about": subject,
        "severity": row.severity,
        "title": row.title,
        "detail": row.detail,
        "hint": row.hint,
        "evidence": serde_json::from_str::<Value>(&row.evidence).unwrap(),
        "owner": row.owner,
        "metric": row.metric,
        "money": row.amount.zip(row.currency).map(|(amount, currency)| format!("{} {currency}", Money(amount))),
        "group": row.amount_group.map(|amount| Money(amount).to_string()),
        "since": row.since_on.map(|day| day.to_string()),
        "people": row.people,
        "scope": {
            "customer": row.customer_id, "project": row.project_id, "practice": row.practice_id,
            "legal_entity": row.legal_entity_id, "person": row.person_id, "connection": row.connection_id,
        },
    });
    let scope = shown["scope"].as_object_mut().unwrap();
    scope.retain(|_, value| !value.is_null());
    shown
        .as_object_mut()
        .unwrap()
        .retain(|_, value| !value.is_null());
    shown
}

/// What stays of an exception from one evaluation to the next.
fn standing(rows: &[exception::Model]) -> Vec<(String, String, Option<i64>)> {
    rows.iter()
        .map(|row| {
            let opened = row.opened_at.map(|at| at.0);
            (row.fingerprint.clone(), row.state.clone(), opened)
        })
        .collect()
}

async fn moments(rule: &Rule, hub: Hub) {
    let case = case(rule);
    let key = rule.key;
    let kinds: BTreeSet<Kind> = rule.needs.iter().chain(rule.also).copied().collect();
    let mut office = Office::open(hub, NOW).await;
    office.evaluate().await;
    assert!(
        office.exceptions(key).await.is_empty(),
        "{key}: a quiet firm"
    );

    // A stale source opens nothing, whichever it is.
    office.put(&case["rows"]).await;
    let now = office.clock.now().0;
    for kind in &kinds {
        office.read(Some(&[*kind]), now - PATIENCE - 1).await;
        office.evaluate().await;
        assert!(
            office.exceptions(key).await.is_empty(),
            "{key}: {kind:?} is stale"
        );
        office.read(Some(&[*kind]), now).await;
    }

    // It fires, held back where the rule says so, and opens once.
    office.evaluate().await;
    let found = office.exceptions(key).await;
    let told: Vec<Value> = found.iter().map(shown).collect();
    let mut expected = case["expect"].clone();
    if std::env::var("THROUGHLINE_GOLDEN").is_ok_and(|word| word == "write") {
        expected = told.clone().into();
        let mut ordered: BTreeMap<String, Value> = serde_json::from_value(case.clone()).unwrap();
        ordered.insert("expect".to_owned(), expected.clone());
        let text = serde_json::to_string_pretty(&ordered).unwrap();
        std::fs::write(folder().join(format!("{key}.json")), text + "\n").unwrap();
    }
    assert_eq!(Value::from(told), expected, "{key}: fires");
    assert!(!found.is_empty(), "{key}: fires");
    let state = if rule.hold_ms > 0 { "pending" } else { "open" };
    assert!(found.iter().all(|row| row.state == state), "{key}: {state}");
    if rule.hold_ms > 0 {
        office.later(rule.hold_ms - 1).await;
        office.evaluate().await;
        let held = office.exceptions(key).await;
        assert!(
            held.iter().all(|row| row.state == "pending"),
            "{key}: holds"
        );
        office.later(1).await;
        office.evaluate().await;
    }
    let open = office.exceptions(key).await;
    assert_eq!(open.len(), found.len(), "{key}");
    for row in &open {
        assert_eq!(row.state, "open", "{key}");
        let due = row.deadline_at.unwrap().0 - row.opened_at.unwrap().0;
        assert_eq!(due, rule.deadline_ms, "{key}");
    }
    office.later(60_000).await;
    office.evaluate().await;
    assert_eq!(
        office.exceptions(key).await,
        open,
        "{key}: a second evaluation rewrites nothing"
    );

    // Healed, but a source is stale: nothing is known, nothing resolves.
    office.put(&case["heal"]).await;
    let now = office.clock.now().0;
    for kind in &kinds {
        office.read(Some(&[*kind]), now - PATIENCE - 1).await;
        office.evaluate().await;
        assert_eq!(
            standing(&office.exceptions(key).await),
            standing(&open),
            "{key}: {kind:?} is stale"
        );
        office.read(Some(&[*kind]), now).await;
    }

    // Its sources are fresh: the effect is verified, and the reason is in words.
    office.evaluate().await;
    for row in office.exceptions(key).await {
        assert_eq!(
            (
                row.state.as_str(),
                row.resolution.as_deref(),
                row.reason.as_deref()
            ),
            ("resolved", Some("VERIFIED"), Some(rule.gone)),
            "{key}: resolves: {row:?}"
        );
    }
}

for_each_database! {
    /// The queue and the leakage figure are made of the same items by the same rates.
    async fn money_in_the_queue_is_that_of_the_figure(hub: Hub) {
        for (key, part) in [
            ("approved_time_unbilled", "approved_unbilled"),
            ("milestone_unbilled", "milestones_unbilled"),
            ("fee_unbilled", "fees_unbilled"),
            ("expense_unbilled", "expenses_unbilled"),
        ] {
            let mut office = Office::open(hub.another().await, NOW).await;
            office.put(&case(registry::rule(key).unwrap())["rows"]).await;
            office.evaluate().await;
            let rows = office.exceptions(key).await;
            let waiting: i64 = rows.iter().filter_map(|row| row.amount_group).sum();
            let day = |text: &str| entity::value::Day::from_date(text.parse().unwrap());
            let query = MetricQuery::new(&["leakage"], day("2026-01-01"), day("2026-04-30"));
            let answer = office.metrics.answer(&Access::everything(), &query).await.unwrap();
            let parts = &answer.rows[0].values[0].parts;
            let figure = parts.iter().find(|one| one.name == part).unwrap();
            assert_eq!(figure.value, Some(Money(waiting).decimal()), "{key}");
        }
    }

    async fn every_rule_has_its_four_moments(hub: Hub) {
        for rule in RULES {
            moments(rule, hub.another().await).await;
        }
    }
}

#[test]
fn every_case_is_of_a_rule() {
    for file in std::fs::read_dir(folder()).unwrap() {
        let path = file.unwrap().path();
        let key = path.file_stem().unwrap().to_string_lossy().into_owned();
        assert!(RULES.iter().any(|rule| rule.key == key), "{key} is no rule");
    }
    assert!(
        UNFED
            .iter()
            .all(|unfed| RULES.iter().all(|rule| rule.key != unfed.key))
    );
}
