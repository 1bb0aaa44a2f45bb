//! Time written, submitted, approved, withdrawn, deleted and posted to the ERP.

use chrono::TimeDelta;

use crate::firm::generate::Dice;
use crate::firm::*;
use crate::world::FirmWrite;

impl FirmWrite<'_> {
    /// A few people write today's time where they worked last, and submit it.
    pub(super) fn work(&mut self, dice: &mut Dice) -> Option<()> {
        let recent: Vec<u32> = self
            .time_entries
            .iter()
            .rev()
            .take(2_000)
            .filter(|row| row.billable && row.meta.live())
            .map(|row| row.id)
            .collect();
        let model = recent.get(dice.place(recent.len()))?;
        let model = self.time_entry(*model)?.clone();
        let at = self.stamp();
        let work_on = self
            .day(self.person(model.person)?.entity)
            .min(self.today + TimeDelta::days(400));
        if !self.person(model.person)?.employed_on(work_on)
            || self.project(model.project)?.closed_on.is_some()
        {
            return None;
        }
        let already: i64 = self
            .time_entries
            .iter()
            .rev()
            .take(2_000)
            .filter(|row| row.person == model.person && row.work_on == work_on && row.meta.live())
            .map(|row| i64::from(row.minutes))
            .sum();
        if already > 480 {
            return None;
        }
        let week = work_on.week(chrono::Weekday::Mon);
        let submission = self.submissions.len() as u32 + 1;
        let unpriced = dice.chance(700);
        let bill_rate = if unpriced {
            HourlyRate::MISSING
        } else {
            model.bill_rate
        };
        let count = dice.between(1, 4);
        let mut minutes = 0;
        for _ in 0..count {
            let id = self.time_entries.len() as u32 + 1;
            let length = dice.between(2, 9) as u16 * 15;
            minutes += i32::from(length);
            self.time_entries.push(TimeEntry {
                id,
                work_on,
                minutes: length,
                bill_rate,
                approved: false,
                submission: Some(submission),
                recent_submission: Some(submission),
                invoice: None,
                meta: Meta::at(at),
                ..model.clone()
            });
            self.touch(Kind::TimeEntry, id);
        }
        self.submissions.push(Submission {
            id: submission,
            person: model.person,
            project: model.project,
            week_from: week.first_day(),
            week_to: week.last_day(),
            decision: Decision::Pending,
            resolution: None,
            minutes,
            meta: Meta::at(at),
        });
        self.touch(Kind::Submission, submission);
        Some(())
    }

    fn decide(&mut self, submission: u32, decision: Decision) -> Option<()> {
        let row = self.submission(submission)?.clone();
        let person = self.project(row.project)?.manager;
        let id = self.resolutions.len() as u32 + 1;
        let meta = Meta::at(self.stamp());
        self.resolutions.push(Resolution {
            id,
            target: Target::Time(submission),
            decision,
            person,
            meta,
        });
        self.touch(Kind::Resolution, id);
        let held = self.submissions.get_mut(submission as usize - 1)?;
        held.decision = decision;
        held.resolution = Some(id);
        self.touch(Kind::Submission, submission);
        let approved = decision == Decision::Approved;
        let from = self
            .time_entries
            .partition_point(|entry| entry.work_on < row.week_from - TimeDelta::days(7));
        let entries: Vec<u32> = self.time_entries[from..]
            .iter()
            .filter(|entry| entry.recent_submission == Some(submission) && entry.meta.live())
            .map(|entry| entry.id)
            .collect();
        for entry in entries {
            let held = self.time_entries.get_mut(entry as usize - 1)?;
            held.approved = approved;
            held.submission = approved.then_some(submission);
            self.touch(Kind::TimeEntry, entry);
        }
        Some(())
    }

    pub(super) fn approve(&mut self) -> Option<()> {
        let waiting: Vec<u32> = self
            .submissions
            .iter()
            .rev()
            .take(5_000)
            .filter(|row| row.decision == Decision::Pending)
            .map(|row| row.id)
            .take(3)
            .collect();
        if waiting.is_empty() {
            return None;
        }
        waiting
            .into_iter()
            .try_for_each(|id| self.decide(id, Decision::Approved))
    }

    /// Approved time of the last weeks that the ERP lacks.
    pub(super) fn post(&mut self) -> Option<()> {
        let known: std::collections::HashSet<u32> = self
            .postings
            .iter()
            .rev()
            .take(20_000)
            .filter_map(|row| {
                if let PostedFrom::Entry(id) = row.from {
                    Some(id)
                } else {
                    None
                }
            })
            .collect();
        let missing: Vec<TimeEntry> = self
            .time_entries
            .iter()
            .rev()
            .take(3_000)
            .filter(|row| row.approved && row.meta.live() && !known.contains(&row.id))
            .take(8)
            .cloned()
            .collect();
        if missing.is_empty() {
            return None;
        }
        let at = self.stamp();
        for entry in missing {
            let Some(project) = self
                .project(entry.project)
                .filter(|row| row.job_created_at.is_some())
            else {
                continue;
            };
            let charged = project.model == Some(BillingModel::TimeAndMaterials) && entry.billable;
            let id = self.postings.len() as u32 + 1;
            let minutes = i32::from(entry.minutes);
            self.postings.push(TimePosting {
                id,
                from: PostedFrom::Entry(entry.id),
                person: entry.person,
                project: entry.project,
                work_on: entry.work_on,
                minutes,
                billable: entry.billable,
                rate: entry.bill_rate,
                approved: true,
                meta: Meta::at(at),
            });
            self.touch(Kind::TimePosting, id);
            if let Some(rate) = entry.bill_rate.minor().filter(|_| charged) {
                let charge = self.charges.len() as u32 + 1;
                let amount_minor = value_of(i64::from(minutes), rate);
                self.charges.push(Charge {
                    id: charge,
                    posting: id,
                    invoice: None,
                    amount_minor,
                    hold: false,
                    meta: Meta::at(at),
                });
                self.touch(Kind::Charge, charge);
            }
        }
        Some(())
    }

    /// A recent approval of time that nobody billed is withdrawn.
    pub(super) fn withdraw(&mut self) -> Option<()> {
        let entry = self
            .time_entries
            .iter()
            .rev()
            .take(20_000)
            .filter(|row| {
                row.approved && row.invoice.is_none() && row.meta.live() && row.submission.is_some()
            })
            .nth(3)?;
        let submission = entry.submission?;
        let billed = self
            .time_entries
            .iter()
            .rev()
            .take(20_000)
            .any(|row| row.submission == Some(submission) && row.invoice.is_some());
        if billed {
            return None;
        }
        self.decide(submission, Decision::Cancelled)
    }

    pub(super) fn drop_entry(&mut self) -> Option<()> {
        let id = self
            .time_entries
            .iter()
            .rev()
            .take(20_000)
            .find(|row| {
                !row.approved
                    && row.invoice.is_none()
                    && row.meta.live()
                    && row.submission.is_none()
            })?
            .id;
        self.delete(Kind::TimeEntry, id);
        Some(())
    }
}
