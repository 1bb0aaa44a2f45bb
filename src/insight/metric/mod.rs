//! The numbers the firm is run by: what each means, how it is computed from rows, and how it is asked for.
//!
//! [`registry`] lists the definitions, pure functions compute rows, the cubes hold them, and the engine answers a
//! [`MetricQuery`] at one change sequence: `Engine::answer(&Access, &MetricQuery) -> Result<MetricAnswer, QueryError>` and
//! `Engine::contributions(&Access, &CellQuery) -> Result<ContributionPage, QueryError>`, both async.

mod answer;
mod assemble;
pub mod calc;
pub(super) mod cube;
mod define;
mod definition;
mod dimension;
mod drill;
mod engine;
mod fold;
mod guard;
mod health;
pub(super) mod inputs;
pub(super) mod load;
mod period;
mod plan;
mod query;
pub mod registry;
mod respond;
pub(super) mod snapshot;
pub(super) mod standing;
mod store;
mod words;

pub use answer::{
    Compared, Contribution, ContributionPage, DimensionValue, Excluded, MetricAnswer, MetricRow,
    MetricValue, Part, Period, RowKind, SourceState, State,
};
pub use definition::{Direction, Metric, Unit};
pub use dimension::{Dimension, Grain};
pub use engine::{Engine, Refreshed, Settings};
pub use guard::Disclosure;
pub(crate) use plan::filterable;
pub use query::{
    Access, CellQuery, Comparison, CurrencyBasis, Filter, Grant, MetricQuery, Order, OrderBy,
    QueryError, RowScope, Test,
};
pub use snapshot::Moment;
