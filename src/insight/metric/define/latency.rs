//! How long billable work waits for its invoice and for cash.

use crate::domain::record::{Class, Kind};
use crate::insight::metric::definition::{Direction, Metric, Unit};
use crate::insight::metric::dimension::{Dimension, Grain};
use crate::insight::metric::registry::{Measure, Stamp};

const GRAINS: &[Grain] = &[
    Grain::Day,
    Grain::Week,
    Grain::Month,
    Grain::Quarter,
    Grain::Year,
    Grain::FiscalQuarter,
    Grain::FiscalYear,
];
const DIMENSIONS: &[Dimension] = &[
    Dimension::Customer,
    Dimension::Engagement,
    Dimension::Project,
    Dimension::Practice,
    Dimension::Role,
    Dimension::Person,
    Dimension::Manager,
    Dimension::LegalEntity,
    Dimension::BillingModel,
    Dimension::Item,
];
const NEEDS: &[Kind] = &[
    Kind::TimeEntry,
    Kind::Expense,
    Kind::Milestone,
    Kind::Approval,
    Kind::TimePosting,
    Kind::Invoice,
    Kind::InvoiceLine,
];

/// Days from approval to the first issued invoice, by the month of issue.
pub const BILLING_LATENCY: Metric = Metric {
    key: "billing_latency",
    title: "Billing latency",
    description: "Days from approval to the first issued invoice, by the month of issue.",
    formula: "mean of (issued - approved) in civil days of the invoice entity; cycle, integration and finance wait add up to it",
    unit: Unit::Days,
    grains: GRAINS,
    dimensions: DIMENSIONS,
    variants: &[
        "billing_latency_approved",
        "billing_latency_business_days",
        "work_to_invoice",
        "close_to_invoice",
    ],
    parts: &[
        "mean",
        "median",
        "p90",
        "p90_nearest_rank",
        "weighted_mean",
        "cycle_wait",
        "integration_wait",
        "finance_wait",
    ],
    classes: &[Class::Plain],
    needs: NEEDS,
    good: Direction::Down,
    version: 1,
    owner: "finance",
    example: "lags 3, 10, 12, 40: mean 16.25",
    measure: Measure::Lag(Stamp::Approved, Stamp::Issued, Stamp::Issued),
};

/// Days from approval to the first issued invoice, by the month of approval, with what is still open beside it.
pub const BILLING_LATENCY_APPROVED: Metric = Metric {
    key: "billing_latency_approved",
    title: "Billing latency (approved in the period)",
    description: "Days from approval to the first issued invoice, by the month of approval; items still not invoiced stand beside it, as they would make it longer.",
    formula: "mean of (issued - approved) of items approved in the period and issued since; open counts those that are not",
    unit: Unit::Days,
    grains: GRAINS,
    dimensions: DIMENSIONS,
    variants: &["billing_latency"],
    parts: &[
        "mean",
        "median",
        "p90",
        "p90_nearest_rank",
        "weighted_mean",
        "open",
        "open_age_median",
        "open_age_p90",
    ],
    classes: &[Class::Plain],
    needs: NEEDS,
    good: Direction::Down,
    version: 1,
    owner: "finance",
    example: "ten items approved in March, six issued after 12 days each: 12, and 4 open",
    measure: Measure::Lag(Stamp::Approved, Stamp::Issued, Stamp::Approved),
};

/// Business days from approval to the first issued invoice.
pub const BILLING_LATENCY_BUSINESS_DAYS: Metric = Metric {
    key: "billing_latency_business_days",
    title: "Billing latency (business days)",
    description: "Business days from approval to the first issued invoice, by the month of issue.",
    formula: "mean of Mondays to Fridays after approval up to issue, less public holidays of the invoice entity: those of most of its people",
    unit: Unit::Days,
    grains: GRAINS,
    dimensions: DIMENSIONS,
    variants: &["billing_latency"],
    parts: &["mean", "median", "p90", "p90_nearest_rank", "weighted_mean"],
    classes: &[Class::Plain],
    needs: NEEDS,
    good: Direction::Down,
    version: 1,
    owner: "finance",
    example: "approved on a Friday, issued on the Tuesday after: 2",
    measure: Measure::BusinessLag(Stamp::Approved, Stamp::Issued, Stamp::Issued),
};

/// Days from the work to the first issued invoice.
pub const WORK_TO_INVOICE: Metric = Metric {
    key: "work_to_invoice",
    title: "Work to invoice",
    description: "Days from the work to the first issued invoice.",
    formula: "mean of (issued - work date); entry and approval wait in front of the parts of billing latency",
    unit: Unit::Days,
    grains: GRAINS,
    dimensions: DIMENSIONS,
    variants: &["billing_latency"],
    parts: &[
        "mean",
        "median",
        "p90",
        "p90_nearest_rank",
        "weighted_mean",
        "entry_wait",
        "approval_wait",
        "cycle_wait",
        "integration_wait",
        "finance_wait",
    ],
    classes: &[Class::Plain],
    needs: NEEDS,
    good: Direction::Down,
    version: 1,
    owner: "finance",
    example: "work on 2 March, issued on 5 April: 34",
    measure: Measure::Lag(Stamp::Work, Stamp::Issued, Stamp::Issued),
};

/// Days from the end of the billing cycle to the first issued invoice.
pub const CLOSE_TO_INVOICE: Metric = Metric {
    key: "close_to_invoice",
    title: "Close to invoice",
    description: "Days from the end of the billing cycle to the first issued invoice.",
    formula: "mean of (issued - cycle end)",
    unit: Unit::Days,
    grains: GRAINS,
    dimensions: DIMENSIONS,
    variants: &["billing_latency"],
    parts: &["mean", "median", "p90", "p90_nearest_rank", "weighted_mean"],
    classes: &[Class::Plain],
    needs: NEEDS,
    good: Direction::Down,
    version: 1,
    owner: "finance",
    example: "cycle to 31 March, issued on 5 April: 5",
    measure: Measure::Lag(Stamp::CycleEnd, Stamp::Issued, Stamp::Issued),
};

/// Days from issue to payment in full, by the month of payment.
pub const INVOICE_TO_CASH: Metric = Metric {
    key: "invoice_to_cash",
    title: "Invoice to cash",
    description: "Days from issue to payment in full, by the month of payment.",
    formula: "mean of (paid - issued) of items whose invoice is paid",
    unit: Unit::Days,
    grains: GRAINS,
    dimensions: DIMENSIONS,
    variants: &[],
    parts: &["mean", "median", "p90", "p90_nearest_rank", "weighted_mean"],
    classes: &[Class::Commercial],
    needs: NEEDS,
    good: Direction::Down,
    version: 1,
    owner: "finance",
    example: "issued on 5 April, paid on 2 May: 27",
    measure: Measure::Lag(Stamp::Issued, Stamp::Paid, Stamp::Paid),
};

/// Age since approval of work that is still not invoiced.
pub const BILLING_OPEN_AGE: Metric = Metric {
    key: "billing_open_age",
    title: "Open billing age",
    description: "Age since approval of work that is still not invoiced.",
    formula: "median of (as of - approved) of approved items on no issued invoice",
    unit: Unit::Days,
    grains: GRAINS,
    dimensions: DIMENSIONS,
    variants: &[],
    parts: &["median", "p90", "p90_nearest_rank", "oldest"],
    classes: &[Class::Plain],
    needs: NEEDS,
    good: Direction::Down,
    version: 1,
    owner: "finance",
    example: "approved on 1 March, as of 31 March: 30",
    measure: Measure::OpenAge,
};

/// Lines of replacing invoices as a fraction of issued lines.
pub const REBILL_RATE: Metric = Metric {
    key: "rebill_rate",
    title: "Re-bill rate",
    description: "Lines of replacing invoices as a fraction of issued lines.",
    formula: "re-billed lines / lines",
    unit: Unit::Ratio,
    grains: GRAINS,
    dimensions: DIMENSIONS,
    variants: &[],
    parts: &[],
    classes: &[Class::Plain],
    needs: NEEDS,
    good: Direction::Down,
    version: 1,
    owner: "finance",
    example: "2 of 100 lines: 0.02",
    measure: Measure::Rebilled,
};
