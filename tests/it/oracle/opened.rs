//! Every figure opened to its rows, all pages, for several roles: the rows sum to it exactly.

use rust_decimal::Decimal;
use std::collections::BTreeSet;
use throughline::access::{Limit, RowScope};
use throughline::domain::record::Class;
use throughline::insight::metric::*;

use super::compare::query;
use super::slice::{Question, decimal};

const ALL: [Class; 5] = [
    Class::Plain,
    Class::Commercial,
    Class::Cost,
    Class::Personal,
    Class::Operational,
];

/// Finance sees all, the project office cost over groups only, an account lead no cost and only some projects.
pub fn roles(projects: &[i64]) -> Vec<(&'static str, Access)> {
    let access = |classes: &[Class], in_aggregate: &[Class], rows: Option<RowScope>| Access {
        grants: vec![Grant {
            role: "",
            rows,
            classes: classes.iter().copied().collect::<BTreeSet<_>>(),
            in_aggregate: in_aggregate.iter().copied().collect(),
            may: &[],
        }],
        minimum_people: 3,
        reads_integration: false,
        disclosed: Disclosure::default(),
        moment: None,
    };
    let own = RowScope {
        limits: vec![Limit {
            projects: projects.iter().copied().collect(),
            ..Limit::default()
        }],
        denied: Vec::new(),
    };
    let [plain, commercial, cost, personal, _] = ALL;
    vec![
        ("finance", access(&ALL, &[], None)),
        ("pmo", access(&[plain, commercial, personal], &[cost], None)),
        ("account_lead", access(&[plain, commercial], &[], Some(own))),
    ]
}

/// Opens every row of an answer; tells what does not sum.
pub async fn unequal(
    engine: &Engine,
    access: &Access,
    question: &Question,
    as_of: i32,
) -> Vec<String> {
    // Each question is a request of its own, which has told nothing of cost over groups yet.
    let access = &Access {
        disclosed: Disclosure::default(),
        ..access.clone()
    };
    let asked = query(question, as_of);
    let answer = match engine.answer(access, &asked).await {
        Ok(answer) => answer,
        Err(QueryError::FieldNotPermitted { .. }) => return Vec::new(),
        Err(error) => return vec![format!("{question:?}: {error}")],
    };
    let mut wrong = Vec::new();
    for row in answer.rows {
        let value = &row.values[0];
        let mut cell = CellQuery {
            query: asked.clone(),
            dimensions: row
                .dimensions
                .iter()
                .map(|value| value.id.clone())
                .collect(),
            period_from: question.grain.map(|_| row.period.from),
            first: Some(40),
            after: None,
        };
        if value.state == State::Masked {
            let refused = engine.contributions(access, &cell).await;
            if !matches!(refused, Err(QueryError::FieldNotPermitted { .. })) {
                wrong.push(format!("{question:?}: a masked figure opens"));
            }
            continue;
        }
        let (mut sum, mut below, mut ms, mut count) = (Decimal::ZERO, Decimal::ZERO, 0_i128, 0);
        let (total, whole) = loop {
            let page = engine.contributions(access, &cell).await.unwrap();
            for piece in &page.rows {
                sum += piece.amount;
                below += piece.denominator.unwrap_or_default();
                ms += i128::from(piece.duration_ms.unwrap_or(0));
                count += 1;
            }
            if !page.more {
                break (page.total_count, (page.sum, page.denominator));
            }
            cell.after = page.rows.last().map(|piece| piece.cursor.clone());
        };
        let of_time = matches!(value.unit, Unit::Hours);
        let wanted = value.numerator.or(value.value);
        let good = count == total
            && match (question.key, value.value) {
                ("billing_open_age", _) => value.population == count as u64,
                (_, Some(value))
                    if question.key.contains("invoice")
                        || question.key.starts_with("billing_latency") =>
                {
                    whole.0 == sum && value == (sum / below).round_dp(4)
                }
                // Hours are exact in milliseconds; shown ones are rounded each.
                (_, Some(value)) if of_time => {
                    whole.0 == value && decimal(ms, 0) == hours_ms(value, ms)
                }
                (_, Some(_))
                    if ["utilization", "coverage", "attainment"]
                        .iter()
                        .any(|word| question.key.contains(word)) =>
                {
                    Some(whole.0) == wanted && whole.1 == value.denominator
                }
                (_, Some(_)) => {
                    Some(sum) == wanted
                        && Some(whole.0) == wanted
                        && value
                            .denominator
                            .is_none_or(|denominator| denominator == below)
                }
                (_, None) => true,
            };
        if !good {
            wrong.push(format!(
                "{} by {:?} {:?} row {:?} {}: {:?} {:?}/{:?} opens to {count} of {total} rows, {sum}/{below}, page says {whole:?}",
                question.key, question.group, question.grain, cell.dimensions, row.period.from, value.value,
                value.numerator, value.denominator
            ));
        }
    }
    wrong
}

/// The milliseconds where they round to the hours shown, else none that fit.
fn hours_ms(shown: Decimal, ms: i128) -> Decimal {
    let rounded = decimal(super::number::Exact::new(ms, 3_600_000).rounded(4), 4);
    if rounded == shown {
        decimal(ms, 0)
    } else {
        Decimal::MIN
    }
}
