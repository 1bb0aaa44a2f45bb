//! People with their dated terms, work weeks and managers, and their absence.

use chrono::{Datelike, NaiveDate, Weekday};

use super::dice::Dice;
use super::names;
use super::organisation::{earlier, later, priced};
use crate::firm::*;

/// Cost per hour in US dollar cents by role.
const COST: &[i64] = &[
    5_100, 7_200, 9_600, 12_600, 16_400, 21_500, 12_800, 6_500, 5_500,
];

/// Legal entities by share of people, in percent up to and including each.
const ENTITY_SHARE: [i64; 4] = [40, 65, 85, 100];

/// Number of the practice of people who do not deliver.
pub const CORPORATE: u32 = 6;

/// Role of sales staff.
pub const SALES: u32 = 8;

/// Role of finance staff.
pub const FINANCE: u32 = 9;

/// Fills people and their absence.
pub fn fill(firm: &mut Firm) {
    people(firm);
    absence(firm);
}

fn people(firm: &mut Firm) {
    let mut dice = Dice::new(firm.seed, 1);
    let delivery = firm.scale.people();
    let others = if firm.scale == Scale::Tiny {
        2
    } else {
        3 + delivery / 50
    };
    for place in 0..delivery + others {
        let id = place as u32 + 1;
        let outside = place >= delivery;
        let share = (place as i64 * 37) % 100;
        let entity = if outside {
            1 + (place as u32 % 4)
        } else {
            1 + ENTITY_SHARE
                .iter()
                .position(|upto| share < *upto)
                .unwrap_or(3) as u32
        };
        let person = person(firm, &mut dice, id, entity, outside);
        weeks_of(firm, &mut dice, &person);
        firm.people.push(person);
    }
    managers(firm, &mut dice);
}

fn person(firm: &Firm, dice: &mut Dice, id: u32, entity: u32, outside: bool) -> Person {
    let first_name = dice.pick(names::FIRST).to_string();
    let last_name = dice.pick(names::LAST).to_string();
    let email = format!(
        "{}.{}{}@meridian.example",
        first_name.to_lowercase(),
        last_name.to_lowercase(),
        id
    );
    let days = firm.scale.days();
    let joined_later = !outside && id > 4 && dice.chance(2_800);
    let hired_on = if joined_later {
        later(firm.first_day, dice.between(20, days * 9 / 10))
    } else {
        earlier(firm.first_day, dice.between(30, 2_000))
    };
    let leaves = !outside && id > 8 && dice.chance(1_500);
    let released_on = leaves
        .then(|| later(hired_on.max(firm.first_day), dice.between(days / 3, days)))
        .filter(|day| *day < firm.today);
    let employment = if !outside && id > 5 && dice.chance(1_000) {
        Employment::Contractor
    } else {
        Employment::Employee
    };
    let role = match (outside, employment) {
        (true, _) => {
            if id.is_multiple_of(2) {
                SALES
            } else {
                FINANCE
            }
        }
        (_, Employment::Contractor) => 7,
        _ => match id {
            1 => 6,
            _ => [2, 3, 1, 4, 2, 3, 5, 2, 3, 4, 1, 2][id as usize % 12],
        },
    };
    let practice = if outside {
        CORPORATE
    } else {
        2 + (id * 7 / 3 + entity) % 4
    };
    let currency = Currency::ALL[entity as usize - 1];
    let mut terms = vec![PersonTerm {
        from: hired_on,
        role,
        practice,
        cost_minor: cost(dice, role, currency),
    }];
    for year in hired_on.year().max(firm.first_day.year())..=firm.today.year() {
        let Some(from) = NaiveDate::from_ymd_opt(year, if id.is_multiple_of(3) { 4 } else { 1 }, 1)
        else {
            continue;
        };
        let Some(last) = terms.last().cloned() else {
            continue;
        };
        if from <= last.from || from >= firm.today || released_on.is_some_and(|gone| from > gone) {
            continue;
        }
        let promoted = last.role < 5 && dice.chance(2_000);
        let moved = !outside && dice.chance(600);
        let raise = last.cost_minor * dice.between(1_005, 1_060) / 1_000;
        let role = if promoted { last.role + 1 } else { last.role };
        let cost_minor = if promoted {
            raise.max(cost(dice, role, currency))
        } else {
            raise
        };
        let practice = if moved {
            2 + (last.practice - 1) % 4
        } else {
            last.practice
        };
        terms.push(PersonTerm {
            from,
            role,
            practice,
            cost_minor,
        });
    }
    let created = Stamp::local(earlier(hired_on, 7), 9 * 3_600 + id % 3_000, chrono_tz::UTC);
    let mut meta = Meta::at(created);
    let latest = terms.last().map_or(hired_on, |term| term.from);
    meta.touch(Stamp::local(
        released_on.unwrap_or(latest),
        7 * 3_600 + id % 900,
        chrono_tz::UTC,
    ));
    Person {
        id,
        first_name,
        last_name,
        email,
        entity,
        employment,
        hired_on,
        released_on,
        manager: None,
        in_psa: !outside,
        in_crm: outside || (4..=6).contains(&role) || id <= 2,
        target_percent: [85, 80, 78, 65, 50, 35, 90, 0, 0][role as usize - 1],
        terms,
        holiday_calendar: entity,
        meta,
    }
}

fn cost(dice: &mut Dice, role: u32, currency: Currency) -> i64 {
    priced(
        COST[role as usize - 1] * dice.between(92, 112) / 100,
        currency,
    )
}

fn weeks_of(firm: &mut Firm, dice: &mut Dice, person: &Person) {
    let part_time = person.id == 3 || person.id > 8 && dice.chance(1_200);
    let base = match person.entity {
        2 if dice.chance(3_000) => 3,
        _ => 1,
    };
    let workweek = if part_time {
        if dice.chance(8_000) { 2 } else { 4 }
    } else {
        base
    };
    let change = (person.id > 6 && dice.chance(500))
        .then(|| later(person.hired_on.max(firm.first_day), firm.scale.days() / 2))
        .filter(|day| *day < firm.today);
    let mut add = |workweek, start_on, end_on| {
        let id = firm.workweek_terms.len() as u32 + 1;
        let meta = Meta::at(Stamp::local(start_on, 8 * 3_600 + id % 600, chrono_tz::UTC));
        firm.workweek_terms.push(WorkweekTerm {
            id,
            person: person.id,
            workweek,
            start_on,
            end_on,
            meta,
        });
    };
    match change {
        Some(day) => {
            add(workweek, person.hired_on, Some(earlier(day, 1)));
            add(if workweek == 2 { 1 } else { 2 }, day, None);
        }
        None => add(workweek, person.hired_on, None),
    }
}

fn managers(firm: &mut Firm, dice: &mut Dice) {
    let seniors: Vec<(u32, u32, u32)> = firm
        .people
        .iter()
        .filter(|person| {
            person.in_psa
                && person.released_on.is_none()
                && person.hired_on < firm.first_day
                && person.employment == Employment::Employee
        })
        .filter_map(|person| {
            person
                .terms
                .first()
                .map(|term| (person.id, person.entity, term.role))
        })
        .filter(|(_, _, role)| *role >= 4)
        .collect();
    for person in &mut firm.people {
        let role = person.terms.first().map_or(0, |term| term.role);
        let near: Vec<u32> = seniors
            .iter()
            .filter(|(id, entity, rank)| {
                *id != person.id && *entity == person.entity && (*rank > role || role >= 7)
            })
            .map(|(id, _, _)| *id)
            .collect();
        person.manager = if !near.is_empty() {
            Some(*dice.pick(&near))
        } else {
            (person.id != 1).then_some(1)
        };
    }
}

fn absence(firm: &mut Firm) {
    let mut dice = Dice::new(firm.seed, 2);
    for person in 0..firm.people.len() {
        let person = firm.people[person].clone();
        if !person.in_psa {
            continue;
        }
        let last = person
            .released_on
            .unwrap_or(later(firm.today, 60))
            .min(later(firm.today, 60));
        let mut day = later(person.hired_on.max(firm.first_day), dice.between(10, 70));
        while day < last {
            let run = if dice.chance(3_500) {
                dice.between(4, 9)
            } else {
                dice.between(1, 2)
            };
            let decision = if day > firm.today {
                if dice.chance(5_000) {
                    Decision::Approved
                } else {
                    Decision::Pending
                }
            } else if dice.chance(300) {
                Decision::Rejected
            } else if dice.chance(200) {
                Decision::Pending
            } else {
                Decision::Approved
            };
            let submitted_on = earlier(day, dice.between(3, 40)).min(earlier(firm.today, 1));
            for _ in 0..run {
                if !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) && day <= last {
                    let minutes = if dice.chance(1_500) { 240 } else { 480 };
                    let id = firm.time_off.len() as u32 + 1;
                    let mut meta = Meta::at(Stamp::local(
                        submitted_on,
                        10 * 3_600 + id % 3_600,
                        chrono_tz::UTC,
                    ));
                    meta.touch(
                        meta.created_at
                            .plus(if submitted_on < earlier(firm.today, 3) {
                                86_400
                            } else {
                                600
                            }),
                    );
                    firm.time_off.push(TimeOff {
                        id,
                        person: person.id,
                        on: day,
                        minutes,
                        decision,
                        submitted_on,
                        meta,
                    });
                }
                day = later(day, 1);
            }
            day = later(day, dice.between(18, 75));
        }
    }
}
