//! The synchronization figures of groups of streams.

use super::{Happening, HubState, What};
use crate::insight::metric::answer::{MetricValue, Part, State};
use crate::insight::metric::calc::exact::{Fraction, quotient};
use crate::insight::metric::calc::fx::FxTable;
use crate::insight::metric::calc::percentile::{ENOUGH, PLENTY, continuous};
use crate::insight::metric::definition::{Metric, Unit};
use crate::insight::metric::fold::Values;
use crate::insight::metric::plan::Plan;
use crate::insight::metric::registry::Health;

const HOUR: i64 = 3_600_000;

/// The values of an integration metric by group.
pub(crate) fn fold(
    plan: &Plan,
    metric: &Metric,
    figure: Health,
    hub: &HubState,
    fx: &FxTable,
) -> Values {
    let happenings = hub.happenings.iter().filter(|of| bears(of, figure, plan));
    plan.grouped(happenings, |of| of.on.or(Some(plan.buckets.to)))
        .into_iter()
        .filter_map(|(key, seen)| {
            let cells = plan.readable(metric, &seen).cells;
            let mut value = MetricValue::empty(metric);
            let kept = match figure {
                Health::Freshness => freshness(&mut value, &cells),
                Health::Backlog => backlog(&mut value, &cells),
                Health::Completeness if hub.past => false,
                _ => ratio(&mut value, figure, &cells),
            };
            if figure == Health::Completeness && kept {
                value.parts.push(amounts(plan, &cells, fx));
            }
            if hub.past && matches!(figure, Health::Completeness | Health::Backlog) {
                value.undefine("NO_HISTORY");
                return Some((key, value));
            }
            kept.then_some((key, value))
        })
        .collect()
}

/// True where a happening bears on a figure on the day asked for.
pub(crate) fn bears(of: &Happening, figure: Health, plan: &Plan) -> bool {
    let own = match figure {
        Health::Freshness => matches!(of.what, What::Stale { .. } | What::Reached { .. }),
        Health::Completeness => matches!(of.what, What::Total { .. }),
        _ => of.share(figure).is_some(),
    };
    own && of.on.is_none_or(|on| on <= plan.as_of)
}

fn ratio(value: &mut MetricValue, figure: Health, cells: &[&Happening]) -> bool {
    let (mut top, mut bottom) = (0_i128, 0_i128);
    for (above, below) in cells.iter().filter_map(|of| of.share(figure)) {
        top += above;
        bottom += below;
    }
    if bottom == 0 {
        return false;
    }
    value.population = u64::try_from(bottom).unwrap_or(0);
    value.numerator = quotient(top, 1, 0);
    value.denominator = quotient(bottom, 1, 0);
    value.set(quotient(top, bottom, 6));
    let mut count = |name: &'static str, test: fn(&What) -> bool| {
        let found = cells.iter().filter(|of| test(&of.what)).count();
        value.part(name, Unit::Count, quotient(found as i128, 1, 0), "TOO_FEW");
    };
    match figure {
        Health::Runs => count("never_started", |what| *what == What::Missed),
        Health::Records => {
            count("late", |what| *what == What::Late);
            count("late_success", |what| {
                matches!(what, What::Letter { replayed: true, .. })
            });
            count("refused_by_validation", |what| {
                matches!(
                    what,
                    What::Letter {
                        replayed: false,
                        refused: true
                    }
                )
            });
        }
        _ => {}
    }
    true
}

fn backlog(value: &mut MetricValue, cells: &[&Happening]) -> bool {
    value.population = cells.len() as u64;
    value.set(quotient(cells.len() as i128, 1, 0));
    true
}

/// The age of the worst stream, and the p95 of the ages that good runs of the period met.
fn freshness(value: &mut MetricValue, cells: &[&Happening]) -> bool {
    let (mut now, mut reached) = (Vec::new(), Vec::new());
    for of in cells {
        match of.what {
            What::Stale { ms } => now.push(ms),
            What::Reached { ms } => reached.push(ms),
            _ => {}
        }
    }
    let Some(worst) = now.iter().max() else {
        return false;
    };
    value.population = now.len() as u64;
    value.set(quotient(i128::from(*worst), i128::from(HOUR), 4));
    reached.sort_unstable();
    let p95 = continuous(&reached, 95, HOUR).filter(|_| reached.len() >= ENOUGH);
    value.part("p95", Unit::Hours, p95, "TOO_FEW");
    if let Some(part) = value.parts.last_mut()
        && (ENOUGH..PLENTY).contains(&reached.len())
    {
        part.reasons.push("FEW");
    }
    true
}

/// Landed by source of the amounts under control, converted at the closing rate of the day asked for.
fn amounts(plan: &Plan, cells: &[&Happening], fx: &FxTable) -> Part {
    let (mut top, mut bottom, mut rows) = (0_i128, 0_i128, 0);
    let mut known = true;
    for of in cells {
        let What::Total {
            source,
            landed,
            currency: Some(currency),
        } = of.what
        else {
            continue;
        };
        rows += 1;
        let quote = fx.spot(currency, plan.target, plan.as_of);
        let convert =
            |amount: i64| quote.and_then(|q| Fraction::whole(amount).times(q.rate)?.rounded());
        match (convert(landed), convert(source)) {
            (Some(landed), Some(source)) => {
                top += i128::from(landed);
                bottom += i128::from(source);
            }
            _ => known = false,
        }
    }
    let value = known.then(|| quotient(top, bottom, 6)).flatten();
    Part {
        name: "amount",
        unit: Unit::Ratio,
        value,
        state: match value {
            Some(_) => State::Ok,
            None if rows == 0 || known => State::Empty,
            None => State::Undefined,
        },
        reasons: if known { Vec::new() } else { vec!["NO_RATE"] },
    }
}
