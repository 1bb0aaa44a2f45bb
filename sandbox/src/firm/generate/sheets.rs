//! Timesheets: submitted by week, refused and sent again, withdrawn, approved in sittings.

use chrono::NaiveDate;

use super::organisation::later;
use super::time::Clerk;
use crate::firm::*;

impl Clerk<'_> {
    /// Submits what a person wrote in a week, project by project.
    pub(super) fn submit(&mut self, person: &Person, week: NaiveDate, from: usize) {
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
