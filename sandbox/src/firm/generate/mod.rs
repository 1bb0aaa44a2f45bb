//! Makes the firm from a seed: the same seed, scale and day give the same firm, bit for bit.
//!
//! One file a chapter, in order of time: who there is, what was sold, what was worked, billed and paid, and what went wrong.
//! History ends at midnight UTC before `today`; nothing carries a later stamp.

mod billing;
mod credits;
mod customers;
mod deals;
mod dice;
mod expenses;
mod issuing;
mod items;
mod mess;
mod names;
mod organisation;
mod payments;
mod people;
mod posting;
mod rates;
mod sales;
mod sheets;
mod stories;
mod time;

use chrono::{NaiveDate, NaiveTime};

pub use dice::Dice;
pub use rates::Rates;

use super::{Firm, Scale, Stamp};

/// Generates the firm whose history ends where `today` begins.
pub fn generate(seed: u64, scale: Scale, today: NaiveDate) -> Firm {
    let mut firm = Firm::empty(seed, scale, today);
    let horizon = Stamp::from_utc(today.and_time(NaiveTime::MIN).and_utc());
    organisation::fill(&mut firm);
    people::fill(&mut firm);
    rates::fill(&mut firm);
    let rates = Rates::of(&firm);
    customers::fill(&mut firm);
    let stints = sales::fill(&mut firm, horizon);
    let boards = stories::fill(&mut firm, &stints, horizon);
    let approvals = time::fill(&mut firm, &rates, &stints, &boards, horizon);
    let expense_approvals = expenses::fill(&mut firm, &stints, horizon);
    let mut posted = posting::fill(&mut firm, &approvals, horizon);
    billing::fill(
        &mut firm,
        &rates,
        &approvals,
        &expense_approvals,
        &mut posted,
        horizon,
    );
    payments::fill(&mut firm, &rates, horizon);
    mess::estimates(&mut firm, &rates, horizon);
    mess::deletions(&mut firm, horizon);
    firm
}
