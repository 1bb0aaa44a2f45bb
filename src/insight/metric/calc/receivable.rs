//! What is owed on a day: open amounts, age, unapplied cash, and days sales outstanding.

use std::collections::HashMap;

use entity::canonical::adjustment::AdjustmentNature;
use entity::value::{Currency, Day};

use super::exact::Fraction;
use super::fx::FxTable;
use super::input::Document;
use super::ledger::Ledger;

/// An age bucket of an open amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Bucket {
    /// Due today or later.
    NotDue,
    /// 1 to 30 days past due.
    Days1To30,
    /// 31 to 60.
    Days31To60,
    /// 61 to 90.
    Days61To90,
    /// 91 to 120.
    Days91To120,
    /// More than 120.
    Over120,
}

impl Bucket {
    /// Every bucket, youngest first.
    pub const ALL: [Self; 6] = [
        Self::NotDue,
        Self::Days1To30,
        Self::Days31To60,
        Self::Days61To90,
        Self::Days91To120,
        Self::Over120,
    ];

    /// The bucket of so many days past due.
    pub fn of(days_past_due: i32) -> Self {
        match days_past_due {
            ..=0 => Self::NotDue,
            1..=30 => Self::Days1To30,
            31..=60 => Self::Days31To60,
            61..=90 => Self::Days61To90,
            91..=120 => Self::Days91To120,
            _ => Self::Over120,
        }
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::NotDue => "not_due",
            Self::Days1To30 => "days_1_30",
            Self::Days31To60 => "days_31_60",
            Self::Days61To90 => "days_61_90",
            Self::Days91To120 => "days_91_120",
            Self::Over120 => "days_over_120",
        }
    }
}

/// Days past the due date; none where neither a due date nor payment terms are known.
pub fn days_past_due(document: &Document, on: Day) -> Option<i32> {
    document.due_on.map(|due| on.0 - due.0)
}

/// True where an invoice, or what a credit note corrects, was billed ahead of the work.
pub fn advance(ledger: &Ledger, document: &Document) -> bool {
    let corrected = ledger.documents.get(&document.corrects);
    document.advance || (document.credit && corrected.is_some_and(|original| original.advance))
}

/// What of an invoice is open at the end of a day, tax included.
pub fn open(ledger: &Ledger, document: &Document, on: Day) -> i64 {
    if !document.stands(on) {
        return 0;
    }
    let settled: i64 = ledger
        .settled
        .get(&document.id)
        .into_iter()
        .flatten()
        .filter(|application| application.applied_on <= on && ledger.settles(application))
        .map(|application| application.amount)
        .sum();
    let written_off: i64 = ledger
        .given_up
        .get(&document.id)
        .into_iter()
        .flatten()
        .filter(|given| given.nature == AdjustmentNature::WriteOff && given.on <= on)
        .map(|given| given.amount)
        .sum();
    document.total - settled - written_off
}

/// The day on which each invoice was settled in full.
pub fn paid_on(ledger: &Ledger) -> HashMap<i64, Day> {
    let mut paid = HashMap::new();
    for (id, applications) in &ledger.settled {
        let Some(document) = ledger.documents.get(id) else {
            continue;
        };
        let mut ordered: Vec<_> = applications
            .iter()
            .filter(|application| ledger.settles(application))
            .map(|a| (a.applied_on, a.amount))
            .collect();
        ordered.sort_unstable();
        // What a credit alone has settled was never paid.
        let mut settling = applications.iter().filter(|a| ledger.settles(a));
        if settling.all(|a| a.payment == 0) {
            continue;
        }
        let mut rest = document.total;
        for (on, amount) in ordered {
            rest -= amount;
            if rest <= 0 {
                paid.insert(*id, on);
                break;
            }
        }
    }
    paid
}

/// Applications of payments and credit notes, by what they take from.
#[derive(Clone, Debug, Default)]
pub struct Applied {
    payments: HashMap<i64, Vec<(Day, i64)>>,
    credits: HashMap<i64, Vec<(Day, i64)>>,
}

impl Applied {
    /// Reads them from a ledger.
    pub fn of(ledger: &Ledger) -> Self {
        let mut applied = Self::default();
        let settling = ledger.settled.values().flatten();
        for application in settling.filter(|application| ledger.settles(application)) {
            let entry = (application.applied_on, application.amount);
            if application.payment != 0 {
                applied
                    .payments
                    .entry(application.payment)
                    .or_default()
                    .push(entry);
            } else if application.credit_note != 0 {
                applied
                    .credits
                    .entry(application.credit_note)
                    .or_default()
                    .push(entry);
            }
        }
        applied
    }

    /// What of a payment settles nothing yet.
    pub fn payment_rest(&self, ledger: &Ledger, id: i64, on: Day) -> i64 {
        ledger
            .payments
            .get(&id)
            .filter(|payment| payment.received_on <= on)
            .map_or(0, |payment| payment.amount - used(&self.payments, id, on))
    }

    /// What of a credit note settles nothing yet, tax included.
    pub fn credit_rest(&self, document: &Document, on: Day) -> i64 {
        if document.credit && document.stands(on) {
            document.total - used(&self.credits, document.id, on)
        } else {
            0
        }
    }
}

fn used(applied: &HashMap<i64, Vec<(Day, i64)>>, id: i64, on: Day) -> i64 {
    applied
        .get(&id)
        .into_iter()
        .flatten()
        .filter(|(day, _)| *day <= on)
        .map(|(_, amount)| amount)
        .sum()
}

/// The part of a gross amount that is not tax, converted at a day's spot and rounded once; none without a rate.
pub fn net_of_tax(
    document: &Document,
    gross: i64,
    to: Currency,
    fx: &FxTable,
    on: Day,
) -> Option<i64> {
    if document.total == 0 {
        return Some(0);
    }
    let (numerator, denominator) = if document.total < 0 {
        (-document.net, -document.total)
    } else {
        (document.net, document.total)
    };
    Fraction::whole(gross)
        .times(Fraction::new(
            i128::from(numerator),
            i128::from(denominator),
        )?)?
        .times(fx.spot(document.currency, to, on)?.rate)?
        .rounded()
}

/// An amount converted at a day's spot and rounded once; none without a rate.
pub fn at_spot(amount: i64, from: Currency, to: Currency, fx: &FxTable, on: Day) -> Option<i64> {
    Fraction::whole(amount)
        .times(fx.spot(from, to, on)?.rate)?
        .rounded()
}

/// Net sales of a document at its own rate: a credit note takes the original invoice's and reduces its own month.
pub fn net_sales(ledger: &Ledger, document: &Document, to: Currency, fx: &FxTable) -> Option<i64> {
    let mut rate_on = document.issued_on?;
    if document.credit
        && let Some(original) = ledger
            .documents
            .get(&document.corrects)
            .and_then(|o| o.issued_on)
    {
        rate_on = original;
    }
    let amount = at_spot(document.net, document.currency, to, fx, rate_on)?;
    Some(if document.credit { -amount } else { amount })
}

/// Days sales outstanding by count-back, as a fraction of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CountBack {
    /// Whole days counted.
    pub days: i64,
    /// Rest of the receivables in the last month, times its days...
    pub numerator: i128,
    /// ...over that month's sales; 1 where nothing is left.
    pub denominator: i128,
    /// True where history ran out before the receivables did.
    pub exhausted: bool,
}

/// Counts receivables back over months of sales, newest first: (days of the month, net sales).
pub fn count_back(receivables: i128, months: &[(i64, i128)]) -> CountBack {
    let mut rest = receivables;
    let mut result = CountBack {
        days: 0,
        numerator: 0,
        denominator: 1,
        exhausted: false,
    };
    if rest <= 0 {
        return result;
    }
    for (days, sales) in months {
        if *sales > rest {
            result.numerator = rest * i128::from(*days);
            result.denominator = *sales;
            return result;
        }
        rest -= sales;
        result.days += days;
        if rest <= 0 {
            return result;
        }
    }
    result.exhausted = true;
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worked_example_of_count_back() {
        let result = count_back(900, &[(30, 600), (31, 300), (30, 150)]);
        assert_eq!(
            (result.days, result.numerator, result.exhausted),
            (61, 0, false)
        );
    }

    #[test]
    fn the_last_month_counts_pro_rata() {
        let result = count_back(750, &[(30, 600), (31, 300)]);
        assert_eq!(
            (result.days, result.numerator, result.denominator),
            (30, 150 * 31, 300)
        );
    }

    #[test]
    fn an_empty_month_adds_its_days_and_its_amount() {
        let result = count_back(500, &[(30, -100), (31, 0), (30, 600)]);
        assert_eq!((result.days, result.numerator), (91, 0));
        assert!(count_back(900, &[(30, 100)]).exhausted);
    }

    #[test]
    fn due_today_is_not_past_due() {
        assert_eq!(Bucket::of(0), Bucket::NotDue);
        assert_eq!(Bucket::of(1), Bucket::Days1To30);
        assert_eq!(Bucket::of(120), Bucket::Days91To120);
        assert_eq!(Bucket::of(121), Bucket::Over120);
    }
}
