//! One plausible business event at a time, so that cursors move while someone watches.

mod cash;
mod sell;
mod work;

use chrono::{NaiveDate, TimeDelta};

use super::{FirmWrite, World};
use crate::firm::generate::Dice;
use crate::firm::*;

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Time was written and submitted.
    TimeSubmitted,
    /// Waiting timesheets were approved.
    TimeApproved,
    /// Approved time reached the ERP.
    TimePosted,
    /// An opportunity was won.
    OpportunityWon,
    /// A won opportunity became a running project.
    ProjectActivated,
    /// An invoice was issued.
    InvoiceIssued,
    /// A customer paid.
    PaymentReceived,
    /// A customer accepted a milestone.
    MilestoneAccepted,
    /// An approval was withdrawn.
    ApprovalWithdrawn,
    /// A record was deleted.
    RecordDeleted,
    /// Nothing was there to happen.
    Nothing,
}

impl World {
    /// Lets the next event happen; a simulated clock moves seven minutes first.
    pub fn advance(&self) -> Step {
        let mut firm = self.write();
        let now = firm.now() + TimeDelta::minutes(7);
        firm.set_now(now);
        firm.0.steps += 1;
        let count = firm.0.steps;
        let mut dice = Dice::new(firm.seed, 1_000 + count);
        let order = [0, 6, 1, 2, 5, 3, 0, 1, 2, 6, 4, 7, 0, 1, 5, 8, 2, 6, 9];
        let first = order[count as usize % order.len()];
        for turn in 0..10 {
            let step = firm.happen((first + turn) % 10, &mut dice);
            if step != Step::Nothing {
                return step;
            }
        }
        Step::Nothing
    }
}

impl FirmWrite<'_> {
    fn stamp(&self) -> Stamp {
        Stamp::from_utc(self.now())
    }

    fn day(&self, entity: u32) -> NaiveDate {
        let zone = self.entity(entity).map_or(chrono_tz::UTC, |row| row.zone);
        self.stamp().date_in(zone)
    }

    fn happen(&mut self, what: u32, dice: &mut Dice) -> Step {
        let done = match what {
            0 => self.work(dice).map(|()| Step::TimeSubmitted),
            1 => self.approve().map(|()| Step::TimeApproved),
            2 => self.post().map(|()| Step::TimePosted),
            3 => self.win(dice).map(|()| Step::OpportunityWon),
            4 => self.activate().map(|()| Step::ProjectActivated),
            5 => self.issue(dice).map(|()| Step::InvoiceIssued),
            6 => self.pay(dice).map(|()| Step::PaymentReceived),
            7 => self.accept().map(|()| Step::MilestoneAccepted),
            8 => self.withdraw().map(|()| Step::ApprovalWithdrawn),
            _ => self.drop_entry().map(|()| Step::RecordDeleted),
        };
        done.unwrap_or(Step::Nothing)
    }
}
