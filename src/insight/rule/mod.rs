//! Exception rules: what is wrong, how long it may be, who owns it, and the money that waits on it.
//!
//! A rule is a static value with one function that lists its findings now; the engine opens, holds, keeps and resolves exceptions.

mod billing;
pub mod book;
mod delivery;
pub mod engine;
mod integration;
pub mod journey;
pub mod lifecycle;
mod load;
mod margin;
mod receivable;
pub mod registry;
mod store;

use entity::value::{Currency, Day, Money};

use crate::domain::record::{Class, Kind};

const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;
/// Days after which what waits on a journey is a step worse.
const LONG_DAYS: i32 = 30;

/// How bad an exception is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Will hurt if left.
    Warning,
    /// Hurts now.
    Error,
    /// Stops money or data.
    Critical,
}

impl Severity {
    /// One step worse.
    pub fn worse(self) -> Self {
        match self {
            Self::Info => Self::Warning,
            Self::Warning => Self::Error,
            Self::Error | Self::Critical => Self::Critical,
        }
    }

    /// Its name in tables and the API.
    pub fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
            Self::Critical => "critical",
        }
    }
}

/// A rule of the catalogue.
pub struct Rule {
    /// Key, snake_case.
    pub key: &'static str,
    /// What it is called.
    pub title: &'static str,
    /// What it looks for, in words.
    pub description: &'static str,
    /// How bad a finding is; a step worse on a journey where it has waited for more than a month.
    pub severity: Severity,
    /// Milliseconds that a finding must last before it opens.
    pub hold_ms: i64,
    /// Milliseconds from opening by which it is to be resolved.
    pub deadline_ms: i64,
    /// Kinds whose owning sources must be fresh for it to open or resolve anything; empty for rules on the hub's own state.
    pub needs: &'static [Kind],
    /// Kinds of which every source must be fresh, where there is one.
    pub also: &'static [Kind],
    /// Classes of fact that its text and amount reveal.
    pub classes: &'static [Class],
    /// Role that owns it.
    pub owner: &'static str,
    /// Metric that it distorts.
    pub metric: Option<&'static str>,
    /// Stage of a journey whose delay it tells.
    pub stage: Option<&'static journey::Stage>,
    /// Why it is resolved once it is gone, in words.
    pub gone: &'static str,
    /// Its findings now, from one moment of the hub.
    pub find: fn(&book::Book) -> Vec<Finding>,
}

impl Rule {
    /// How bad a finding that has waited since a day is. It tells nothing of the money, which not everybody may know.
    pub fn severity_of(&self, since: Option<Day>, today: Day) -> Severity {
        let long = since.is_some_and(|since| today.0 - since.0 > LONG_DAYS);
        if self.stage.is_some() && long {
            self.severity.worse()
        } else {
            self.severity
        }
    }

    /// What a rule is where its definition says nothing else.
    const USUAL: Self = Self {
        key: "",
        title: "",
        description: "",
        severity: Severity::Warning,
        hold_ms: 0,
        deadline_ms: 3 * DAY_MS,
        needs: &[],
        also: &[],
        classes: &[],
        owner: "",
        metric: None,
        stage: None,
        gone: "its sources are fresh and no longer show it",
        find: |_| Vec::new(),
    };
}

/// Something wrong, as a rule sees it now.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Finding {
    /// What it is about, within the rule: stable as long as it is the same trouble.
    pub subject: String,
    /// Row it is about.
    pub row: Option<(Kind, i64)>,
    /// What is wrong, in one line; no classed value.
    pub title: String,
    /// Evidence in words.
    pub detail: String,
    /// What to do.
    pub hint: String,
    /// Evidence by name; a change re-opens an accepted exception.
    pub evidence: Vec<(&'static str, String)>,
    /// Money waiting, in its currency.
    pub amount: Option<(Money, Currency)>,
    /// The same in group currency, for ranking; at today's rate where the rule says nothing.
    pub amount_group: Option<Money>,
    /// Since when it waits, where that began before it was detected.
    pub since_on: Option<Day>,
    /// People whose cost or figures it tells of.
    pub people: Option<usize>,
    /// How bad it is; by the rule where it says nothing.
    pub severity: Option<Severity>,
    /// Where it hangs, for row scope.
    pub scope: Scope,
}

/// The rows a finding hangs on, by which its readers are chosen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// Customer.
    pub customer_id: Option<i64>,
    /// Project.
    pub project_id: Option<i64>,
    /// Practice.
    pub practice_id: Option<i64>,
    /// Legal entity.
    pub legal_entity_id: Option<i64>,
    /// Person.
    pub person_id: Option<i64>,
    /// Connection.
    pub connection_id: Option<i32>,
}

impl Scope {
    /// What hangs on a connection alone.
    pub fn connection(id: i32) -> Self {
        Self {
            connection_id: Some(id),
            ..Self::default()
        }
    }
}

impl Finding {
    /// The evidence as JSON with sorted names.
    pub fn evidence_json(&self) -> String {
        let map: std::collections::BTreeMap<_, _> = self.evidence.iter().cloned().collect();
        serde_json::to_string(&map).unwrap_or_default()
    }
}
