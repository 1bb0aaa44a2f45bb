//! The list of metrics: one line each, and what the machinery is told to compute.

use super::define::{
    ahead, integration, latency, lockup, margin, receivable, resolution, unbilled, utilization,
};
use super::definition::Metric;
use super::query::QueryError;
use crate::domain::record::Kind;

/// Every metric, in the order of the catalogue.
pub const METRICS: &[&Metric] = &[
    &margin::REVENUE,
    &margin::PASS_THROUGH_REVENUE,
    &margin::NET_REVENUE,
    &margin::LABOR_COST,
    &margin::SUBCONTRACTOR_COST,
    &margin::EXPENSE_COST,
    &margin::REWORK_COST,
    &margin::COST,
    &margin::GROSS_MARGIN,
    &margin::GROSS_MARGIN_PCT,
    &margin::NET_FEE_MARGIN_PCT,
    &margin::INTERNAL_COST,
    &margin::LOSS_PROVISION,
    &utilization::BILLABLE_UTILIZATION,
    &utilization::PRODUCTIVE_UTILIZATION,
    &utilization::TOTAL_UTILIZATION,
    &utilization::BILLABLE_UTILIZATION_GROSS,
    &utilization::BILLABLE_UTILIZATION_STANDARD_YEAR,
    &utilization::BILLABLE_UTILIZATION_SUBMITTED,
    &utilization::UTILIZATION_TARGET,
    &utilization::TARGET_ATTAINMENT,
    &utilization::CAPACITY,
    &utilization::GROSS_CAPACITY,
    &utilization::STANDARD_YEAR_CAPACITY,
    &utilization::BILLABLE_HOURS,
    &utilization::PRODUCTIVE_HOURS,
    &utilization::WORKED_HOURS,
    &utilization::SUBMITTED_HOURS,
    &utilization::TIMESHEET_COVERAGE,
    &ahead::FORWARD_UTILIZATION,
    &ahead::FORWARD_UTILIZATION_SOFT,
    &ahead::BOOKED_HOURS,
    &latency::BILLING_LATENCY,
    &latency::BILLING_LATENCY_APPROVED,
    &latency::BILLING_LATENCY_BUSINESS_DAYS,
    &latency::WORK_TO_INVOICE,
    &latency::CLOSE_TO_INVOICE,
    &latency::INVOICE_TO_CASH,
    &latency::BILLING_OPEN_AGE,
    &latency::REBILL_RATE,
    &unbilled::LEAKAGE,
    &unbilled::LEAKAGE_PCT,
    &unbilled::UNBILLED_WIP,
    &receivable::RECEIVABLES,
    &receivable::RECEIVABLES_BY_INVOICE_DATE,
    &receivable::OVERDUE_RECEIVABLES,
    &receivable::DISPUTED_RECEIVABLES,
    &receivable::UNAPPLIED_CASH,
    &receivable::DSO,
    &receivable::DSO_WITHOUT_DISPUTES,
    &receivable::DSO_SIMPLE,
    &receivable::DSO_BEST_POSSIBLE,
    &receivable::AVERAGE_DAYS_DELINQUENT,
    &receivable::AVERAGE_DAYS_TO_PAY,
    &receivable::WRITE_OFFS,
    &receivable::WRITE_OFF_RATE,
    &lockup::WIP_DAYS,
    &lockup::RECEIVABLE_DAYS,
    &lockup::LOCK_UP_DAYS,
    &integration::RUN_SUCCESS,
    &integration::SYNC_SUCCESS,
    &integration::FIRST_PASS_YIELD,
    &integration::COMPLETENESS,
    &integration::JOURNEY_SUCCESS,
    &integration::FRESHNESS,
    &integration::BACKLOG,
    &resolution::PROJECT_SETUP_CYCLE_TIME,
    &resolution::PROJECT_SETUP_FROM_SIGNATURE,
    &resolution::PROJECT_SETUP_BUSINESS_DAYS,
    &resolution::EXCEPTION_RESOLUTION_TIME,
    &resolution::OPEN_EXCEPTIONS,
];

/// The kind of row without which a figure is not known at all, where no other row stands for it.
pub(crate) fn source(metric: &Metric) -> Option<Kind> {
    match metric.measure {
        Measure::Receivable(Receivable::Disputed) => Some(Kind::InvoiceHold),
        Measure::Ahead(_) => Some(Kind::Assignment),
        _ => None,
    }
}

/// The metric of a key.
pub fn metric(key: &str) -> Option<&'static Metric> {
    METRICS.iter().copied().find(|metric| metric.key == key)
}

/// The metric of a key that a client has written; an unknown one is refused with the nearest.
pub fn named(key: &str) -> Result<&'static Metric, QueryError> {
    metric(key).ok_or_else(|| QueryError::UnknownMetric {
        key: key.to_owned(),
        nearest: nearest(key).map(str::to_owned),
    })
}

/// The key that a wrong one most likely meant.
pub fn nearest(key: &str) -> Option<&'static str> {
    METRICS
        .iter()
        .map(|metric| (strsim::jaro_winkler(metric.key, key), metric.key))
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, key)| key)
}

/// An amount of a project month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Amount {
    Revenue,
    PassThrough,
    Labor,
    Subcontractor,
    Expense,
    Rework,
    Provision,
}

/// Hours of a person day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hours {
    Scheduled,
    Capacity,
    /// Part of a standard year.
    StandardYear,
    /// Capacity times the target; days without a target do not count at all.
    Target,
    Billable,
    Productive,
    Worked,
    Submitted,
    /// Submitted and billable.
    Pending,
}

/// What of the days to come is booked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ahead {
    /// Confirmed, of capacity.
    Hard,
    /// Not confirmed, of capacity.
    Soft,
    /// Hours, of both.
    Hours,
}

/// A date on a billable item's way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stamp {
    Work,
    CycleEnd,
    Approved,
    Issued,
    Paid,
}

/// A figure of the receivables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Receivable {
    Open,
    OpenByInvoiceDate,
    Overdue,
    Disputed,
    Unapplied,
    CountBack,
    CountBackUndisputed,
    Simple,
    BestPossible,
    Delinquent,
    DaysToPay,
    WriteOffs,
    WriteOffRate,
}

impl Receivable {
    /// True where open amounts are told by age.
    pub(crate) fn ages(self) -> bool {
        matches!(self, Self::Open | Self::OpenByInvoiceDate)
    }

    /// True where days are counted back over months of sales.
    pub(crate) fn counts_back(self) -> bool {
        matches!(self, Self::CountBack | Self::CountBackUndisputed)
    }
}

/// A figure of the integration's health.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Health {
    Runs,
    Records,
    FirstPass,
    Completeness,
    Journeys,
    Freshness,
    Backlog,
}

/// A part of lock-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LockUp {
    Wip,
    Receivables,
    Both,
}

/// How the time of a project's set-up is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SetupClock {
    /// Hours from the last move to won.
    Won,
    /// Hours from the day on which the contract was signed.
    Signed,
    /// Business days from the day won.
    BusinessDays,
}

/// What the machinery computes.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Measure {
    /// Sum of amounts of project months, each with its sign; internal projects only where told.
    MarginSum(&'static [(Amount, i64)], bool),
    /// Ratio of two such sums.
    MarginRatio(&'static [(Amount, i64)], &'static [(Amount, i64)]),
    /// Sum of hours of person days.
    HoursSum(&'static [Hours]),
    /// Ratio of two such sums.
    HoursRatio(&'static [Hours], &'static [Hours]),
    /// What is booked of the days to come.
    Ahead(Ahead),
    /// Days between two stamps of items, by the date of the third.
    Lag(Stamp, Stamp, Stamp),
    /// The same in business days of the item's legal entity.
    BusinessLag(Stamp, Stamp, Stamp),
    /// Age of approved items that are not billed.
    OpenAge,
    /// Re-billed lines by lines.
    Rebilled,
    /// Approved, unbilled, past deadline.
    Leakage,
    /// The same by itself and the billed of its cohort.
    LeakageRatio,
    /// Approved, unbilled.
    Unbilled,
    /// A figure of documents at a day.
    Receivable(Receivable),
    /// Days of a year's billings that stand in work and receivables.
    LockUp(LockUp),
    /// A figure of runs and records.
    Health(Health),
    /// Time from a start until a project is ready.
    Setup(SetupClock),
    /// Hours from opened to verified.
    Resolution,
    /// Exceptions not resolved.
    OpenExceptions,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_unique_words_and_variants_exist() {
        for (place, metric) in METRICS.iter().enumerate() {
            assert!(
                METRICS[..place].iter().all(|other| other.key != metric.key),
                "{} is there twice",
                metric.key
            );
            assert!(
                metric
                    .key
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b == b'_'),
                "{} is no snake_case key",
                metric.key
            );
            for variant in metric.variants {
                assert!(super::metric(variant).is_some(), "{variant} is no metric");
            }
        }
        assert_eq!(
            nearest("billable_utilisation"),
            Some("billable_utilization")
        );
    }
}
