//! Revenue, cost and margin of projects.

use crate::domain::record::{Class, Kind};
use crate::insight::metric::definition::{Direction, Metric, Unit};
use crate::insight::metric::dimension::{Dimension, Grain};
use crate::insight::metric::registry::{Amount, Measure};

const GRAINS: &[Grain] = &[
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
    Dimension::Manager,
    Dimension::LegalEntity,
    Dimension::BillingModel,
];
const NEEDS: &[Kind] = &[
    Kind::Engagement,
    Kind::Project,
    Kind::TimeEntry,
    Kind::Expense,
    Kind::Milestone,
    Kind::Estimate,
    Kind::FxRate,
];

/// Indicative revenue of client projects by their billing model.
pub const REVENUE: Metric = Metric {
    key: "revenue",
    title: "Revenue",
    description: "Indicative revenue of client projects by their billing model.",
    formula: "time and materials: approved billable hours x rate up to the cap; fixed fee: cost-to-cost; milestone: at acceptance; retainer: straight line by day",
    unit: Unit::Money,
    grains: GRAINS,
    dimensions: DIMENSIONS,
    variants: &[],
    parts: &[],
    classes: &[Class::Commercial],
    needs: NEEDS,
    good: Direction::Up,
    version: 1,
    owner: "finance",
    example: "price 500,000, eligible cost 110,000 of 390,000: 141,025.64",
    measure: Measure::MarginSum(&[(Amount::Revenue, 1)], false),
};

/// Revenue from reimbursables where the firm is principal.
pub const PASS_THROUGH_REVENUE: Metric = Metric {
    key: "pass_through_revenue",
    title: "Pass-through revenue",
    description: "Revenue from reimbursables where the firm is principal.",
    formula: "billed amount of billable reimbursables under a principal contract",
    unit: Unit::Money,
    grains: GRAINS,
    dimensions: DIMENSIONS,
    variants: &[],
    parts: &[],
    classes: &[Class::Commercial],
    needs: NEEDS,
    good: Direction::Neutral,
    version: 1,
    owner: "finance",
    example: "travel of 1,000 at 10 % mark-up, principal: 1,100",
    measure: Measure::MarginSum(&[(Amount::PassThrough, 1)], false),
};

/// Revenue without pass-through.
pub const NET_REVENUE: Metric = Metric {
    key: "net_revenue",
    title: "Net revenue",
    description: "Revenue without pass-through.",
    formula: "revenue - pass-through revenue",
    unit: Unit::Money,
    grains: GRAINS,
    dimensions: DIMENSIONS,
    variants: &[],
    parts: &[],
    classes: &[Class::Commercial],
    needs: NEEDS,
    good: Direction::Up,
    version: 1,
    owner: "finance",
    example: "revenue 10,000 of which 1,100 pass-through: 8,900",
    measure: Measure::MarginSum(&[(Amount::Revenue, 1), (Amount::PassThrough, -1)], false),
};

/// Cost of approved hours, billable or not.
pub const LABOR_COST: Metric = Metric {
    key: "labor_cost",
    title: "Labor cost",
    description: "Cost of approved hours, billable or not.",
    formula: "sum of hours x cost rate on the entry",
    unit: Unit::Money,
    grains: GRAINS,
    dimensions: DIMENSIONS,
    variants: &[],
    parts: &[],
    classes: &[Class::Cost],
    needs: NEEDS,
    good: Direction::Down,
    version: 1,
    owner: "finance",
    example: "8 h at 92.47: 739.76",
    measure: Measure::MarginSum(&[(Amount::Labor, 1)], false),
};

/// Cost of subcontractors on its date.
pub const SUBCONTRACTOR_COST: Metric = Metric {
    key: "subcontractor_cost",
    title: "Subcontractor cost",
    description: "Cost of subcontractors on its date.",
    formula: "sum of expenses of that nature",
    unit: Unit::Money,
    grains: GRAINS,
    dimensions: DIMENSIONS,
    variants: &[],
    parts: &[],
    classes: &[Class::Cost],
    needs: NEEDS,
    good: Direction::Down,
    version: 1,
    owner: "finance",
    example: "a bill of 40,000: 40,000",
    measure: Measure::MarginSum(&[(Amount::Subcontractor, 1)], false),
};

/// Project expenses that the firm bears: software, others, and reimbursables where it is principal.
pub const EXPENSE_COST: Metric = Metric {
    key: "expense_cost",
    title: "Expense cost",
    description: "Project expenses that the firm bears: software, others, and reimbursables where it is principal.",
    formula: "sum of expense amounts without recoverable tax",
    unit: Unit::Money,
    grains: GRAINS,
    dimensions: DIMENSIONS,
    variants: &[],
    parts: &[],
    classes: &[Class::Cost],
    needs: NEEDS,
    good: Direction::Down,
    version: 1,
    owner: "finance",
    example: "software of 500: 500",
    measure: Measure::MarginSum(&[(Amount::Expense, 1)], false),
};

/// Labor cost of rework: part of cost, not of progress.
pub const REWORK_COST: Metric = Metric {
    key: "rework_cost",
    title: "Rework cost",
    description: "Labor cost of rework: part of cost, not of progress.",
    formula: "labor cost of entries on rework tasks",
    unit: Unit::Money,
    grains: GRAINS,
    dimensions: DIMENSIONS,
    variants: &[],
    parts: &[],
    classes: &[Class::Cost],
    needs: NEEDS,
    good: Direction::Down,
    version: 1,
    owner: "pmo",
    example: "120,000 of which 10,000 rework: 10,000",
    measure: Measure::MarginSum(&[(Amount::Rework, 1)], false),
};

/// Labor, subcontractors and project expenses.
pub const COST: Metric = Metric {
    key: "cost",
    title: "Cost",
    description: "Labor, subcontractors and project expenses.",
    formula: "labor cost + subcontractor cost + expense cost",
    unit: Unit::Money,
    grains: GRAINS,
    dimensions: DIMENSIONS,
    variants: &[],
    parts: &[],
    classes: &[Class::Cost],
    needs: NEEDS,
    good: Direction::Down,
    version: 1,
    owner: "finance",
    example: "210,000 + 40,000 + 10,000 = 260,000",
    measure: Measure::MarginSum(
        &[
            (Amount::Labor, 1),
            (Amount::Subcontractor, 1),
            (Amount::Expense, 1),
        ],
        false,
    ),
};

/// What client projects leave after their own cost.
pub const GROSS_MARGIN: Metric = Metric {
    key: "gross_margin",
    title: "Gross margin",
    description: "What client projects leave after their own cost.",
    formula: "revenue - labor - subcontractors - project expenses",
    unit: Unit::Money,
    grains: GRAINS,
    dimensions: DIMENSIONS,
    variants: &["gross_margin_pct", "net_fee_margin_pct"],
    parts: &[],
    classes: &[Class::Commercial, Class::Cost],
    needs: NEEDS,
    good: Direction::Up,
    version: 1,
    owner: "pmo",
    example: "284,090.91 - 260,000 = 24,090.91",
    measure: Measure::MarginSum(
        &[
            (Amount::Revenue, 1),
            (Amount::Labor, -1),
            (Amount::Subcontractor, -1),
            (Amount::Expense, -1),
        ],
        false,
    ),
};

/// Gross margin as a fraction of revenue.
pub const GROSS_MARGIN_PCT: Metric = Metric {
    key: "gross_margin_pct",
    title: "Gross margin %",
    description: "Gross margin as a fraction of revenue.",
    formula: "sum of gross margin / sum of revenue",
    unit: Unit::Ratio,
    grains: GRAINS,
    dimensions: DIMENSIONS,
    variants: &["net_fee_margin_pct"],
    parts: &[],
    classes: &[Class::Commercial, Class::Cost],
    needs: NEEDS,
    good: Direction::Up,
    version: 1,
    owner: "pmo",
    example: "24,090.91 / 284,090.91 = 0.0848",
    measure: Measure::MarginRatio(
        &[
            (Amount::Revenue, 1),
            (Amount::Labor, -1),
            (Amount::Subcontractor, -1),
            (Amount::Expense, -1),
        ],
        &[(Amount::Revenue, 1)],
    ),
};

/// Gross margin as a fraction of net revenue: fair between projects with and without pass-through.
pub const NET_FEE_MARGIN_PCT: Metric = Metric {
    key: "net_fee_margin_pct",
    title: "Net-fee margin %",
    description: "Gross margin as a fraction of net revenue: fair between projects with and without pass-through.",
    formula: "sum of gross margin / sum of net revenue",
    unit: Unit::Ratio,
    grains: GRAINS,
    dimensions: DIMENSIONS,
    variants: &["gross_margin_pct"],
    parts: &[],
    classes: &[Class::Commercial, Class::Cost],
    needs: NEEDS,
    good: Direction::Up,
    version: 1,
    owner: "pmo",
    example: "2,500 / 8,900 = 0.280899",
    measure: Measure::MarginRatio(
        &[
            (Amount::Revenue, 1),
            (Amount::Labor, -1),
            (Amount::Subcontractor, -1),
            (Amount::Expense, -1),
        ],
        &[(Amount::Revenue, 1), (Amount::PassThrough, -1)],
    ),
};

/// Cost of internal projects, which roll-ups of client work leave out.
pub const INTERNAL_COST: Metric = Metric {
    key: "internal_cost",
    title: "Internal cost",
    description: "Cost of internal projects, which roll-ups of client work leave out.",
    formula: "labor + subcontractors + expenses of internal projects",
    unit: Unit::Money,
    grains: GRAINS,
    dimensions: DIMENSIONS,
    variants: &[],
    parts: &[],
    classes: &[Class::Cost],
    needs: NEEDS,
    good: Direction::Neutral,
    version: 1,
    owner: "pmo",
    example: "40 h of training at 90: 3,600",
    measure: Measure::MarginSum(
        &[
            (Amount::Labor, 1),
            (Amount::Subcontractor, 1),
            (Amount::Expense, 1),
        ],
        true,
    ),
};

/// The loss to be expected of fixed-fee projects, in full as soon as it is expected.
pub const LOSS_PROVISION: Metric = Metric {
    key: "loss_provision",
    title: "Loss provision",
    description: "What the loss to be expected of fixed-fee projects grew by in the period; from the beginning of the projects on, the whole of it. It is no part of the margin.",
    formula: "change of max(0, all cost to date + estimate to complete - price), at month ends, cost at the average rate of the month",
    unit: Unit::Money,
    grains: GRAINS,
    dimensions: DIMENSIONS,
    variants: &["gross_margin"],
    parts: &[],
    classes: &[Class::Commercial, Class::Cost],
    needs: NEEDS,
    good: Direction::Down,
    version: 1,
    owner: "finance",
    example: "price 100,000, cost to date 80,000, estimate 30,000: 10,000",
    measure: Measure::MarginSum(&[(Amount::Provision, 1)], false),
};
