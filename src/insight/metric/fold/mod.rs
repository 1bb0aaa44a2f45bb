//! Folds the cells of groups into values, one family of metrics a file.

pub(crate) mod ahead;
pub(crate) mod distribution;
pub(crate) mod given_up;
pub(crate) mod hours;
pub(crate) mod latency;
pub(crate) mod margin;
pub(crate) mod outstanding;
pub(crate) mod receivable;
pub(crate) mod setup;
pub(crate) mod unbilled;

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::answer::{Excluded, MetricValue, Part, State};
use super::definition::{Metric, Unit};
use super::plan::Key;

/// Values of one metric by group.
pub(crate) type Values = BTreeMap<Key, MetricValue>;

impl MetricValue {
    /// A value of nothing.
    pub(crate) fn empty(metric: &Metric) -> Self {
        Self {
            key: metric.key,
            version: metric.version,
            value: None,
            unit: metric.unit,
            numerator: None,
            denominator: None,
            currency: None,
            rate_basis: None,
            population: 0,
            excluded: Vec::new(),
            excluded_by_permission: 0,
            state: State::Empty,
            reasons: Vec::new(),
            parts: Vec::new(),
            compared: None,
        }
    }

    /// A value hidden from the viewer, without any other trace.
    pub(crate) fn masked(metric: &Metric, hidden: u64) -> Self {
        Self {
            excluded_by_permission: hidden,
            state: State::Masked,
            ..Self::empty(metric)
        }
    }

    /// Sets a number.
    pub(crate) fn set(&mut self, value: Option<Decimal>) {
        self.value = value;
        self.state = if value.is_some() {
            State::Ok
        } else {
            State::Undefined
        };
    }

    /// Sets that there is no number, and why.
    pub(crate) fn undefine(&mut self, reason: &'static str) {
        self.value = None;
        self.state = State::Undefined;
        self.reason(reason);
    }

    /// Adds a code.
    pub(crate) fn reason(&mut self, reason: &'static str) {
        if !self.reasons.contains(&reason) {
            self.reasons.push(reason);
        }
    }

    /// Counts rows left out; a number becomes partial.
    pub(crate) fn exclude(&mut self, reason: &'static str, count: u64) {
        if count == 0 {
            return;
        }
        self.excluded.push(Excluded { reason, count });
        self.reason(reason);
        if self.state == State::Ok {
            self.state = State::Partial;
        }
    }

    /// Adds a named figure.
    pub(crate) fn part(
        &mut self,
        name: &'static str,
        unit: Unit,
        value: Option<Decimal>,
        missing: &'static str,
    ) {
        let state = if value.is_some() {
            State::Ok
        } else {
            State::Undefined
        };
        let reasons = if value.is_some() {
            Vec::new()
        } else {
            vec![missing]
        };
        self.parts.push(Part {
            name,
            unit,
            value,
            state,
            reasons,
        });
    }
}
