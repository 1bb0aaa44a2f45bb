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
struct Clerk<'a> {
    firm: &'a mut Firm,
    dice: Dice,
    cards: Cards,
    levels: HashMap<(Currency, Currency, i32), Decimal>,
    rates: &'a Rates,
    boards: &'a [Board],
    approvals: Vec<Option<Stamp>>,
    horizon: Stamp,
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
    let dice = Dice::new(firm.seed, 7);
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
        if self.dice.chance(2_600) {
            let minutes = (self.dice.between(2, 6) * 15).min(left);
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
            0..=4 => (board.unbilled.first().copied(), false),
            5..=8 => (board.issues.first().copied(), self.dice.chance(6_000)),
            9 => (None, true),
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
        } else if self.dice.chance(30) {
            HourlyRate::MISSING
        } else if self.dice.chance(40) {
            HourlyRate::of(0)
        } else {
            let agreed = 88 + i64::from(project_id * 13 % 13);
            let step = if currency == Currency::Jpy { 50 } else { 25 };
            self.cards
                .on(set, currency, term.role, day)
                .map_or(HourlyRate::MISSING, |rate| {
                    HourlyRate::of(rate * agreed / 100 / step * step)
                })
        };
        let cost_rate = if self.dice.chance(35) {
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

    /// Submits what a person wrote in a week, project by project.
    fn submit(&mut self, person: &Person, week: NaiveDate, from: usize) {
        let mut projects: Vec<u32> = self.firm.time_entries[from..]
            .iter()
            .map(|row| row.project)
            .collect();
        projects.sort_unstable();
        projects.dedup();
        let late = self.dice.chance(700);
        let forgotten = self.dice.chance(60);
        let zone = self.firm.entities[person.entity as usize - 1].zone;
        let wait = if late {
            self.dice.between(5, 24)
        } else {
            self.dice.between(0, 3)
        };
        let submitted = Stamp::local(
            later(week, 4 + wait),
            (19 * 3_600 + self.dice.between(0, 9_000)) as u32,
            zone,
        );
        for project in projects {
            let rows: Vec<usize> = (from..self.firm.time_entries.len())
                .filter(|place| self.firm.time_entries[*place].project == project)
                .collect();
            let Some(desk) = self.firm.project(project) else {
                continue;
            };
            let (needs, manager) = (desk.needs_approval, desk.manager);
            if !needs {
                rows.iter()
                    .for_each(|place| self.firm.time_entries[*place].approved = true);
            } else if !forgotten && submitted <= self.horizon {
                self.decide(person, week, project, manager, submitted, &rows);
            }
        }
    }

    fn decide(
        &mut self,
        person: &Person,
        week: NaiveDate,
        project: u32,
        manager: u32,
        submitted: Stamp,
        rows: &[usize],
    ) {
        let zone = self
            .firm
            .person(manager)
            .and_then(|row| self.firm.entity(row.entity))
            .map_or(chrono_tz::UTC, |row| row.zone);
        let wait = match self.dice.between(0, 99) {
            0..=1 => self.dice.between(20, 50),
            2..=9 => self.dice.between(6, 15),
            _ => self.dice.between(1, 4),
        };
        // A manager approves in one sitting: many submissions carry the same second.
        let sitting = |day: NaiveDate| Stamp::local(day, 9 * 3_600 + manager * 131 % 14_400, zone);
        let first = sitting(later(submitted.date_in(zone), wait));
        let week_on = week;
        let id = self.submission(person.id, project, week_on, submitted, rows);
        let turn = self.dice.between(0, 999);
        let (decision, second) = match turn {
            0..=29 => (Decision::Rejected, Some((Decision::Rejected, first))),
            30..=39 => (
                Decision::Approved,
                Some((
                    Decision::Cancelled,
                    first.plus(86_400 * self.dice.between(1, 6)),
                )),
            ),
            40 => (Decision::Rejected, None),
            _ => (Decision::Approved, None),
        };
        if !self.resolve(id, decision, manager, first, rows) {
            return;
        }
        let Some((end, at)) = second else { return };
        if end == Decision::Cancelled && !self.resolve(id, Decision::Cancelled, manager, at, rows) {
            return;
        }
        let again = at.plus(3_600 * self.dice.between(3, 60));
        if again > self.horizon {
            return;
        }
        let next = self.submission(person.id, project, week_on, again, rows);
        let last = sitting(later(again.date_in(zone), self.dice.between(1, 4)));
        self.resolve(next, Decision::Approved, manager, last, rows);
    }

    fn submission(
        &mut self,
        person: u32,
        project: u32,
        week: NaiveDate,
        at: Stamp,
        rows: &[usize],
    ) -> u32 {
        let id = self.firm.submissions.len() as u32 + 1;
        let mut minutes = 0;
        for place in rows {
            let row = &mut self.firm.time_entries[*place];
            row.submission = Some(id);
            row.recent_submission = Some(id);
            row.approved = false;
            row.meta.touch(at);
            minutes += i32::from(row.minutes);
        }
        self.firm.submissions.push(Submission {
            id,
            person,
            project,
            week_from: week,
            week_to: later(week, 6),
            decision: Decision::Pending,
            resolution: None,
            minutes,
            meta: Meta::at(at),
        });
        self.approvals.push(None);
        id
    }

    /// False when the decision lies ahead.
    fn resolve(
        &mut self,
        submission: u32,
        decision: Decision,
        manager: u32,
        at: Stamp,
        rows: &[usize],
    ) -> bool {
        if at > self.horizon {
            return false;
        }
        let id = self.firm.resolutions.len() as u32 + 1;
        self.firm.resolutions.push(Resolution {
            id,
            target: Target::Time(submission),
            decision,
            person: manager,
            meta: Meta::at(at),
        });
        let row = &mut self.firm.submissions[submission as usize - 1];
        row.decision = decision;
        row.resolution = Some(id);
        row.meta.touch(at);
        let approved = decision == Decision::Approved;
        self.approvals[submission as usize - 1] = approved.then_some(at);
        for place in rows {
            let entry = &mut self.firm.time_entries[*place];
            entry.approved = approved;
            entry.submission = approved.then_some(submission);
            entry.meta.touch(at);
        }
        true
    }
}

/// The last day of a day's month.
pub fn month_end(day: NaiveDate) -> NaiveDate {
    let next = later(day.with_day(1).unwrap_or(day), 32);
    earlier(next.with_day(1).unwrap_or(next), 1)
}
