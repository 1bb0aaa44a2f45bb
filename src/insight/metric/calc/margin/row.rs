//! A row behind a margin: amounts by currency, or why there is none.

use entity::value::{Currency, Day};

use super::Terms;
use crate::insight::metric::calc::exact::Fraction;
use crate::insight::metric::calc::fx::{Quote, Route};
use crate::insight::metric::calc::input::Project;

/// Which currency an amount is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(usize)]
pub enum Basis {
    /// Project currency.
    Project = 0,
    /// The entity's functional currency.
    Entity = 1,
    /// Group currency, or the one asked for.
    Group = 2,
}

/// Stands where a rate is missing.
pub const MISSING: i64 = i64::MIN;

/// One amount in the three currencies, in ten-thousandths.
pub type Triple = [i64; 3];

/// What a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    /// A time entry or correction.
    TimeEntry,
    /// An expense.
    Expense,
    /// An acceptance or reversal of a milestone.
    Milestone,
    /// A line of a price credit.
    CreditLine,
    /// A month's share of a retainer.
    FeeSlice,
    /// A month's difference of cost-to-cost revenue.
    Completion,
}

impl Source {
    /// The table its id belongs to.
    pub fn table(self) -> &'static str {
        match self {
            Self::TimeEntry => "time_entry",
            Self::Expense => "expense",
            Self::Milestone => "milestone",
            Self::CreditLine => "invoice_line",
            Self::FeeSlice => "engagement",
            Self::Completion => "project",
        }
    }
}

/// Which rate a row is converted at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RateKind {
    /// Spot of a day.
    Spot(Day),
    /// Average of the month of a day.
    Average(Day),
}

/// Why a part of a row is left out, or its figure undefined.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Gap {
    /// Billable time without a bill rate.
    pub bill_rate: bool,
    /// Time without a cost rate.
    pub cost_rate: bool,
    /// Cost-to-cost without an estimate.
    pub estimate: bool,
    /// Cost-to-cost whose cost has no rate of exchange.
    pub completion_rate: bool,
    /// No contract says how revenue comes about.
    pub contract: bool,
}

/// One row.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// What it is.
    pub source: Source,
    /// Its id.
    pub id: i64,
    /// Project.
    pub project: i64,
    /// Person; 0 for none.
    pub person: i64,
    /// Business date.
    pub on: Day,
    /// Time.
    pub ms: i64,
    /// Original currency.
    pub currency: Currency,
    /// Rate used.
    pub rate: RateKind,
    /// Revenue.
    pub revenue: Triple,
    /// The part of it that passes through.
    pub pass_through: Triple,
    /// Labor cost.
    pub labor: Triple,
    /// Subcontractor cost.
    pub subcontractor: Triple,
    /// Other project expenses.
    pub expense: Triple,
    /// What a loss to be expected grew by.
    pub provision: Triple,
    /// True where its labor is rework.
    pub rework: bool,
    /// What is missing.
    pub gap: Gap,
    /// How group amounts were converted.
    pub route: Route,
}

impl Row {
    /// A row without amounts.
    pub fn new(source: Source, id: i64, project: i64, on: Day, currency: Currency) -> Self {
        Self {
            source,
            id,
            project,
            person: 0,
            on,
            ms: 0,
            currency,
            rate: RateKind::Spot(on),
            revenue: [0; 3],
            pass_through: [0; 3],
            labor: [0; 3],
            subcontractor: [0; 3],
            expense: [0; 3],
            provision: [0; 3],
            rework: false,
            gap: Gap::default(),
            route: Route::NONE,
        }
    }
}

impl Terms<'_> {
    /// The three amounts of an exact one in its currency, each converted directly and rounded once.
    pub fn convert(
        &self,
        exact: Fraction,
        currency: Currency,
        project: &Project,
        rate: RateKind,
    ) -> (Triple, Route) {
        let mut triple = [MISSING; 3];
        let mut route = Route::NONE;
        let targets = [project.currency, project.entity_currency, self.target];
        for (place, target) in targets.into_iter().enumerate() {
            let quote = self.quote(currency, target, rate);
            if let Some(quote) = quote {
                triple[place] = exact
                    .times(quote.rate)
                    .and_then(Fraction::rounded)
                    .unwrap_or(MISSING);
                if place == Basis::Group as usize {
                    route = quote.route;
                }
            }
        }
        (triple, route)
    }

    /// The rate of a kind.
    pub fn quote(&self, from: Currency, to: Currency, rate: RateKind) -> Option<Quote> {
        match rate {
            RateKind::Spot(on) => self.fx.spot(from, to, on),
            RateKind::Average(on) => self.fx.average(from, to, on),
        }
    }
}

/// The negative of an amount, missing kept.
pub(super) fn negative(triple: Triple) -> Triple {
    triple.map(|amount| if amount == MISSING { MISSING } else { -amount })
}
