//! The typed forms that users reach for first, and the arguments of every form.

use crate::serve::graphql::shape::Line;

/// A typed form: its name, what it tells, and its values by name and metric key.
pub(super) type Form = (
    &'static str,
    &'static str,
    &'static [(&'static str, &'static str)],
);

/// The forms that users reach for first; each is `metrics` with fixed keys.
pub(super) const FORMS: &[Form] = &[
    (
        "margin",
        "Revenue, cost and margin of projects.",
        &[
            ("revenue", "revenue"),
            ("netRevenue", "net_revenue"),
            ("laborCost", "labor_cost"),
            ("subcontractorCost", "subcontractor_cost"),
            ("expenseCost", "expense_cost"),
            ("cost", "cost"),
            ("grossMargin", "gross_margin"),
            ("grossMarginPct", "gross_margin_pct"),
            ("netFeeMarginPct", "net_fee_margin_pct"),
        ],
    ),
    (
        "utilization",
        "How much of people's capacity is worked and billable.",
        &[
            ("billableUtilization", "billable_utilization"),
            ("productiveUtilization", "productive_utilization"),
            ("totalUtilization", "total_utilization"),
            ("capacity", "capacity"),
            ("billableHours", "billable_hours"),
            ("workedHours", "worked_hours"),
        ],
    ),
    (
        "billingLatency",
        "Days from work to invoice and to cash.",
        &[
            ("billingLatency", "billing_latency"),
            ("workToInvoice", "work_to_invoice"),
            ("closeToInvoice", "close_to_invoice"),
            ("invoiceToCash", "invoice_to_cash"),
        ],
    ),
    (
        "integrationHealth",
        "How well the systems are read.",
        &[
            ("runSuccess", "run_success"),
            ("syncSuccess", "sync_success"),
            ("firstPassYield", "first_pass_yield"),
            ("journeySuccess", "journey_success"),
            ("completeness", "completeness"),
            ("freshness", "freshness"),
            ("backlog", "backlog"),
        ],
    ),
    (
        "receivables",
        "What clients owe, and how late.",
        &[
            ("receivables", "receivables"),
            ("overdueReceivables", "overdue_receivables"),
            ("disputedReceivables", "disputed_receivables"),
            ("unappliedCash", "unapplied_cash"),
            ("dso", "dso"),
            ("averageDaysDelinquent", "average_days_delinquent"),
            ("averageDaysToPay", "average_days_to_pay"),
        ],
    ),
    (
        "leakage",
        "Approved work that is not billed.",
        &[
            ("leakage", "leakage"),
            ("leakagePct", "leakage_pct"),
            ("unbilledWip", "unbilled_wip"),
        ],
    ),
];

/// Arguments that every form takes besides those of a page.
pub(super) const ARGUMENTS: &[Line] = &[
    ("groupBy", "[Dimension!]", "Dimensions to group by."),
    (
        "grain",
        "Grain",
        "Stretch of time to group by; the whole period as one where empty.",
    ),
    (
        "period",
        "PeriodInput!",
        "First and last day, both included.",
    ),
    ("where", "MetricFilter", "Which rows count."),
    (
        "orderBy",
        "[MetricOrder!]",
        "Order of the groups; by period and label where empty.",
    ),
    (
        "compareWith",
        "Comparison",
        "Another period to put beside each value.",
    ),
    (
        "totals",
        "Boolean",
        "Adds a TOTAL row, and a SUBTOTAL for each period.",
    ),
    ("asOf", "Date", "Cuts business facts; today where empty."),
    (
        "knownAt",
        "DateTime",
        "Cuts knowledge: the answer as it was known then; now where empty.",
    ),
    (
        "currency",
        "Currency",
        "Currency of money; the group's where empty.",
    ),
    (
        "basis",
        "CurrencyBasis",
        "Which amount of a line is summed; the group's where empty.",
    ),
];

/// Arguments of `contributions` besides those of a page.
pub(super) const PINNED: &[Line] = &[
    ("metric", "String!", "Key of the metric."),
    (
        "dimensions",
        "[DimensionPin!]",
        "The value's dimensions, each with its id; nothing for an ungrouped value.",
    ),
    (
        "period",
        "PeriodInput!",
        "First and last day, both included.",
    ),
    ("where", "MetricFilter", "Which rows count."),
    ("asOf", "Date", "Cuts business facts; today where empty."),
    ("knownAt", "DateTime", "Cuts knowledge; now where empty."),
    (
        "currency",
        "Currency",
        "Currency of money; the group's where empty.",
    ),
    (
        "basis",
        "CurrencyBasis",
        "Which amount of a line is summed; the group's where empty.",
    ),
];
