//! Payment status of an account: a function of its open invoices, the day and whether the source is fresh, and of nothing else.

use entity::value::Day;

use super::input::Document;
use super::ledger::Ledger;
use super::receivable::{Bucket, days_past_due, open};

/// Rest in ten-thousandths of the invoice's currency that counts as paid.
pub const TOLERANCE: i64 = 10_000;
/// Days before the due date from which it is due soon.
pub const SOON_DAYS: i32 = 7;

/// What an account's payments look like, better to worse, in the order of the contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PaymentState {
    /// Nothing is due soon.
    Current,
    /// Something is due within a week.
    DueSoon,
    /// An invoice is past due, by this bucket.
    Overdue(Bucket),
    /// An invoice is in dispute.
    Disputed,
    /// An invoice is on hold.
    OnHold,
    /// The source is late.
    Unknown,
}

impl PaymentState {
    /// Its code: OVERDUE carries the bucket's upper end, 121 being more than 120 days.
    pub fn code(self) -> &'static str {
        match self {
            Self::Current | Self::Overdue(Bucket::NotDue) => "CURRENT",
            Self::DueSoon => "DUE_SOON",
            Self::OnHold => "ON_HOLD",
            Self::Disputed => "DISPUTED",
            Self::Overdue(Bucket::Days1To30) => "OVERDUE_30",
            Self::Overdue(Bucket::Days31To60) => "OVERDUE_60",
            Self::Overdue(Bucket::Days61To90) => "OVERDUE_90",
            Self::Overdue(Bucket::Days91To120) => "OVERDUE_120",
            Self::Overdue(Bucket::Over120) => "OVERDUE_121",
            Self::Unknown => "UNKNOWN",
        }
    }
}

/// The state of one invoice on a day; none where it is settled up to the tolerance.
pub fn of_invoice(ledger: &Ledger, document: &Document, on: Day) -> Option<PaymentState> {
    if document.credit || open(ledger, document, on) <= TOLERANCE {
        return None;
    }
    let holds = ledger
        .holds
        .get(&document.id)
        .map_or(&[][..], Vec::as_slice);
    let past = days_past_due(document, on).unwrap_or(i32::MIN);
    Some(
        if holds.iter().any(|hold| !hold.dispute && hold.covers(on)) {
            PaymentState::OnHold
        } else if holds.iter().any(|hold| hold.dispute && hold.covers(on)) {
            PaymentState::Disputed
        } else if past > 0 {
            PaymentState::Overdue(Bucket::of(past))
        } else if past >= -SOON_DAYS {
            PaymentState::DueSoon
        } else {
            PaymentState::Current
        },
    )
}
