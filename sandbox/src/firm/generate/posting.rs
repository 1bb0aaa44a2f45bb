//! Approved time on its way into the ERP: nightly runs, late ones, stuck ones, two clocks that differ, charges, plans.

use super::dice::Dice;
use super::organisation::later;
use super::time::Approvals;
use crate::firm::*;

/// Where an entry's posting and charge are, by entry number minus one; zero for none.
pub struct Posted {
    /// Posting number.
    pub posting: Vec<u32>,
    /// Charge number.
    pub charge: Vec<u32>,
}

impl Posted {
    /// When an entry reached the ERP.
    pub fn at(&self, firm: &Firm, entry: u32) -> Option<Stamp> {
        let id = *self.posting.get(entry as usize - 1)?;
        firm.posting(id).map(|row| row.meta.created_at)
    }
}

/// Fills postings and charges.
pub fn fill(firm: &mut Firm, approvals: &Approvals, horizon: Stamp) -> Posted {
    let mut dice = Dice::sized(firm.seed, 8, firm.scale);
    let count = firm.time_entries.len();
    let mut posted = Posted {
        posting: vec![0; count],
        charge: vec![0; count],
    };
    firm.postings.reserve(count + count / 50);
    for place in 0..count {
        let entry = &firm.time_entries[place];
        let Some(approved) = approvals.of(entry) else {
            continue;
        };
        let Some(project) = firm.projects.get(entry.project as usize - 1) else {
            continue;
        };
        let Some(job) = project.job_created_at else {
            continue;
        };
        if dice.mishap(35) {
            continue;
        }
        let at = run_after(&mut dice, approved).max(job.plus(600));
        if at > horizon {
            continue;
        }
        let tm = project.model == Some(BillingModel::TimeAndMaterials);
        let (id, entry_id) = (firm.postings.len() as u32 + 1, entry.id);
        let (minutes, billable, rate) = (i32::from(entry.minutes), entry.billable, entry.bill_rate);
        firm.postings.push(TimePosting {
            id,
            from: PostedFrom::Entry(entry_id),
            person: entry.person,
            project: entry.project,
            work_on: entry.work_on,
            minutes,
            billable,
            rate,
            approved: true,
            meta: Meta::at(at),
        });
        posted.posting[place] = id;
        if let Some(rate) = rate.minor().filter(|_| tm && billable) {
            let charge = firm.charges.len() as u32 + 1;
            let hold = dice.mishap(25);
            firm.charges.push(Charge {
                id: charge,
                posting: id,
                invoice: None,
                amount_minor: value_of(i64::from(minutes), rate),
                hold,
                meta: Meta::at(at.plus(1_800).min(horizon)),
            });
            posted.charge[place] = charge;
        }
    }
    extras(firm, &mut dice, horizon);
    posted
}

/// The ERP run that takes what was approved at an instant.
pub fn run_after(dice: &mut Dice, approved: Stamp) -> Stamp {
    if dice.mishap(20) {
        // The ERP's clock is behind.
        return approved.plus(-dice.between(20, 200));
    }
    let days = if dice.mishap(60) {
        dice.between(4, 18)
    } else if dice.chance(600) {
        1
    } else {
        0
    };
    let evening = approved.plus(86_400 * (days + 1)).date_in(chrono_tz::UTC);
    let night = Stamp::local(
        evening,
        2 * 3_600 + dice.between(0, 240) as u32,
        chrono_tz::UTC,
    );
    if dice.chance(4_000) {
        approved.plus(dice.between(300, 5_400))
    } else {
        night
    }
}

fn extras(firm: &mut Firm, dice: &mut Dice, horizon: Stamp) {
    let seats: Vec<(u32, u32, chrono::NaiveDate, u32)> = firm
        .allocations
        .iter()
        .filter(|row| row.id.is_multiple_of(3))
        .filter_map(|row| {
            let seat = firm.seats.get(row.seat as usize - 1)?;
            Some((seat.person?, seat.project, row.start_on, row.id))
        })
        .collect();
    for (person, project, day, seed) in seats {
        let Some(job) = firm.project(project).and_then(|row| row.job_created_at) else {
            continue;
        };
        let manual = seed.is_multiple_of(90) && day < firm.today;
        let from = if manual {
            PostedFrom::Manual
        } else {
            PostedFrom::Plan
        };
        let at = if manual {
            Stamp::local(later(day, 3), 50_000, chrono_tz::UTC).max(job)
        } else {
            job.plus(dice.between(60, 90_000))
        };
        if at > horizon {
            continue;
        }
        let id = firm.postings.len() as u32 + 1;
        firm.postings.push(TimePosting {
            id,
            from,
            person,
            project,
            work_on: day,
            minutes: 480,
            billable: false,
            rate: HourlyRate::MISSING,
            approved: manual,
            meta: Meta::at(at),
        });
    }
}
