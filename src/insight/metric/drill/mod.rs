//! The rows behind a value: they sum to it exactly, and where cost may be read over groups only they are groups themselves.

mod hub;
mod ledger;
mod rows;

use entity::value::Day;
use rust_decimal::Decimal;

use crate::domain::record::Class;
use crate::insight::metric::answer::{Contribution, ContributionPage};
use crate::insight::metric::assemble::{self, place_cursor};
use crate::insight::metric::calc::exact::money;
use crate::insight::metric::calc::item::Item;
use crate::insight::metric::cube::{Cubes, PlacedItem};
use crate::insight::metric::definition::Metric;
use crate::insight::metric::engine::Engine;
use crate::insight::metric::fold;
use crate::insight::metric::fold::unbilled::Closing;
use crate::insight::metric::plan::{self, Key, MOST_DIMENSIONS, Plan};
use crate::insight::metric::query::{Access, CellQuery, QueryError};
use crate::insight::metric::registry::{Ahead, Measure};
use crate::insight::metric::respond::Asked;
use crate::insight::metric::snapshot::Snapshot;

/// One row behind a value, amounts in the smallest unit of the figure.
#[derive(Clone, Debug)]
struct Piece {
    kind: &'static str,
    id: Option<String>,
    number: i64,
    project: i64,
    person: i64,
    on: Day,
    amount: i128,
    denominator: i128,
    ms: i64,
    rate_basis: Option<String>,
    rows: u64,
}

impl Piece {
    fn new(kind: &'static str, prefix: &str, number: i64, on: Day) -> Self {
        Self {
            kind,
            id: Some(format!("{prefix}_{number:016x}")),
            number,
            project: 0,
            person: 0,
            on,
            amount: 0,
            denominator: 0,
            ms: 0,
            rate_basis: None,
            rows: 1,
        }
    }
}

/// What the amounts of pieces are.
#[derive(Clone, Copy)]
enum Scale {
    Money,
    /// Parts of a millisecond.
    Time(i64),
    Whole,
}

impl Scale {
    /// Amounts as shown: the difference of rounded sums up to each, so that what is shown sums to the figure.
    fn shown(self, amounts: impl Iterator<Item = i128>) -> Vec<Decimal> {
        let mut sum = 0;
        let mut before = self.decimal(0);
        amounts
            .map(|amount| {
                sum += amount;
                let to_date = self.decimal(sum);
                let shown = to_date - before;
                before = to_date;
                shown
            })
            .collect()
    }

    fn decimal(self, amount: i128) -> Decimal {
        match self {
            Self::Money => money(amount),
            Self::Time(scale) => fold::hours::shown(amount, scale),
            Self::Whole => Decimal::try_from_i128_with_scale(amount, 0).unwrap_or_default(),
        }
    }
}

fn prefix_of(table: &str) -> &'static str {
    crate::domain::record::ENTITIES
        .iter()
        .find(|entity| entity.table == table)
        .map_or("row", |entity| entity.prefix)
}

impl Engine {
    /// The rows behind one cell of an answer.
    pub async fn contributions(
        &self,
        access: &Access,
        cell: &CellQuery,
    ) -> Result<ContributionPage, QueryError> {
        let query = &cell.query;
        let metrics = plan::metrics(query)?;
        plan::permitted(query, access)?;
        let [metric] = metrics.as_slice() else {
            return Err(QueryError::BadInput {
                argument: "keys",
                detail: "name one metric".to_owned(),
            });
        };
        let snapshot = self.moment(access, query.known_at).await?;
        let asked = self.asked(&snapshot, &metrics, query).await?;
        let plan = self.plan(&snapshot, &metrics, query, access, &asked.words)?;
        let cubes = snapshot.cubes(plan.target, plan.as_of);
        let mut key: Key = ([0; MOST_DIMENSIONS], cell.period_from.unwrap_or(query.from));
        for (place, (dimension, text)) in plan.group.iter().zip(&cell.dimensions).enumerate() {
            key.0[place] = text.as_deref().map_or(0, |text| {
                let id = asked.words.read(*dimension, text);
                crate::insight::metric::respond::kind_of(*dimension)
                    .and_then(|kind| snapshot.inputs.representatives.get(&(kind, id)).copied())
                    .unwrap_or(id)
            });
        }
        let value = self.table(&snapshot, &cubes, &plan, &asked).remove(&key);
        if let Some(value) = value
            && value
                .first()
                .is_some_and(|value| value.state == crate::insight::metric::answer::State::Masked)
        {
            return Err(QueryError::FieldNotPermitted {
                field: metric.key.to_owned(),
            });
        }
        let names_people = access
            .grants
            .iter()
            .any(|grant| grant.classes.contains(&Class::Personal));
        let (pieces, scale, ratio) = pieces(
            &plan,
            metric,
            &snapshot,
            &cubes,
            &asked,
            self.settings.time_zone,
            key,
        );
        page(cell, pieces, scale, ratio, names_people, snapshot.sequence)
    }
}

fn page(
    cell: &CellQuery,
    mut pieces: Vec<Piece>,
    scale: Scale,
    ratio: bool,
    names_people: bool,
    sequence: i64,
) -> Result<ContributionPage, QueryError> {
    pieces.sort_by(|a, b| {
        let withheld = |piece: &Piece| piece.kind == "WITHHELD";
        (withheld(a), a.on, a.kind, a.number, a.project).cmp(&(
            withheld(b),
            b.on,
            b.kind,
            b.number,
            b.project,
        ))
    });
    let amounts = scale.shown(pieces.iter().map(|piece| piece.amount));
    let denominators = scale.shown(pieces.iter().map(|piece| piece.denominator));
    let sum: i128 = pieces.iter().map(|piece| piece.amount).sum();
    let whole: i128 = pieces.iter().map(|piece| piece.denominator).sum();
    let total_count = pieces.len();
    let cursors = cursors(&pieces);
    let part = assemble::part(
        [&cell.after, &cell.query.before],
        cell.first,
        cell.query.last,
        cursors.iter().map(String::as_str),
    )?;
    let text = |prefix: &str, id: i64| (id != 0).then(|| format!("{prefix}_{id:016x}"));
    let rows = pieces
        .into_iter()
        .zip(cursors)
        .zip(amounts.into_iter().zip(denominators))
        .skip(part.rows.start)
        .take(part.rows.len())
        .map(|((piece, cursor), (amount, denominator))| Contribution {
            cursor,
            kind: piece.kind,
            id: piece.id,
            project_id: text("prj", piece.project),
            person_id: text("per", piece.person).filter(|_| names_people),
            on: piece.on,
            amount,
            denominator: ratio.then_some(denominator),
            duration_ms: (piece.ms != 0).then_some(piece.ms),
            rate_basis: piece.rate_basis,
            rows: piece.rows,
        })
        .collect();
    Ok(ContributionPage {
        rows,
        total_count,
        more: part.more,
        sum: scale.decimal(sum),
        denominator: ratio.then(|| scale.decimal(whole)),
        sequence,
    })
}

/// A cursor for each row; rows alike (accepted and reversed on one day, a fee of two projects) are told apart by their turn.
fn cursors(pieces: &[Piece]) -> Vec<String> {
    let mut turn = 0;
    let mut cursors = Vec::with_capacity(pieces.len());
    for (place, piece) in pieces.iter().enumerate() {
        let same = place.checked_sub(1).map(|before| &pieces[before]);
        let alike = same.is_some_and(|other| {
            (other.kind, other.number, other.on) == (piece.kind, piece.number, piece.on)
        });
        turn = if alike { turn + 1 } else { 0 };
        let cursor = place_cursor(piece.kind, piece.number, piece.on);
        cursors.push(match turn {
            0 => cursor,
            turn => format!("{cursor}.{turn}"),
        });
    }
    cursors
}

type Pieces = (Vec<Piece>, Scale, bool);

fn pieces(
    plan: &Plan,
    metric: &'static Metric,
    snapshot: &Snapshot,
    cubes: &Cubes,
    asked: &Asked,
    zone: chrono_tz::Tz,
    key: Key,
) -> Pieces {
    match metric.measure {
        Measure::MarginSum(..) | Measure::MarginRatio(..) => {
            let ratio = matches!(metric.measure, Measure::MarginRatio(..));
            (
                rows::margin(plan, metric, snapshot, cubes, key),
                Scale::Money,
                ratio,
            )
        }
        Measure::HoursSum(_) | Measure::HoursRatio(..) => {
            let ratio = matches!(metric.measure, Measure::HoursRatio(..));
            (
                rows::days(plan, metric, snapshot, cubes, key),
                Scale::Time(fold::hours::scale(metric)),
                ratio,
            )
        }
        Measure::Ahead(figure) => (
            rows::ahead(plan, metric, figure, snapshot, key),
            Scale::Time(1),
            figure != Ahead::Hours,
        ),
        Measure::Lag(..) | Measure::BusinessLag(..) => {
            let lag = fold::latency::Lag::of(metric, &snapshot.inputs);
            let pieces = lag.map_or_else(Vec::new, |lag| {
                let items = seen(plan, metric, cubes, key, |placed| lag.on(placed));
                let days = |item: &Item| lag.days(item).map(|days| (i128::from(days), 1));
                of_items(&items, |placed| days(&placed.item))
            });
            (pieces, Scale::Whole, true)
        }
        Measure::Rebilled => {
            let items = seen(plan, metric, cubes, key, |placed| placed.item.issued_on);
            let lines = |item: &Item| Some((i128::from(item.rebilled), i128::from(item.lines)));
            (
                of_items(&items, |placed| lines(&placed.item)),
                Scale::Whole,
                true,
            )
        }
        Measure::OpenAge => {
            let from = plan.buckets.from;
            let ungrained = plan.buckets.grain.is_none();
            let items = seen(plan, metric, cubes, key, |placed| {
                let on = placed
                    .item
                    .approved_on
                    .filter(|_| fold::latency::waiting(placed))?;
                Some(if ungrained { on.max(from) } else { on })
            });
            let age = |item: &Item| Some((i128::from(plan.as_of.0 - item.approved_on?.0), 1));
            (
                of_items(&items, |placed| age(&placed.item)),
                Scale::Whole,
                true,
            )
        }
        Measure::Leakage | Measure::LeakageRatio | Measure::Unbilled => {
            let items = seen(plan, metric, cubes, key, |placed| {
                let counts =
                    placed.item.billable && fold::unbilled::counts(metric, placed, plan.as_of);
                counts.then(|| fold::unbilled::day(plan, metric, placed))
            });
            let mut closing = Closing::new(plan, &snapshot.inputs.fx);
            let ratio = matches!(metric.measure, Measure::LeakageRatio);
            let pieces = of_items(&items, |placed| {
                unbilled(plan, metric, placed, &mut closing)
            });
            (pieces, Scale::Money, ratio)
        }
        Measure::Receivable(figure) => {
            ledger::receivables(plan, metric, figure, snapshot, cubes, key)
        }
        Measure::LockUp(figure) => ledger::lock_up(plan, metric, figure, snapshot, cubes, key),
        Measure::Setup(clock) => {
            let clock = fold::setup::Clock::new(clock, &snapshot.inputs);
            hub::setups(plan, metric, &clock, cubes, asked.now, &key)
        }
        Measure::Health(figure) => hub::health(plan, figure, &asked.hub, &key),
        Measure::Resolution | Measure::OpenExceptions => {
            let open_only = matches!(metric.measure, Measure::OpenExceptions);
            hub::exceptions(
                plan,
                open_only,
                &asked.hub.troubles,
                (asked.now, zone),
                &key,
            )
        }
    }
}

fn seen<'c>(
    plan: &Plan,
    metric: &Metric,
    cubes: &'c Cubes,
    key: Key,
    on: impl Fn(&PlacedItem) -> Option<Day>,
) -> Vec<&'c PlacedItem> {
    let groups = plan.grouped(cubes.items(), on);
    groups
        .get(&key)
        .map_or_else(Vec::new, |seen| plan.readable(metric, seen).cells)
}

fn of_items(
    items: &[&PlacedItem],
    mut amounts: impl FnMut(&PlacedItem) -> Option<(i128, i128)>,
) -> Vec<Piece> {
    items
        .iter()
        .filter_map(|placed| {
            let (amount, denominator) = amounts(placed)?;
            let table = placed.item.kind.table();
            let number = if table == "engagement" {
                placed.item.contract
            } else {
                placed.item.id
            };
            let on = placed.item.issued_on.unwrap_or(placed.item.work_on);
            let mut piece = Piece::new(table, prefix_of(table), number, on);
            piece.project = placed.item.project;
            piece.person = placed.item.person;
            piece.ms = placed.item.ms;
            piece.amount = amount;
            piece.denominator = denominator;
            Some(piece)
        })
        .collect()
}

fn unbilled(
    plan: &Plan,
    metric: &Metric,
    placed: &PlacedItem,
    closing: &mut Closing,
) -> Option<(i128, i128)> {
    let item = &placed.item;
    if matches!(metric.measure, Measure::Unbilled) {
        let amount = item
            .unbilled()
            .then(|| closing.convert(placed, item.open_value()))
            .flatten()?;
        return Some((i128::from(amount.0), 0));
    }
    let leaked = fold::unbilled::leaked(item, plan.as_of)
        .and_then(|amount| closing.convert(placed, amount))
        .map_or(0, |(amount, _)| i128::from(amount));
    let billed = match metric.measure {
        Measure::LeakageRatio if item.live => {
            fold::unbilled::billed(plan, item).map_or(0, i128::from)
        }
        _ => 0,
    };
    (leaked != 0 || billed != 0).then_some((leaked, leaked + billed))
}
