//! Reads who there is: legal entities, customers, practices, roles, people with their calendars and history.

use std::collections::HashMap;

use chrono_tz::Tz;
use entity::canonical::{
    absence, customer, holiday, holiday_membership, legal_entity, person, position, practice, role,
    target, workweek, workweek_membership,
};
use entity::value::{Currency, Day, Duration};
use sea_orm::{ConnectionTrait, DbErr};

use super::read::Reader;
use crate::domain::record::Kind;
use crate::insight::metric::calc::input::{Person, Position, Schedule, Target};
use crate::insight::metric::define::utilization;
use crate::insight::metric::inputs::{Company, Inputs};

const OPEN: (Day, Day) = (Day(i32::MIN), Day(i32::MAX));

pub(super) async fn load<C: ConnectionTrait>(
    reader: &mut Reader<'_, C>,
    inputs: &mut Inputs,
) -> Result<(), DbErr> {
    for row in reader
        .composed::<legal_entity::Entity>(Kind::LegalEntity)
        .await?
    {
        let company = Company {
            currency: row.functional_currency.unwrap_or(Currency::USD),
            zone: row
                .time_zone
                .as_deref()
                .and_then(|zone| zone.parse().ok())
                .unwrap_or(Tz::UTC),
            fiscal_start: row
                .fiscal_year_start
                .and_then(|month| u32::try_from(month).ok())
                .filter(|month| (1..=12).contains(month))
                .unwrap_or(1),
        };
        inputs.companies.insert(row.id.0, company);
        inputs.names.insert((Kind::LegalEntity, row.id.0), row.name);
    }
    for row in reader.composed::<practice::Entity>(Kind::Practice).await? {
        inputs.names.insert((Kind::Practice, row.id.0), row.name);
    }
    for row in reader.composed::<role::Entity>(Kind::Role).await? {
        inputs.names.insert((Kind::Role, row.id.0), row.name);
    }
    for row in reader.composed::<customer::Entity>(Kind::Customer).await? {
        inputs.names.insert((Kind::Customer, row.id.0), row.name);
        if let Some(days) = row.terms_days {
            inputs.terms.insert(row.id.0, days);
        }
    }
    people(reader, inputs).await
}

async fn people<C: ConnectionTrait>(
    reader: &mut Reader<'_, C>,
    inputs: &mut Inputs,
) -> Result<(), DbErr> {
    let mut weeks = HashMap::new();
    let mut keeper = None;
    for week in reader.facts::<workweek::Entity>(Kind::Workweek).await? {
        let weekdays = [
            week.monday,
            week.tuesday,
            week.wednesday,
            week.thursday,
            week.friday,
            week.saturday,
            week.sunday,
        ]
        .map(|time| time.map_or(0, |Duration(ms)| ms));
        if week.standard == Some(true) {
            inputs.standard_week = weekdays;
            keeper = Some(week.connection_id);
        }
        weeks.insert(week.id.0, weekdays);
    }
    for row in reader.composed::<person::Entity>(Kind::Person).await? {
        if let Some(name) = &row.name {
            inputs.names.insert((Kind::Person, row.id.0), name.clone());
        }
        let person = Person {
            id: row.id.0,
            worker: row.worker,
            hired_on: row.hired_on,
            released_on: row.released_on,
            role: reader.whole(Kind::Role, row.role_id.map(|id| id.0)),
            practice: reader.whole(Kind::Practice, row.practice_id.map(|id| id.0)),
            legal_entity: reader.whole(Kind::LegalEntity, row.legal_entity_id.map(|id| id.0)),
            manager: reader.whole(Kind::Person, row.manager_id.map(|id| id.0)),
            schedules: Vec::new(),
            standard: keeper.is_some_and(|keeper| reader.knows(Kind::Person, &row, keeper)),
            holidays: Vec::new(),
            absences: Vec::new(),
            positions: Vec::new(),
            target: row.utilization_target.map(|fraction| fraction.0),
            targets: Vec::new(),
        };
        inputs.people.insert(person.id, person);
    }
    for row in reader
        .facts::<workweek_membership::Entity>(Kind::WorkweekMembership)
        .await?
    {
        let id = reader.whole(Kind::Person, Some(row.person_id.0));
        if let (Some(person), Some(weekdays)) =
            (inputs.people.get_mut(&id), weeks.get(&row.workweek_id.0))
        {
            person.schedules.push(Schedule {
                from_on: row.from_on,
                to_on: row.to_on,
                weekdays: *weekdays,
            });
        }
    }
    holidays(reader, inputs).await?;
    for row in reader.facts::<target::Entity>(Kind::Target).await? {
        let id = reader.whole(Kind::Person, row.person_id.map(|id| id.0));
        if row.metric == utilization::BILLABLE_UTILIZATION.key
            && let Some(person) = inputs.people.get_mut(&id)
        {
            person.targets.push(Target {
                from_on: row.from_on,
                to_on: row.to_on,
                value: row.value.0,
            });
        }
    }
    for row in reader.facts::<absence::Entity>(Kind::Absence).await? {
        let id = reader.whole(Kind::Person, Some(row.person_id.0));
        if row.status == absence::AbsenceStatus::Approved
            && let Some(person) = inputs.people.get_mut(&id)
        {
            person.absences.push((row.absent_on, row.duration.0));
        }
    }
    for row in reader.facts::<position::Entity>(Kind::Position).await? {
        let id = reader.whole(Kind::Person, Some(row.person_id.0));
        let noted = Position {
            id: row.id.0,
            effective_on: row.effective_on,
            noted_at: row.noted_at,
            role: reader.whole(Kind::Role, row.role_id.map(|id| id.0)),
            role_before: reader.whole(Kind::Role, row.role_before_id.map(|id| id.0)),
            practice: reader.whole(Kind::Practice, row.practice_id.map(|id| id.0)),
            practice_before: reader.whole(Kind::Practice, row.practice_before_id.map(|id| id.0)),
            legal_entity: reader.whole(Kind::LegalEntity, row.legal_entity_id.map(|id| id.0)),
            manager: reader.whole(Kind::Person, row.manager_id.map(|id| id.0)),
        };
        if let Some(person) = inputs.people.get_mut(&id) {
            person.positions.push(noted);
        }
    }
    Ok(())
}

async fn holidays<C: ConnectionTrait>(
    reader: &mut Reader<'_, C>,
    inputs: &mut Inputs,
) -> Result<(), DbErr> {
    let mut calendars: HashMap<i64, Vec<(Day, Day)>> = HashMap::new();
    for row in reader.facts::<holiday::Entity>(Kind::Holiday).await? {
        calendars
            .entry(row.calendar_id.0)
            .or_default()
            .push((row.from_on, row.to_on.unwrap_or(row.from_on)));
    }
    for row in reader
        .facts::<holiday_membership::Entity>(Kind::HolidayMembership)
        .await?
    {
        let id = reader.whole(Kind::Person, Some(row.person_id.0));
        let (from, to) = (row.from_on.unwrap_or(OPEN.0), row.to_on.unwrap_or(OPEN.1));
        if let (Some(person), Some(days)) = (
            inputs.people.get_mut(&id),
            calendars.get(&row.calendar_id.0),
        ) {
            person.holidays.extend(
                days.iter()
                    .map(|(first, last)| ((*first).max(from), (*last).min(to)))
                    .filter(|(first, last)| first <= last),
            );
        }
    }
    Ok(())
}
