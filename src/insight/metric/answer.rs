//! What is answered: rows of values, each with its envelope, and the rows behind a value.

use entity::value::{Currency, Day, Instant};
use rust_decimal::Decimal;

use super::definition::Unit;
use super::dimension::Dimension;

/// How far a value can be trusted; a stronger state hides a weaker one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// A number.
    Ok,
    /// A number from sources that are late or unproven, or with rows left out.
    Partial,
    /// Nothing to measure.
    Empty,
    /// No number follows from the rows; `reasons` says why.
    Undefined,
    /// Hidden from the viewer.
    Masked,
}

impl State {
    /// Its name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ok => "OK",
            Self::Partial => "PARTIAL",
            Self::Empty => "EMPTY",
            Self::Undefined => "UNDEFINED",
            Self::Masked => "MASKED",
        }
    }
}

/// Rows left out, by reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excluded {
    /// Stable code, such as NO_RATE or NO_ESTIMATE.
    pub reason: &'static str,
    /// How many.
    pub count: u64,
}

/// A named figure beside a value, such as the median of a mean.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// Name, snake_case.
    pub name: &'static str,
    /// Its unit.
    pub unit: Unit,
    /// The figure.
    pub value: Option<Decimal>,
    /// Why it has none.
    pub state: State,
    /// Codes.
    pub reasons: Vec<&'static str>,
}

/// The value of another period beside this one.
#[derive(Clone, Debug, PartialEq)]
pub struct Compared {
    /// Its first day.
    pub from: Day,
    /// Its last day.
    pub to: Day,
    /// Value then.
    pub value: Option<Decimal>,
    /// Value now less value then.
    pub difference: Option<Decimal>,
    /// State then.
    pub state: State,
}

/// A figure with its envelope.
#[derive(Clone, Debug, PartialEq)]
pub struct MetricValue {
    /// Metric key.
    pub key: &'static str,
    /// Version of the definition.
    pub version: u32,
    /// The figure; none where undefined, empty or masked.
    pub value: Option<Decimal>,
    /// What it is measured in.
    pub unit: Unit,
    /// Numerator of a ratio.
    pub numerator: Option<Decimal>,
    /// Denominator of a ratio.
    pub denominator: Option<Decimal>,
    /// Currency of money.
    pub currency: Option<Currency>,
    /// Rates used in conversion: none, direct, inverse, cross (joined with +).
    pub rate_basis: Option<String>,
    /// Rows it is made of.
    pub population: u64,
    /// Rows left out, by reason.
    pub excluded: Vec<Excluded>,
    /// Rows in scope whose classed value is hidden or whose group is too small.
    pub excluded_by_permission: u64,
    /// How far to trust it.
    pub state: State,
    /// All codes that explain the state.
    pub reasons: Vec<&'static str>,
    /// Named figures beside it.
    pub parts: Vec<Part>,
    /// The other period.
    pub compared: Option<Compared>,
}

/// A value of a dimension.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DimensionValue {
    /// Dimension.
    pub dimension: Dimension,
    /// Typed id or word; none where the rows have no value.
    pub id: Option<String>,
    /// Name for people; none where absent or hidden.
    pub label: Option<String>,
    /// True where the label is hidden from the viewer.
    pub masked: bool,
}

/// A stretch of days, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Day,
}

/// What a row of an answer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RowKind {
    /// A group.
    Row,
    /// All groups of a period.
    Subtotal,
    /// All groups.
    Total,
}

/// One group of an answer.
#[derive(Clone, Debug, PartialEq)]
pub struct MetricRow {
    /// Opaque cursor; go on after it.
    pub cursor: String,
    /// Values of the grouped dimensions.
    pub dimensions: Vec<DimensionValue>,
    /// The stretch of time.
    pub period: Period,
    /// One value a key, in the order asked.
    pub values: Vec<MetricValue>,
    /// What it is.
    pub kind: RowKind,
}

/// How fresh and complete a source is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceState {
    /// Connection's id in the configuration.
    pub system: String,
    /// Source time up to which everything is proven landed.
    pub watermark: Option<Instant>,
    /// False while a stream is loading for the first time, or is late or unproven.
    pub complete: bool,
}

/// The answer to a [`super::MetricQuery`].
#[derive(Clone, Debug, PartialEq)]
pub struct MetricAnswer {
    /// Rows of the page; totals last.
    pub rows: Vec<MetricRow>,
    /// Rows in all, totals not counted.
    pub total_count: usize,
    /// True where rows follow.
    pub more: bool,
    /// Change sequence that everything was read at.
    pub sequence: i64,
    /// Business facts up to this day.
    pub as_of: Day,
    /// Instant of that sequence.
    pub known_at: Instant,
    /// Sources behind the figures.
    pub sources: Vec<SourceState>,
}

/// One row behind a value; all of them sum to it exactly.
#[derive(Clone, Debug, PartialEq)]
pub struct Contribution {
    /// Opaque cursor.
    pub cursor: String,
    /// Kind of the source row, as its table is called; WITHHELD for what may not be shown singly.
    pub kind: &'static str,
    /// Its typed id; none for a row that stands for several or for a figure above the row.
    pub id: Option<String>,
    /// Project.
    pub project_id: Option<String>,
    /// Person, where the viewer may know.
    pub person_id: Option<String>,
    /// Its business date.
    pub on: Day,
    /// What it adds to the value (to the numerator of a ratio).
    pub amount: Decimal,
    /// What it adds to the denominator of a ratio.
    pub denominator: Option<Decimal>,
    /// Time of the row in milliseconds, exactly; amounts of hours are its rounding.
    pub duration_ms: Option<i64>,
    /// Rate of exchange, type and day, in words.
    pub rate_basis: Option<String>,
    /// Rows it stands for.
    pub rows: u64,
}

/// A page of rows behind a value.
#[derive(Clone, Debug, PartialEq)]
pub struct ContributionPage {
    /// Rows.
    pub rows: Vec<Contribution>,
    /// Rows in all.
    pub total_count: usize,
    /// True where rows follow.
    pub more: bool,
    /// Sum of all rows: the value, or the numerator of a ratio.
    pub sum: Decimal,
    /// Sum of the denominators.
    pub denominator: Option<Decimal>,
    /// Change sequence.
    pub sequence: i64,
}
