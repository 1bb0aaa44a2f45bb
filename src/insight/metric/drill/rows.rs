//! The rows of margin and of hours, and the groups that stand for them where cost may be read over people only.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use entity::canonical::time_entry::TimeEntryStatus;
use entity::value::Day;

use super::{Piece, prefix_of};
use crate::insight::metric::calc::input::Entry;
use crate::insight::metric::calc::margin::{MISSING, RateKind, Row};
use crate::insight::metric::calc::utilization::PersonDay;
use crate::insight::metric::cube::{Cubes, MonthCell, Shared};
use crate::insight::metric::definition::Metric;
use crate::insight::metric::fold;
use crate::insight::metric::fold::hours::time;
use crate::insight::metric::guard;
use crate::insight::metric::plan::{Key, Plan};
use crate::insight::metric::registry::{Ahead, Amount, Hours};
use crate::insight::metric::snapshot::Snapshot;

pub(super) fn margin(
    plan: &Plan,
    metric: &Metric,
    snapshot: &Snapshot,
    cubes: &Cubes,
    key: Key,
) -> Vec<Piece> {
    let cells = cubes
        .months()
        .filter(|cell| fold::margin::belongs(plan, metric, cell));
    let groups = plan.grouped(cells, |cell| Some(cell.month));
    let Some(seen) = groups.get(&key) else {
        return Vec::new();
    };
    let readable = plan.readable(metric, seen);
    let counted = fold::margin::counted(plan, metric, &readable.cells).cells;
    let (numerator, denominator, _) = fold::margin::terms(metric);
    if readable.in_aggregate {
        let open = guard::open_projects(plan, metric, seen, snapshot.sequence);
        return grouped(plan, &counted, &open, numerator, denominator);
    }
    let mut months: HashMap<i64, BTreeSet<Day>> = HashMap::new();
    for cell in &counted {
        months
            .entry(cell.place.project)
            .or_default()
            .insert(cell.month);
    }
    let inputs = &snapshot.inputs;
    let shared = Shared::new(inputs, plan.target, plan.as_of);
    let wanted: BTreeSet<_> = months.keys().map(|project| inputs.unit(*project)).collect();
    let mut pieces = Vec::new();
    for (unit, projects) in inputs.units() {
        if !wanted.contains(&unit) {
            continue;
        }
        for row in shared.rows(inputs, unit, &projects) {
            let counts = months
                .get(&row.project)
                .is_some_and(|months| months.contains(&row.on.month_start()));
            if counts {
                pieces.extend(of_row(plan, &row, numerator, denominator));
            }
        }
    }
    pieces
}

fn of_row(
    plan: &Plan,
    row: &Row,
    numerator: &[(Amount, i64)],
    denominator: &[(Amount, i64)],
) -> Option<Piece> {
    let sum = |terms: &[(Amount, i64)]| -> i128 {
        terms
            .iter()
            .map(|(amount, sign)| i128::from(of_amount(row, *amount, plan)) * i128::from(*sign))
            .sum()
    };
    let (amount, below) = (sum(numerator), sum(denominator));
    if amount == 0 && below == 0 {
        return None;
    }
    let table = row.source.table();
    let mut piece = Piece::new(table, prefix_of(table), row.id, row.on);
    piece.project = row.project;
    piece.person = row.person;
    piece.ms = row.ms;
    piece.amount = amount;
    piece.denominator = below;
    piece.rate_basis = row.route.words().map(|route| match row.rate {
        RateKind::Spot(on) => format!("{route} spot of {on}"),
        RateKind::Average(on) => format!("{route} average of {}", on.month_start()),
    });
    Some(piece)
}

fn of_amount(row: &Row, amount: Amount, plan: &Plan) -> i64 {
    let triple = match amount {
        Amount::Revenue => &row.revenue,
        Amount::PassThrough => &row.pass_through,
        Amount::Labor => &row.labor,
        Amount::Subcontractor => &row.subcontractor,
        Amount::Expense => &row.expense,
        Amount::Provision => &row.provision,
        Amount::Rework if row.rework => &row.labor,
        Amount::Rework => return 0,
    };
    let amount = triple[plan.basis as usize];
    if amount == MISSING { 0 } else { amount }
}

/// Projects that may stand by themselves, each a row; all others are one row WITHHELD.
fn grouped(
    plan: &Plan,
    cells: &[&MonthCell],
    open: &BTreeSet<i64>,
    numerator: &[(Amount, i64)],
    denominator: &[(Amount, i64)],
) -> Vec<Piece> {
    let mut pieces: BTreeMap<i64, Piece> = BTreeMap::new();
    for cell in cells {
        let project = cell.place.project;
        let told = open.contains(&project);
        let key = if told { project } else { 0 };
        let piece = pieces.entry(key).or_insert_with(|| {
            let mut piece = Piece::new("project", "prj", project, cell.month);
            piece.project = project;
            piece.rows = 0;
            if !told {
                piece.kind = "WITHHELD";
                (piece.id, piece.number, piece.project) = (None, 0, 0);
            }
            piece
        });
        let sum = |terms: &[(Amount, i64)]| -> i128 {
            terms
                .iter()
                .map(|(amount, sign)| {
                    i128::from(fold::margin::amount(cell, *amount, plan.basis)) * i128::from(*sign)
                })
                .sum()
        };
        piece.amount += sum(numerator);
        piece.denominator += sum(denominator);
        piece.rows += u64::from(cell.cell.rows);
    }
    pieces.into_values().collect()
}

/// A row for a person's day.
fn person_day(person: i64, on: Day) -> Piece {
    let mut piece = Piece::new("person_day", "per", person, on);
    piece.person = person;
    piece.rows = 0;
    piece
}

pub(super) fn days(
    plan: &Plan,
    metric: &Metric,
    snapshot: &Snapshot,
    cubes: &Cubes,
    key: Key,
) -> Vec<Piece> {
    let days = cubes.days().filter(|day| fold::hours::belongs(plan, day));
    let groups = plan.grouped(days, |day| Some(Day(day.on)));
    let Some(seen) = groups.get(&key) else {
        return Vec::new();
    };
    let cells = plan.readable(metric, seen).cells;
    let (numerator, denominator) = fold::hours::terms(metric);
    let scale = fold::hours::scale(metric);
    let planned = |terms: &[Hours], day: &PersonDay| -> i128 {
        let of_day = terms.iter().filter(|of| of_schedule(**of));
        of_day.map(|of| time(day, *of, scale)).sum()
    };
    let mut pieces = Vec::new();
    let mut wanted: BTreeSet<(i64, i32)> = BTreeSet::new();
    let mut elsewhere: BTreeMap<(i64, i32), Piece> = BTreeMap::new();
    for day in cells
        .into_iter()
        .filter(|day| fold::hours::counts(metric, day))
    {
        wanted.insert((day.person, day.on));
        let (amount, below) = (planned(numerator, day), planned(denominator, day));
        if amount != 0 || below != 0 {
            let mut piece = person_day(day.person, Day(day.on));
            piece.rows = 1;
            piece.amount = amount;
            piece.denominator = below;
            piece.ms = i64::try_from(amount / i128::from(scale)).unwrap_or(0);
            pieces.push(piece);
        }
    }
    for entry in snapshot.inputs.entries.all() {
        if !wanted.contains(&(entry.person, entry.work_on.0)) {
            continue;
        }
        let counted =
            |terms: &[Hours]| terms.iter().filter(|of| logged(entry, **of)).count() as i128;
        let (amount, below) = (counted(numerator), counted(denominator));
        if amount == 0 && below == 0 {
            continue;
        }
        let ms = i128::from(entry.ms) * i128::from(scale);
        let (amount, below) = (amount * ms, below * ms);
        if !plan.opens(entry.project) {
            // Work on a project that the viewer does not reach is told as a part of the day.
            let key = (entry.person, entry.work_on.0);
            let piece = elsewhere
                .entry(key)
                .or_insert_with(|| person_day(entry.person, entry.work_on));
            piece.amount += amount;
            piece.denominator += below;
            piece.ms += entry.ms;
            piece.rows += 1;
            continue;
        }
        let mut piece = Piece::new("time_entry", "tim", entry.id, entry.work_on);
        piece.project = entry.project;
        piece.person = entry.person;
        piece.ms = entry.ms;
        piece.amount = amount;
        piece.denominator = below;
        pieces.push(piece);
    }
    pieces.extend(elsewhere.into_values());
    pieces
}

fn logged(entry: &Entry, of: Hours) -> bool {
    match of {
        Hours::Billable => entry.approved() && entry.billable,
        Hours::Productive => entry.approved() && !entry.billable && entry.productive,
        Hours::Worked => entry.approved(),
        Hours::Submitted => entry.status == TimeEntryStatus::Submitted,
        Hours::Pending => entry.status == TimeEntryStatus::Submitted && entry.billable,
        Hours::Scheduled | Hours::Capacity | Hours::StandardYear | Hours::Target => false,
    }
}

/// True for time that a day has by its schedule, not by what was worked.
fn of_schedule(of: Hours) -> bool {
    use Hours::{Capacity, Scheduled, StandardYear, Target};
    matches!(of, Scheduled | Capacity | StandardYear | Target)
}

/// The days to come and what is booked on each: capacity of a person's day, parts of assignments.
pub(super) fn ahead(
    plan: &Plan,
    metric: &Metric,
    figure: Ahead,
    snapshot: &Snapshot,
    key: Key,
) -> Vec<Piece> {
    let days = fold::ahead::days(&snapshot.inputs, plan);
    let groups = plan.grouped(days.iter(), |of| Some(Day(of.day.on)));
    let Some(seen) = groups.get(&key) else {
        return Vec::new();
    };
    let mut pieces = Vec::new();
    for of in plan.readable(metric, seen).cells {
        let on = Day(of.day.on);
        let mut whole = person_day(of.day.person, on);
        if figure != Ahead::Hours {
            whole.denominator = of.day.capacity.into();
            whole.rows = 1;
        }
        let counted = of.shares.iter().filter(|share| match figure {
            Ahead::Hard => share.hard,
            Ahead::Soft => !share.hard,
            Ahead::Hours => true,
        });
        for share in counted {
            if !plan.opens(share.project) {
                // What is booked on a project that the viewer does not reach is told as a part of the day.
                whole.amount += i128::from(share.ms);
                whole.ms += share.ms;
                whole.rows += 1;
                continue;
            }
            let mut piece = Piece::new("assignment", prefix_of("assignment"), share.booking, on);
            piece.project = share.project;
            piece.person = of.day.person;
            piece.amount = share.ms.into();
            piece.ms = share.ms;
            pieces.push(piece);
        }
        if whole.amount != 0 || whole.denominator != 0 {
            pieces.push(whole);
        }
    }
    pieces
}
