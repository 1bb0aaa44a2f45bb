//! Time entries gathered into weekly timecards, and look-ups for services work.

use std::collections::{HashMap, HashSet};

use chrono::{Datelike, Days, NaiveDate};

use crate::firm::{Decision, Firm, HourlyRate, Submission, TimeEntry};

/// One timecard header: a person's week on a project at one rate.
#[derive(Clone, Debug, PartialEq)]
pub struct Header {
    /// Its number: that of its first entry.
    pub number: u32,
    /// Person.
    pub person: u32,
    /// Project.
    pub project: u32,
    /// First day.
    pub monday: NaiveDate,
    /// Minutes by weekday, Monday first.
    pub minutes: [i32; 7],
    /// Billable.
    pub billable: bool,
    /// Bill rate.
    pub bill: HourlyRate,
    /// Cost rate of the first entry.
    pub cost: HourlyRate,
    /// Every entry is approved.
    pub approved: bool,
    /// A correction of time that was billed.
    pub credit: bool,
    /// Submission that holds or held it last.
    pub submission: Option<u32>,
    /// Submission that holds it now.
    pub held: bool,
    /// Live invoice of the part before a month's end and of the part after.
    pub invoices: [Option<u32>; 2],
    /// Stamps in seconds.
    pub created: i64,
    /// Last change.
    pub modified: i64,
    /// Deleted, once no entry is left.
    pub deleted: Option<i64>,
}

impl Header {
    /// Last day.
    pub fn sunday(&self) -> NaiveDate {
        self.day(6)
    }

    /// A day of the week, Monday is 0.
    pub fn day(&self, place: u64) -> NaiveDate {
        self.monday
            .checked_add_days(Days::new(place))
            .unwrap_or(self.monday)
    }

    /// Days in the month in which the week starts, 1 to 7.
    pub fn break_at(&self) -> usize {
        (0..7)
            .take_while(|place| self.day(*place).month() == self.monday.month())
            .count()
    }

    /// Minutes in all.
    pub fn total(&self) -> i64 {
        self.minutes.iter().map(|minutes| i64::from(*minutes)).sum()
    }

    /// Minutes of the part before the month's end, or after.
    pub fn part(&self, second: bool) -> i64 {
        let at = self.break_at();
        let days = if second {
            &self.minutes[at..]
        } else {
            &self.minutes[..at]
        };
        days.iter().map(|minutes| i64::from(*minutes)).sum()
    }

    /// The submission's row.
    pub fn sheet<'a>(&self, firm: &'a Firm) -> Option<&'a Submission> {
        firm.submission(self.submission?)
    }

    /// Status of the timecard.
    pub fn status(&self, firm: &Firm) -> &'static str {
        if self.approved {
            return "Approved";
        }
        match self.sheet(firm).map(|row| row.decision) {
            Some(Decision::Rejected) => "Rejected",
            Some(Decision::Pending | Decision::Approved) if self.held => "Submitted",
            _ => "Saved",
        }
    }
}

/// Corrections number from here on.
const CREDITS: u32 = 0x0800_0000;

/// Look-ups.
#[derive(Default)]
pub struct Work {
    /// Timecard headers in order of number.
    pub headers: Vec<Header>,
    /// Header of a time entry.
    pub header_of: HashMap<u32, u32>,
    /// Seat of a person on a project.
    pub seats: HashMap<(u32, u32), u32>,
    /// First bill and cost rate of a person on a project.
    pub rates: HashMap<(u32, u32), (HourlyRate, HourlyRate)>,
    /// Booked minutes, first and last day of a seat.
    pub bookings: HashMap<u32, (i64, NaiveDate, NaiveDate)>,
    /// First project of an engagement.
    pub first_project: HashMap<u32, u32>,
    /// Project of an invoice's first line.
    pub invoice_project: HashMap<u32, u32>,
    /// Day after which the next version of a rate card set holds.
    pub version_ends: HashMap<u32, NaiveDate>,
}

type Key = (u32, u32, NaiveDate, bool, Option<i64>, Option<u32>);

impl Work {
    /// Prepares all of it.
    pub fn of(firm: &Firm) -> Self {
        let mut work = Self::default();
        work.weeks(firm);
        for seat in firm.seats.iter().filter(|row| row.meta.live()) {
            if let Some(person) = seat.person {
                work.seats.entry((seat.project, person)).or_insert(seat.id);
            }
        }
        for row in firm.allocations.iter().filter(|row| row.meta.live()) {
            let booking = work
                .bookings
                .entry(row.seat)
                .or_insert((0, row.start_on, row.end_on));
            booking.0 += row.minutes;
            booking.1 = booking.1.min(row.start_on);
            booking.2 = booking.2.max(row.end_on);
        }
        for row in &firm.projects {
            if let Some(engagement) = row.engagement {
                work.first_project.entry(engagement).or_insert(row.id);
            }
        }
        for row in &firm.invoice_lines {
            work.invoice_project
                .entry(row.invoice)
                .or_insert(row.project);
        }
        let mut versions: Vec<_> = firm
            .rate_card_versions
            .iter()
            .filter(|row| row.published)
            .collect();
        versions.sort_by_key(|row| (row.set, row.effective_on));
        for pair in versions.windows(2) {
            if pair[0].set == pair[1].set
                && let Some(last) = pair[1].effective_on.pred_opt()
            {
                work.version_ends.insert(pair[0].id, last);
            }
        }
        work
    }

    /// The header with a number.
    pub fn header(&self, number: u32) -> Option<&Header> {
        let place = self
            .headers
            .binary_search_by_key(&number, |header| header.number)
            .ok()?;
        self.headers.get(place)
    }

    /// Moves the stamps of headers that differ from before though no entry of theirs was touched: one that lost an entry, or is new.
    pub fn follow(&mut self, before: &[Header], now: i64) {
        for header in &mut self.headers {
            let old = before.binary_search_by_key(&header.number, |old| old.number);
            let Ok(old) = old.map(|place| &before[place]) else {
                header.modified = now;
                continue;
            };
            let unstamped = Header {
                modified: old.modified,
                ..header.clone()
            };
            let moved = if unstamped == *old { old.modified } else { now };
            header.modified = header.modified.max(moved);
        }
    }

    fn credits(&mut self, firm: &Firm) {
        for row in &firm.adjustments {
            let mut header = Header {
                number: CREDITS + row.id,
                person: row.person,
                project: row.project,
                monday: week_of(row.original_on),
                minutes: [0; 7],
                billable: row.billable,
                bill: row.bill_rate,
                cost: row.cost_rate,
                approved: row.meta.live(),
                credit: true,
                submission: None,
                held: false,
                invoices: [None; 2],
                created: row.meta.created_at.seconds(),
                modified: row.meta.updated_at.seconds(),
                deleted: row.meta.deleted_at.map(|at| at.seconds()),
            };
            let day = row.original_on.weekday().num_days_from_monday() as usize;
            header.minutes[day] = row.minutes;
            let second = day >= header.break_at();
            header.invoices[usize::from(second)] = row.invoice;
            self.headers.push(header);
        }
    }

    fn weeks(&mut self, firm: &Firm) {
        let mut places: HashMap<Key, usize> = HashMap::new();
        let mut live = HashSet::new();
        for entry in &firm.time_entries {
            let monday = week_of(entry.work_on);
            let sheet = entry.submission.or(entry.recent_submission);
            let key = (
                entry.person,
                entry.project,
                monday,
                entry.billable,
                entry.bill_rate.minor(),
                sheet,
            );
            let place = *places.entry(key).or_insert_with(|| {
                self.headers.push(blank(entry, monday, sheet));
                self.headers.len() - 1
            });
            let header = &mut self.headers[place];
            self.header_of.insert(entry.id, header.number);
            header.modified = header.modified.max(entry.meta.updated_at.seconds());
            if let Some(at) = entry.meta.deleted_at {
                header.modified = header.modified.max(at.seconds());
                header.deleted = header.deleted.max(Some(at.seconds()));
                continue;
            }
            let day = entry.work_on.weekday().num_days_from_monday() as usize;
            header.minutes[day] += i32::from(entry.minutes);
            live.insert(header.number);
            header.approved &= entry.approved;
            header.held |= entry.submission.is_some();
            let second = day >= header.break_at();
            let invoice = &mut header.invoices[usize::from(second)];
            *invoice = invoice.or(entry.invoice);
            self.rates
                .entry((entry.project, entry.person))
                .or_insert((entry.bill_rate, entry.cost_rate));
        }
        for header in &mut self.headers {
            if live.contains(&header.number) {
                header.deleted = None;
            } else {
                header.approved = false;
            }
        }
        self.credits(firm);
        for header in &mut self.headers {
            // A decision on the sheet is a change of the timecard, and so is its way into an invoice.
            let decided = header.sheet(firm).map(|row| row.meta.updated_at.seconds());
            let invoices = header.invoices.iter().flatten();
            let billed = invoices
                .filter_map(|id| firm.invoice(*id)?.erp_created_at)
                .map(|at| at.seconds());
            header.modified = billed
                .chain(decided)
                .fold(header.modified, |last, at| last.max(at));
        }
        self.headers.sort_unstable_by_key(|header| header.number);
    }
}

fn week_of(day: NaiveDate) -> NaiveDate {
    let back = u64::from(day.weekday().num_days_from_monday());
    day.checked_sub_days(Days::new(back)).unwrap_or(day)
}

fn blank(entry: &TimeEntry, monday: NaiveDate, submission: Option<u32>) -> Header {
    Header {
        number: entry.id,
        person: entry.person,
        project: entry.project,
        monday,
        minutes: [0; 7],
        billable: entry.billable,
        bill: entry.bill_rate,
        cost: entry.cost_rate,
        approved: true,
        credit: false,
        submission,
        held: false,
        invoices: [None; 2],
        created: entry.meta.created_at.seconds(),
        modified: entry.meta.updated_at.seconds(),
        deleted: None,
    }
}
