//! What is asked: figures, grouping, period, filter, order, moment, and who asks.

use entity::value::{Currency, Day, Instant};

use super::dimension::{Dimension, Grain};
use super::guard::Disclosure;
use super::snapshot::Moment;
pub use crate::access::{Grant, RowScope};

/// A question for figures.
#[derive(Clone, Debug, PartialEq)]
pub struct MetricQuery {
    /// Metric keys; values stand in this order.
    pub keys: Vec<String>,
    /// Dimensions to group by.
    pub group_by: Vec<Dimension>,
    /// Stretch of time to group by; the whole period as one where empty.
    pub grain: Option<Grain>,
    /// First day, included.
    pub from: Day,
    /// Last day, included.
    pub to: Day,
    /// Which rows count.
    pub filter: Option<Filter>,
    /// Order of the rows; by period and label where empty.
    pub order_by: Vec<Order>,
    /// Rows a page; 50 where empty, 200 at most.
    pub first: Option<usize>,
    /// Only what comes after the row of this cursor.
    pub after: Option<String>,
    /// Only what comes before the row of this cursor; in the question of a cell, of the rows behind it.
    pub before: Option<String>,
    /// True where `first` counts up to the end; in the question of a cell, of the rows behind it.
    pub last: bool,
    /// Another period to put beside each value.
    pub compare_with: Option<Comparison>,
    /// Adds a TOTAL row.
    pub totals: bool,
    /// Cuts business facts; today in the reporting zone where empty.
    pub as_of: Option<Day>,
    /// Cuts knowledge; now where empty.
    pub known_at: Option<Instant>,
    /// Currency of money; the group's where empty.
    pub currency: Option<Currency>,
    /// Which amount of a line is summed where no currency is named.
    pub basis: CurrencyBasis,
}

impl MetricQuery {
    /// A question for one ungrouped period.
    pub fn new(keys: &[&str], from: Day, to: Day) -> Self {
        Self {
            keys: keys.iter().map(|key| (*key).to_owned()).collect(),
            group_by: Vec::new(),
            grain: None,
            from,
            to,
            filter: None,
            order_by: Vec::new(),
            first: None,
            after: None,
            before: None,
            last: false,
            compare_with: None,
            totals: false,
            as_of: None,
            known_at: None,
            currency: None,
            basis: CurrencyBasis::Group,
        }
    }
}

/// Which of a line's amounts is summed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CurrencyBasis {
    /// Group reporting currency.
    Group,
    /// Functional currency of the legal entity; a mix is UNDEFINED.
    Entity,
    /// Currency of the project or document; a mix is UNDEFINED.
    Project,
}

/// Which cells count.
#[derive(Clone, Debug, PartialEq)]
pub enum Filter {
    /// A test of a dimension's id (or word).
    Dimension(Dimension, Test),
    /// All of them.
    And(Vec<Filter>),
    /// At least one of them.
    Or(Vec<Filter>),
    /// Not that.
    Not(Box<Filter>),
}

/// A test of a dimension's id.
#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    /// Is it.
    Eq(String),
    /// Is another, or none.
    Ne(String),
    /// Is one of them.
    In(Vec<String>),
    /// Is at or after it in order of ids.
    Gte(String),
    /// Is at or before it in order of ids.
    Lte(String),
    /// Is absent (true) or present (false).
    IsNull(bool),
}

/// A place in the order of rows; absent values come last.
#[derive(Clone, Debug, PartialEq)]
pub struct Order {
    /// By what.
    pub by: OrderBy,
    /// Greatest first.
    pub descending: bool,
}

/// What rows are ordered by.
#[derive(Clone, Debug, PartialEq)]
pub enum OrderBy {
    /// A metric's value.
    Metric(String),
    /// A dimension's label.
    Dimension(Dimension),
    /// The period.
    Period,
}

/// Another period to compare with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// The stretch of the same length just before.
    PreviousPeriod,
    /// The same days a year earlier.
    PreviousYear,
}

/// What a viewer may see.
#[derive(Clone, Debug)]
pub struct Access {
    /// Pairs of rows and classes.
    pub grants: Vec<Grant>,
    /// People that a figure of an aggregate-only class must cover at least.
    pub minimum_people: usize,
    /// True where it reads the integration's state.
    pub reads_integration: bool,
    /// What the request has told of cost over groups so far.
    pub disclosed: Disclosure,
    /// The moment that the request has taken hold of; the latest where empty.
    pub moment: Option<Moment>,
}

impl Access {
    /// Everything; for background work and tests.
    pub fn everything() -> Self {
        Self {
            grants: vec![Grant::everything("")],
            minimum_people: 3,
            reads_integration: true,
            disclosed: Disclosure::default(),
            moment: None,
        }
    }
}

/// One cell of an answer whose rows are wanted.
#[derive(Clone, Debug, PartialEq)]
pub struct CellQuery {
    /// The question the cell answers; its one key is the metric.
    pub query: MetricQuery,
    /// Values of the grouped dimensions, in the order of `group_by`; `None` is the absent value.
    pub dimensions: Vec<Option<String>>,
    /// First day of the cell's period where a grain was asked for.
    pub period_from: Option<Day>,
    /// Rows a page.
    pub first: Option<usize>,
    /// Cursor of the row to go on after.
    pub after: Option<String>,
}

/// Why a question has no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QueryError {
    /// No such metric.
    #[error("no metric is called {key:?}{}", nearest.as_ref().map(|n| format!("; did you mean {n:?}")).unwrap_or_default())]
    UnknownMetric {
        /// Key asked for.
        key: String,
        /// Nearest right key.
        nearest: Option<String>,
    },
    /// A grain or dimension the metric does not have.
    #[error("{metric} cannot be given by {asked}; it has {}", supported.join(", "))]
    UnsupportedDimension {
        /// Metric key.
        metric: String,
        /// What was asked for.
        asked: String,
        /// What it has.
        supported: Vec<String>,
    },
    /// The viewer may not read a class that the question uses other than to show it.
    #[error("{field} may not be used to filter, group or order")]
    FieldNotPermitted {
        /// Metric key or dimension.
        field: String,
    },
    /// The moment of knowledge lies ahead.
    #[error("knownAt lies in the future")]
    FutureKnownAt,
    /// The moment of knowledge lies before the first load ended.
    #[error("nothing was known at that moment")]
    NotKnown,
    /// The period ends before it begins.
    #[error("the period ends before it begins")]
    EmptyPeriod,
    /// A currency that no figure is kept in.
    #[error("money is given in {}, not in {asked}", supported.join(", "))]
    UnsupportedCurrency {
        /// Currency asked for.
        asked: String,
        /// What there is.
        supported: Vec<String>,
    },
    /// Legal entities of several fiscal years in one question.
    #[error("fiscal periods need legal entities of one fiscal year")]
    MixedFiscalYears,
    /// An argument that cannot be read.
    #[error("{argument}: {detail}")]
    BadInput {
        /// Argument.
        argument: &'static str,
        /// What is wrong with it.
        detail: String,
    },
    /// The engine could not read its rows.
    #[error("the figures could not be read")]
    Unavailable(String),
}

impl QueryError {
    /// Its stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownMetric { .. } => "UNKNOWN_METRIC",
            Self::UnsupportedDimension { .. } => "UNSUPPORTED_DIMENSION",
            Self::FieldNotPermitted { .. } => "FIELD_NOT_PERMITTED",
            Self::FutureKnownAt => "FUTURE_KNOWN_AT",
            Self::NotKnown => "NOT_KNOWN",
            Self::EmptyPeriod | Self::BadInput { .. } => "BAD_INPUT",
            Self::UnsupportedCurrency { .. } => "UNSUPPORTED_CURRENCY",
            Self::MixedFiscalYears => "MIXED_FISCAL_YEARS",
            Self::Unavailable(_) => "UNAVAILABLE",
        }
    }
}
