//! Three years of timesheets: what people worked, day by day, and how it was submitted, refused, withdrawn and approved.

use std::collections::{HashMap, HashSet};

use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;

use super::dice::Dice;
use super::organisation::{earlier, later};
use super::rates::{Cards, Rates};
use super::sales::Stint;
use super::stories::Board;
use crate::firm::*;

/// Approval instants beside the firm: the last approval of each submission, and of entries without one.
pub struct Approvals(Vec<Option<Stamp>>);

impl Approvals {
    /// When an entry was approved last, if it is approved.
    pub fn of(&self, entry: &TimeEntry) -> Option<Stamp> {
        if !entry.approved {
            return None;
        }
        match entry.submission {
            Some(id) => self.0.get(id as usize - 1).copied().flatten(),
            None => Some(entry.meta.created_at),
        }
    }
}

/// Writes time entries, submissions and resolutions.
pub(super) struct Clerk<'a> {
    pub(super) firm: &'a mut Firm,
    pub(super) dice: Dice,
    cards: Cards,
    levels: HashMap<(Currency, Currency, i32), Decimal>,
    rates: &'a Rates,
    boards: &'a [Board],
    pub(super) approvals: Vec<Option<Stamp>>,
    pub(super) horizon: Stamp,
}

/// Fills time entries with their submissions; returns when each was approved.
pub fn fill(
    firm: &mut Firm,
    rates: &Rates,
    stints: &[Stint],
    boards: &[Board],
    horizon: Stamp,
) -> Approvals {
    let mut by_person: Vec<Vec<Stint>> = vec![Vec::new(); firm.people.len() + 1];
    for stint in stints {
        by_person[stint.person as usize].push(*stint);
    }
    let holidays: HashSet<(u32, NaiveDate)> = firm
        .holidays
        .iter()
        .map(|row| (row.calendar, row.on))
        .collect();
    let away: HashMap<(u32, NaiveDate), i64> = firm
        .time_off
        .iter()
        .filter(|row| row.decision == Decision::Approved)
        .map(|row| ((row.person, row.on), row.minutes))
        .collect();
    let mut weeks: Vec<Vec<(NaiveDate, [i64; 7])>> = vec![Vec::new(); firm.people.len() + 1];
    for term in &firm.workweek_terms {
        weeks[term.person as usize].push((
            term.start_on,
            firm.workweeks[term.workweek as usize - 1].minutes,
        ));
    }
    let people: Vec<Person> = firm
        .people
        .iter()
        .filter(|person| person.in_psa)
        .cloned()
        .collect();
    let cards = Cards::of(firm);
    let dice = Dice::sized(firm.seed, 7, firm.scale);
    let mut week = firm.first_day.week(chrono::Weekday::Mon).first_day();
    let end = firm.today;
    let mut clerk = Clerk {
        firm,
        dice,
        cards,
        levels: HashMap::new(),
        rates,
        boards,
        approvals: Vec::new(),
        horizon,
    };
    while week < end {
        for person in &people {
            if person.hired_on > later(week, 6)
                || person.released_on.is_some_and(|gone| gone < week)
            {
                continue;
            }
            let from = clerk.firm.time_entries.len();
            let active: Vec<Stint> = by_person[person.id as usize]
                .iter()
                .filter(|stint| stint.from <= later(week, 6) && stint.to >= week)
                .copied()
                .collect();
            for place in 0..7i64 {
                let day = later(week, place);
                if day >= end || day < clerk.firm.first_day || !person.employed_on(day) {
                    continue;
                }
                let minutes = weeks[person.id as usize]
                    .iter()
                    .rev()
                    .find(|(start, _)| *start <= day)
                    .map_or(0, |(_, minutes)| minutes[place as usize]);
                let holiday = holidays.contains(&(person.holiday_calendar, day));
                let absent = away.get(&(person.id, day)).copied().unwrap_or(0);
                clerk.day(person, day, minutes, holiday, absent, &active);
            }
            clerk.submit(person, week, from);
        }
        week = later(week, 7);
    }
    Approvals(clerk.approvals)
}

impl Clerk<'_> {
    fn day(
        &mut self,
        person: &Person,
        day: NaiveDate,
        scheduled: i64,
        holiday: bool,
        absent: i64,
        active: &[Stint],
    ) {
        let present = if holiday && !self.dice.chance(150) {
            0
        } else {
            (scheduled - absent).max(0)
        };
        if present < 60 {
            return;
        }
        let mut left = (present * self.dice.between(97, 108) / 100 / 15 * 15).max(15);
        let internal = self.firm.entities[person.entity as usize - 1].id;
        if self.dice.chance(3_700) {
            let minutes = (self.dice.between(2, 9) * 15).min(left);
            self.internal(person, day, internal, minutes);
            left -= minutes;
        }
        let begun = |stint: &&Stint| stint.from <= day && stint.to >= day;
        if let Some(stint) = active
            .iter()
            .filter(|stint| !stint.primary)
            .find(begun)
            .copied()
            && self.dice.chance(7_500)
            && left >= 120
        {
            let minutes = (self.dice.between(4, 10) * 15).min(left);
            self.client(person, day, &stint, minutes);
            left -= minutes;
        }
        match active
            .iter()
            .filter(|stint| stint.primary)
            .find(begun)
            .copied()
        {
            Some(stint) if left > 0 => {
                if left >= 120 && self.dice.chance(8_400) {
                    let odd = self.dice.chance(800);
                    let first = if odd {
                        self.dice.between(20, 110)
                    } else {
                        left * self.dice.between(25, 75) / 100 / 15 * 15
                    };
                    self.client(person, day, &stint, first.max(15));
                    left -= first.max(15);
                    if left >= 180 && self.dice.chance(3_600) {
                        self.client(person, day, &stint, 60);
                        left -= 60;
                    }
                }
                self.client(person, day, &stint, left);
            }
            _ if left > 0 => {
                let half = left / 30 * 15;
                if half > 0 {
                    self.internal(person, day, internal, half);
                }
                self.internal(person, day, internal, left - half);
            }
            _ => {}
        }
    }

    fn internal(&mut self, person: &Person, day: NaiveDate, project: u32, minutes: i64) {
        let board = &self.boards[project as usize - 1].internal;
        let story = board[match self.dice.between(0, 9) {
            0..=2 => 0,
            3..=5 => 1,
            _ => 2,
        }];
        self.entry(person, day, project, Some(story), minutes, false);
    }

    fn client(&mut self, person: &Person, day: NaiveDate, stint: &Stint, minutes: i64) {
        let board = &self.boards[stint.project as usize - 1];
        let (story, billable) = match self.dice.between(0, 99) {
            0..=7 => (board.unbilled.first().copied(), false),
            8..=11 => (board.issues.first().copied(), self.dice.chance(6_000)),
            12 => (None, true),
            _ if board.tasks.is_empty() => (None, true),
            _ => (Some(*self.dice.pick(&board.tasks)), !self.dice.chance(150)),
        };
        self.entry(person, day, stint.project, story, minutes, billable);
    }

    fn entry(
        &mut self,
        person: &Person,
        day: NaiveDate,
        project_id: u32,
        story: Option<u32>,
        minutes: i64,
        billable: bool,
    ) {
        let Some(term) = person.term_on(day) else {
            return;
        };
        let Some(project) = self.firm.projects.get(project_id as usize - 1) else {
            return;
        };
        let (currency, set, client) = (
            project.currency,
            project.rate_card_set,
            project.engagement.is_some(),
        );
        let bill_rate = if !client {
            HourlyRate::of(0)
        } else if project_id % 19 == 7 && term.role < 3 && day.day() <= 4 {
            // Missing rates come in patches, as they do: a role that nobody priced, until somebody notices.
            HourlyRate::MISSING
        } else if self.dice.chance(40) {
            HourlyRate::of(0)
        } else {
            let agreed = 74 + i64::from(project_id * 7 % 27);
            let step = if currency == Currency::Jpy { 50 } else { 25 };
            self.cards
                .on(set, currency, term.role, day)
                .map_or(HourlyRate::MISSING, |rate| {
                    HourlyRate::of(rate * agreed / 100 / step * step)
                })
        };
        let cost_rate = if (person.id + project_id).is_multiple_of(23) && day.day() <= 3 {
            HourlyRate::MISSING
        } else {
            HourlyRate::of(self.cost(person.entity, term.cost_minor, currency, day))
        };
        let zone = self.firm.entities[person.entity as usize - 1].zone;
        let created = Stamp::local(
            day,
            (16 * 3_600 + self.dice.between(0, 10_000)) as u32,
            zone,
        )
        .min(self.horizon);
        let id = self.firm.time_entries.len() as u32 + 1;
        self.firm.time_entries.push(TimeEntry {
            id,
            person: person.id,
            project: project_id,
            story,
            role: term.role,
            work_on: day,
            minutes: u16::try_from(minutes).unwrap_or(0),
            billable,
            approved: false,
            bill_rate,
            cost_rate,
            submission: None,
            recent_submission: None,
            invoice: None,
            meta: Meta::at(created),
        });
    }

    fn cost(&mut self, entity: u32, minor: i64, to: Currency, day: NaiveDate) -> i64 {
        let from = self.firm.entities[entity as usize - 1].currency;
        if from == to {
            return minor;
        }
        let rates = self.rates;
        let level = self
            .levels
            .entry((from, to, day.year()))
            .or_insert_with(|| rates.on(from, to, RateType::Budget, day));
        let exact = from.decimal(minor) * *level * Decimal::from(to.base_unit());
        i64::try_from(exact.round_dp(0).mantissa()).unwrap_or(0)
    }
}

/// The last day of a day's month.
pub fn month_end(day: NaiveDate) -> NaiveDate {
    let next = later(day.with_day(1).unwrap_or(day), 32);
    earlier(next.with_day(1).unwrap_or(next), 1)
}
