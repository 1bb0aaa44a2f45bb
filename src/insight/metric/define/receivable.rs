//! What clients owe, for how long.

use crate::domain::record::{Class, Kind};
use crate::insight::metric::definition::{Direction, Metric, Unit};
use crate::insight::metric::dimension::{Dimension, Grain};
use crate::insight::metric::registry::{Measure, Receivable};

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
    Dimension::LegalEntity,
    Dimension::Bucket,
];
const NEEDS: &[Kind] = &[
    Kind::Invoice,
    Kind::Payment,
    Kind::PaymentApplication,
    Kind::Customer,
];
const INVOICED: &[Dimension] = &[
    Dimension::Customer,
    Dimension::Engagement,
    Dimension::Project,
    Dimension::LegalEntity,
];
const WHO: &[Dimension] = &[Dimension::Customer, Dimension::LegalEntity];

/// Open amount of invoices at the end of the period, by age past due where grouped by bucket.
pub const RECEIVABLES: Metric = Metric {
    key: "receivables",
    title: "Open receivables",
    description: "Open amount of invoices at the end of the period, by age past due where grouped by bucket.",
    formula: "total - applied payments - applied credits dated up to the day, gross of tax",
    unit: Unit::Money,
    grains: GRAINS,
    dimensions: DIMENSIONS,
    variants: &["receivables_by_invoice_date"],
    parts: &[
        "not_due",
        "days_1_30",
        "days_31_60",
        "days_61_90",
        "days_91_120",
        "days_over_120",
        "no_due_date",
        "unapplied",
    ],
    classes: &[Class::Commercial],
    needs: NEEDS,
    good: Direction::Down,
    version: 1,
    owner: "finance",
    example: "invoice 1,190, paid 400: 790",
    measure: Measure::Receivable(Receivable::Open),
};

/// Open amount of invoices at the end of the period, by days since the invoice date where grouped by bucket.
pub const RECEIVABLES_BY_INVOICE_DATE: Metric = Metric {
    key: "receivables_by_invoice_date",
    title: "Open receivables by invoice date",
    description: "Open amount of invoices at the end of the period, by days since the invoice date where grouped by bucket; not_due is the day of issue itself.",
    formula: "total - applied payments - applied credits dated up to the day, gross of tax; age is the day less the invoice date",
    unit: Unit::Money,
    grains: GRAINS,
    dimensions: DIMENSIONS,
    variants: &["receivables"],
    parts: RECEIVABLES.parts,
    classes: &[Class::Commercial],
    needs: NEEDS,
    good: Direction::Down,
    version: 1,
    owner: "finance",
    example: "790 open of an invoice of 2 March, as of 2 May: 61 days, in days_61_90",
    measure: Measure::Receivable(Receivable::OpenByInvoiceDate),
};

/// Open amount of invoices past their due date.
pub const OVERDUE_RECEIVABLES: Metric = Metric {
    key: "overdue_receivables",
    title: "Overdue receivables",
    description: "Open amount of invoices past their due date.",
    formula: "open amount where as of > due date",
    unit: Unit::Money,
    grains: GRAINS,
    dimensions: DIMENSIONS,
    variants: &[],
    parts: &[],
    classes: &[Class::Commercial],
    needs: NEEDS,
    good: Direction::Down,
    version: 1,
    owner: "finance",
    example: "790 due on 1 May, as of 2 May: 790",
    measure: Measure::Receivable(Receivable::Overdue),
};

/// Open amount of invoices under dispute; part of receivables and of DSO.
pub const DISPUTED_RECEIVABLES: Metric = Metric {
    key: "disputed_receivables",
    title: "Disputed receivables",
    description: "Open amount of invoices under dispute; part of receivables and of DSO.",
    formula: "open amount where a dispute covers the day",
    unit: Unit::Money,
    grains: GRAINS,
    dimensions: DIMENSIONS,
    variants: &[],
    parts: &[],
    classes: &[Class::Commercial],
    needs: NEEDS,
    good: Direction::Down,
    version: 1,
    owner: "finance",
    example: "790 under dispute: 790",
    measure: Measure::Receivable(Receivable::Disputed),
};

/// Money received and credits given that settle no invoice yet.
pub const UNAPPLIED_CASH: Metric = Metric {
    key: "unapplied_cash",
    title: "Unapplied cash",
    description: "Money received and credits given that settle no invoice yet.",
    formula: "payments and credit notes - their applications dated up to the day",
    unit: Unit::Money,
    grains: GRAINS,
    dimensions: WHO,
    variants: &[],
    parts: &[],
    classes: &[Class::Commercial],
    needs: NEEDS,
    good: Direction::Down,
    version: 1,
    owner: "finance",
    example: "payment 500, applied 400: 100",
    measure: Measure::Receivable(Receivable::Unapplied),
};

/// Days of net sales that open receivables stand for, counted back month by month.
pub const DSO: Metric = Metric {
    key: "dso",
    title: "Days sales outstanding",
    description: "Days of net sales that open receivables stand for, counted back month by month.",
    formula: "AR less the newest month of net sales, that month's days, and so on; the last month pro rata",
    unit: Unit::Days,
    grains: GRAINS,
    dimensions: WHO,
    variants: &["dso_simple", "dso_best_possible", "dso_without_disputes"],
    parts: &[],
    classes: &[Class::Commercial],
    needs: NEEDS,
    good: Direction::Down,
    version: 1,
    owner: "finance",
    example: "AR 900; June 600, May 300: 30 + 31 = 61",
    measure: Measure::Receivable(Receivable::CountBack),
};

/// Days sales outstanding of what is not under dispute.
pub const DSO_WITHOUT_DISPUTES: Metric = Metric {
    key: "dso_without_disputes",
    title: "Days sales outstanding (without disputes)",
    description: "Days of net sales that open receivables stand for, counted back month by month, invoices under dispute on the day left out.",
    formula: "AR without invoices under dispute, less the newest month of net sales, that month's days, and so on; sales stay whole",
    unit: Unit::Days,
    grains: GRAINS,
    dimensions: WHO,
    variants: &["dso"],
    parts: &[],
    classes: &[Class::Commercial],
    needs: NEEDS,
    good: Direction::Down,
    version: 1,
    owner: "finance",
    example: "AR 900 of which 300 under dispute; June 600: 30",
    measure: Measure::Receivable(Receivable::CountBackUndisputed),
};

/// Receivables by net sales of the trailing 91 days.
pub const DSO_SIMPLE: Metric = Metric {
    key: "dso_simple",
    title: "Days sales outstanding (simple)",
    description: "Receivables by net sales of the trailing 91 days.",
    formula: "closing AR / net sales of 91 days x 91",
    unit: Unit::Days,
    grains: GRAINS,
    dimensions: WHO,
    variants: &["dso"],
    parts: &[],
    classes: &[Class::Commercial],
    needs: NEEDS,
    good: Direction::Down,
    version: 1,
    owner: "finance",
    example: "900 / 1,050 x 91 = 78",
    measure: Measure::Receivable(Receivable::Simple),
};

/// What DSO would be if nobody paid late.
pub const DSO_BEST_POSSIBLE: Metric = Metric {
    key: "dso_best_possible",
    title: "Best possible DSO",
    description: "What DSO would be if nobody paid late.",
    formula: "AR not yet due / net sales of 91 days x 91",
    unit: Unit::Days,
    grains: GRAINS,
    dimensions: WHO,
    variants: &["dso"],
    parts: &[],
    classes: &[Class::Commercial],
    needs: NEEDS,
    good: Direction::Down,
    version: 1,
    owner: "finance",
    example: "600 / 1,050 x 91 = 52",
    measure: Measure::Receivable(Receivable::BestPossible),
};

/// How much of DSO is lateness.
pub const AVERAGE_DAYS_DELINQUENT: Metric = Metric {
    key: "average_days_delinquent",
    title: "Average days delinquent",
    description: "How much of DSO is lateness.",
    formula: "simple DSO - best possible DSO",
    unit: Unit::Days,
    grains: GRAINS,
    dimensions: WHO,
    variants: &[],
    parts: &[],
    classes: &[Class::Commercial],
    needs: NEEDS,
    good: Direction::Down,
    version: 1,
    owner: "finance",
    example: "78 - 52 = 26",
    measure: Measure::Receivable(Receivable::Delinquent),
};

/// Amount-weighted days from invoice to payment, over payments of the period.
pub const AVERAGE_DAYS_TO_PAY: Metric = Metric {
    key: "average_days_to_pay",
    title: "Average days to pay",
    description: "Amount-weighted days from invoice to payment, over payments of the period.",
    formula: "sum of applied amount x (received - issued) / sum of applied amount",
    unit: Unit::Days,
    grains: GRAINS,
    dimensions: WHO,
    variants: &[],
    parts: &[],
    classes: &[Class::Commercial],
    needs: NEEDS,
    good: Direction::Down,
    version: 1,
    owner: "finance",
    example: "1,000 after 30 days and 3,000 after 50: 45",
    measure: Measure::Receivable(Receivable::DaysToPay),
};

/// Receivables given up in the period, net of tax.
pub const WRITE_OFFS: Metric = Metric {
    key: "write_offs",
    title: "Write-offs",
    description: "Receivables given up in the period, net of tax: write-offs, and goodwill credits. Price and re-bill credits are neither.",
    formula: "sum of write-offs and goodwill credits by their date, at the spot of the invoice's issue",
    unit: Unit::Money,
    grains: GRAINS,
    dimensions: INVOICED,
    variants: &["write_off_rate"],
    parts: &[],
    classes: &[Class::Commercial],
    needs: NEEDS,
    good: Direction::Down,
    version: 1,
    owner: "finance",
    example: "goodwill credit of 30 on an invoice of 500: 30",
    measure: Measure::Receivable(Receivable::WriteOffs),
};

/// What was given up of the invoices issued in the period.
pub const WRITE_OFF_RATE: Metric = Metric {
    key: "write_off_rate",
    title: "Write-off rate",
    description: "What was given up, up to the end of the period, of the invoices issued in it.",
    formula: "write-offs of the cohort / net amount billed of the cohort",
    unit: Unit::Ratio,
    grains: GRAINS,
    dimensions: INVOICED,
    variants: &["write_offs"],
    parts: &[],
    classes: &[Class::Commercial],
    needs: NEEDS,
    good: Direction::Down,
    version: 1,
    owner: "finance",
    example: "30 of 500: 0.06",
    measure: Measure::Receivable(Receivable::WriteOffRate),
};
