//! Writes cells into their tables with the watermark, only where they changed, and compares what is stored with what rows give.

use std::collections::{BTreeMap, HashMap};

use entity::insight::{billing_item, metric_watermark, person_day, project_month};
use entity::value::{Currency, Day, Instant};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait,
    IntoActiveModel, QueryFilter,
};

use super::calc::exact::Fraction;
use super::calc::margin::MISSING;
use super::calc::utilization::PersonDay;
use super::cube::{Cubes, MonthCell, PlacedItem, UnitCells};
use super::inputs::Inputs;
use super::snapshot::Snapshot;
use super::standing;
use super::words;
use crate::model::Database;

/// Name of the watermark that all cells share.
pub(crate) const CUBE: &str = "figures";
const CHUNK: usize = 500;

fn some(id: i64) -> Option<i64> {
    (id != 0).then_some(id)
}

fn month_row(cell: &MonthCell) -> Result<project_month::Model, DbErr> {
    let place = &cell.place;
    Ok(project_month::Model {
        project_id: place.project,
        month_on: cell.month,
        engagement_id: some(place.contract),
        customer_id: some(place.customer),
        practice_id: some(place.practice),
        legal_entity_id: some(place.legal_entity),
        manager_id: some(place.manager),
        billing_model: model_word(cell),
        internal: place.internal,
        currency: place.currency,
        entity_currency: place.entity_currency,
        people: i32::try_from(cell.cell.people.len()).unwrap_or(i32::MAX),
        measures: serde_json::to_string(&cell.cell)
            .map_err(|error| DbErr::Json(error.to_string()))?,
    })
}

fn model_word(cell: &MonthCell) -> String {
    use super::dimension::Dimension;
    words::Words::default()
        .text(Dimension::BillingModel, words::model(cell.place.model))
        .unwrap_or_default()
}

fn day_row(day: &PersonDay) -> person_day::Model {
    person_day::Model {
        person_id: day.person,
        day_on: Day(day.on),
        role_id: some(day.role),
        practice_id: some(day.practice),
        legal_entity_id: some(day.legal_entity),
        manager_id: some(day.manager),
        worker: if day.contractor {
            "contractor"
        } else {
            "employee"
        }
        .to_owned(),
        scheduled: day.scheduled,
        holiday: day.holiday,
        absence: day.absence,
        capacity: day.capacity,
        billable: day.billable,
        productive: day.productive,
        worked: day.worked,
        submitted: day.submitted,
    }
}

fn item_row(placed: &PlacedItem, inputs: &Inputs, group: Currency) -> billing_item::Model {
    let (item, place) = (&placed.item, &placed.place);
    let at_work = |to: Currency| {
        let quote = inputs.fx.spot(item.currency, to, item.work_on)?;
        Fraction::whole(item.open_value())
            .times(quote.rate)?
            .rounded()
    };
    billing_item::Model {
        id: item.id,
        kind: item.kind.word().to_owned(),
        project_id: item.project,
        engagement_id: some(place.contract),
        customer_id: some(place.customer),
        practice_id: some(place.practice),
        legal_entity_id: some(item.legal_entity),
        person_id: some(item.person),
        role_id: some(item.role),
        manager_id: some(place.manager),
        billing_model: words::Words::default()
            .text(
                super::dimension::Dimension::BillingModel,
                words::model(place.model),
            )
            .unwrap_or_default(),
        work_on: item.work_on,
        submitted_at: item.submitted_at,
        approved_at: item.approved_at,
        approved_on: item.approved_on.or(item.approved.then_some(item.work_on)),
        eligible_on: Some(item.eligible_on),
        deadline_on: Some(item.deadline_on),
        posted_at: item.posted_at,
        posted_on: item.posted_on,
        drafted_on: None,
        issued_on: item.issued_on,
        due_on: item.due_on,
        paid_on: item.paid_on,
        first_invoice_id: some(item.invoice),
        line_id: some(item.line),
        live: item.live,
        latency: item.latency,
        held: item.held,
        written_down: item.written_down != 0 && item.open_value() == 0,
        currency: item.currency,
        value: item.open_value(),
        value_entity: at_work(place.entity_currency),
        value_group: at_work(group),
        weight_group: (item.weight != MISSING).then_some(item.weight),
        entity_currency: place.entity_currency,
        duration: item.ms,
    }
}

/// Writes what differs from the moment before (everything where there is none) and the watermark, in one transaction.
pub(crate) async fn write(
    database: &Database,
    before: Option<&Snapshot>,
    now: &Snapshot,
    tx: i64,
    at: Instant,
) -> Result<u64, DbErr> {
    let stored = metric_watermark::Entity::find_by_id(CUBE.to_owned())
        .one(&database.reader)
        .await?;
    let before = before.filter(|snapshot| {
        stored.as_ref().is_some_and(|mark| {
            mark.sequence == snapshot.sequence && mark.as_of_on == snapshot.usual.1
        })
    });
    let transaction = database.begin().await?;
    let mut written = match before {
        Some(before) => changed(&transaction, before, now).await?,
        None => everything(&transaction, now).await?,
    };
    let mark = metric_watermark::Model {
        cube: CUBE.to_owned(),
        sequence: now.sequence,
        at: now.known_at,
        as_of_on: now.usual.1,
        complete: true,
    };
    metric_watermark::Entity::delete_by_id(CUBE.to_owned())
        .exec(&transaction)
        .await?;
    mark.into_active_model().insert(&transaction).await?;
    written += standing::write(&transaction, now, tx, at).await?;
    transaction.commit().await?;
    Ok(written)
}

async fn everything(transaction: &DatabaseTransaction, now: &Snapshot) -> Result<u64, DbErr> {
    project_month::Entity::delete_many()
        .exec(transaction)
        .await?;
    person_day::Entity::delete_many().exec(transaction).await?;
    billing_item::Entity::delete_many()
        .exec(transaction)
        .await?;
    let units: Vec<&UnitCells> = now.cubes.units.values().map(|unit| &**unit).collect();
    let mut written = insert_units(transaction, &units, now).await?;
    let days: Vec<&PersonDay> = now.cubes.days().collect();
    written += insert_days(transaction, &days).await?;
    Ok(written)
}

async fn changed(
    transaction: &DatabaseTransaction,
    before: &Snapshot,
    now: &Snapshot,
) -> Result<u64, DbErr> {
    let mut gone: Vec<&UnitCells> = Vec::new();
    let mut fresh: Vec<&UnitCells> = Vec::new();
    for (unit, cells) in &before.cubes.units {
        if now
            .cubes
            .units
            .get(unit)
            .is_none_or(|new| !same(new, cells))
        {
            gone.push(cells);
        }
    }
    for (unit, cells) in &now.cubes.units {
        if before
            .cubes
            .units
            .get(unit)
            .is_none_or(|old| !same(old, cells))
        {
            fresh.push(cells);
        }
    }
    let mut projects: Vec<i64> = gone
        .iter()
        .flat_map(|u| u.months.iter().map(|cell| cell.place.project))
        .collect();
    projects.sort_unstable();
    projects.dedup();
    for chunk in projects.chunks(CHUNK) {
        project_month::Entity::delete_many()
            .filter(project_month::Column::ProjectId.is_in(chunk.to_vec()))
            .exec(transaction)
            .await?;
    }
    let items: Vec<i64> = gone
        .iter()
        .flat_map(|u| u.items.iter().map(|placed| placed.item.id))
        .collect();
    for chunk in items.chunks(CHUNK) {
        billing_item::Entity::delete_many()
            .filter(billing_item::Column::Id.is_in(chunk.to_vec()))
            .exec(transaction)
            .await?;
    }
    let mut written = insert_units(transaction, &fresh, now).await?;
    let mut days: Vec<&PersonDay> = Vec::new();
    let people: std::collections::BTreeSet<i64> = before
        .cubes
        .days
        .keys()
        .chain(now.cubes.days.keys())
        .copied()
        .collect();
    for person in people {
        written += change_days(
            transaction,
            before.cubes.days.get(&person).map(|d| &***d),
            now.cubes.days.get(&person).map(|d| &***d),
            &mut days,
        )
        .await?;
    }
    written += insert_days(transaction, &days).await?;
    Ok(written)
}

fn same(a: &std::sync::Arc<UnitCells>, b: &std::sync::Arc<UnitCells>) -> bool {
    std::sync::Arc::ptr_eq(a, b) || a == b
}

async fn change_days<'a>(
    transaction: &DatabaseTransaction,
    before: Option<&'a [PersonDay]>,
    now: Option<&'a [PersonDay]>,
    fresh: &mut Vec<&'a PersonDay>,
) -> Result<u64, DbErr> {
    let old: HashMap<i32, &PersonDay> = before
        .unwrap_or_default()
        .iter()
        .map(|day| (day.on, day))
        .collect();
    let new: HashMap<i32, &PersonDay> = now
        .unwrap_or_default()
        .iter()
        .map(|day| (day.on, day))
        .collect();
    let gone: Vec<&&PersonDay> = old
        .values()
        .filter(|day| new.get(&day.on) != Some(day))
        .collect();
    if let Some(first) = gone.first() {
        let on: Vec<Day> = gone.iter().map(|day| Day(day.on)).collect();
        for chunk in on.chunks(CHUNK) {
            person_day::Entity::delete_many()
                .filter(person_day::Column::PersonId.eq(first.person))
                .filter(person_day::Column::DayOn.is_in(chunk.to_vec()))
                .exec(transaction)
                .await?;
        }
    }
    fresh.extend(new.values().filter(|day| old.get(&day.on) != Some(day)));
    Ok(gone.len() as u64)
}

async fn insert_units(
    transaction: &DatabaseTransaction,
    units: &[&UnitCells],
    now: &Snapshot,
) -> Result<u64, DbErr> {
    let mut months = Vec::new();
    let mut items = Vec::new();
    for unit in units {
        for cell in &unit.months {
            months.push(month_row(cell)?.into_active_model());
        }
        items.extend(
            unit.items
                .iter()
                .map(|placed| item_row(placed, &now.inputs, now.usual.0).into_active_model()),
        );
    }
    let written = (months.len() + items.len()) as u64;
    while !months.is_empty() {
        let rest = months.split_off(months.len().min(CHUNK));
        project_month::Entity::insert_many(std::mem::replace(&mut months, rest))
            .exec_without_returning(transaction)
            .await?;
    }
    while !items.is_empty() {
        let rest = items.split_off(items.len().min(CHUNK));
        billing_item::Entity::insert_many(std::mem::replace(&mut items, rest))
            .exec_without_returning(transaction)
            .await?;
    }
    Ok(written)
}

async fn insert_days(transaction: &DatabaseTransaction, days: &[&PersonDay]) -> Result<u64, DbErr> {
    for chunk in days.chunks(CHUNK) {
        let rows = chunk.iter().map(|day| day_row(day).into_active_model());
        person_day::Entity::insert_many(rows)
            .exec_without_returning(transaction)
            .await?;
    }
    Ok(days.len() as u64)
}

/// The day as of which cells are stored.
pub(crate) async fn stored_day(reader: &impl ConnectionTrait) -> Result<Option<Day>, DbErr> {
    let mark = metric_watermark::Entity::find_by_id(CUBE.to_owned())
        .one(reader)
        .await?;
    Ok(mark.map(|mark| mark.as_of_on))
}

/// Compares stored cells with cells made from rows; tells each difference.
pub(crate) async fn compare(
    reader: &impl ConnectionTrait,
    inputs: &Inputs,
    cubes: &Cubes,
    group: Currency,
) -> Result<Vec<String>, DbErr> {
    let mut found = Vec::new();
    let mut expected = BTreeMap::new();
    for cell in cubes.months() {
        let row = month_row(cell)?;
        expected.insert((row.project_id, row.month_on), row);
    }
    let stored = project_month::Entity::find().all(reader).await?;
    let stored = stored
        .into_iter()
        .map(|row| ((row.project_id, row.month_on), row))
        .collect();
    differ("project_month", expected, stored, &mut found);
    let expected = cubes
        .days()
        .map(|day| ((day.person, day.on), day_row(day)))
        .collect();
    let stored = person_day::Entity::find().all(reader).await?;
    let stored = stored
        .into_iter()
        .map(|row| ((row.person_id, row.day_on.0), row))
        .collect();
    differ("person_day", expected, stored, &mut found);
    let expected = cubes
        .items()
        .map(|placed| (placed.item.id, item_row(placed, inputs, group)))
        .collect();
    let stored = billing_item::Entity::find().all(reader).await?;
    let stored = stored.into_iter().map(|row| (row.id, row)).collect();
    differ("billing_item", expected, stored, &mut found);
    Ok(found)
}

fn differ<K: Ord + std::fmt::Debug, R: PartialEq + std::fmt::Debug>(
    table: &str,
    expected: BTreeMap<K, R>,
    mut stored: BTreeMap<K, R>,
    found: &mut Vec<String>,
) {
    for (key, row) in expected {
        match stored.remove(&key) {
            None => found.push(format!("{table} {key:?} is missing")),
            Some(old) if old != row => {
                found.push(format!("{table} {key:?} is {old:?}, rows give {row:?}"))
            }
            Some(_) => {}
        }
    }
    found.extend(
        stored
            .keys()
            .map(|key| format!("{table} {key:?} is no cell of any row")),
    );
}
