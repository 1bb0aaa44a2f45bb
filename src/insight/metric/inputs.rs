//! The rows behind every figure, in memory: loaded once, then kept by the change feed.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono_tz::Tz;
use entity::canonical::submission::SubmissionStatus;
use entity::value::{Currency, Day};

use super::calc::fx::FxTable;
use super::calc::input::{
    Booking, Contract, Deal, Entry, Estimate, Expense, Milestone, Person, Project,
};
use super::calc::ledger::Ledger;
use crate::domain::record::Kind;

/// Rows by project, found by their own id too.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Shelf<T> {
    home: HashMap<i64, i64>,
    by_project: HashMap<i64, BTreeMap<i64, T>>,
}

impl<T> Default for Shelf<T> {
    fn default() -> Self {
        Self {
            home: HashMap::new(),
            by_project: HashMap::new(),
        }
    }
}

impl<T> Shelf<T> {
    /// Puts a row in place; tells the project it was of before.
    pub(crate) fn put(&mut self, id: i64, project: i64, row: T) -> Option<i64> {
        let before = self.remove(id);
        self.home.insert(id, project);
        self.by_project.entry(project).or_default().insert(id, row);
        before
    }

    /// Takes a row away; tells the project it was of.
    pub(crate) fn remove(&mut self, id: i64) -> Option<i64> {
        let project = self.home.remove(&id)?;
        if let Some(rows) = self.by_project.get_mut(&project) {
            rows.remove(&id);
        }
        Some(project)
    }

    /// The rows of a project in order of id.
    pub(crate) fn of(&self, project: i64) -> impl Iterator<Item = &T> {
        self.by_project
            .get(&project)
            .into_iter()
            .flat_map(BTreeMap::values)
    }

    /// The project of a row.
    pub(crate) fn home(&self, id: i64) -> Option<i64> {
        self.home.get(&id).copied()
    }

    /// Every row.
    pub(crate) fn all(&self) -> impl Iterator<Item = &T> {
        self.by_project.values().flat_map(BTreeMap::values)
    }

    /// A row by its id.
    pub(crate) fn get(&self, id: i64) -> Option<&T> {
        self.by_project.get(self.home.get(&id)?)?.get(&id)
    }
}

/// A legal entity, as far as figures need it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Company {
    pub(crate) currency: Currency,
    pub(crate) zone: Tz,
    pub(crate) fiscal_start: u32,
}

/// The rows behind every figure, as of one change sequence.
#[derive(Clone, Debug, Default)]
pub(crate) struct Inputs {
    pub(crate) companies: HashMap<i64, Company>,
    pub(crate) contracts: HashMap<i64, Contract>,
    pub(crate) projects: HashMap<i64, Project>,
    pub(crate) people: HashMap<i64, Person>,
    pub(crate) deals: HashMap<i64, Deal>,
    pub(crate) entries: Shelf<Entry>,
    pub(crate) expenses: Shelf<Expense>,
    pub(crate) milestones: Shelf<Milestone>,
    pub(crate) estimates: Shelf<Estimate>,
    /// Bookings of named people.
    pub(crate) bookings: Vec<Booking>,
    pub(crate) ledger: Ledger,
    pub(crate) fx: FxTable,
    pub(crate) standard_week: [i64; 7],
    /// Tasks that are rework, and tasks whose time is productive.
    pub(crate) tasks: HashMap<i64, (bool, bool)>,
    /// Place in the order of ownership of the systems whose rows count.
    pub(crate) owners: HashMap<Kind, usize>,
    /// Payment terms in days by customer.
    pub(crate) terms: HashMap<i64, i32>,
    /// The vendor's numbers of entries that are worth more than the cap they are under.
    pub(crate) order: HashMap<i64, i64>,
    /// Where each timesheet and expense report stands.
    pub(crate) reports: HashMap<i64, SubmissionStatus>,
    /// Billable flag by project, for entries that have none of their own.
    pub(crate) billable_default: HashMap<i64, bool>,
    /// Name of every row that a dimension shows.
    pub(crate) names: HashMap<(Kind, i64), String>,
    /// Member to representative, for linked rows.
    pub(crate) representatives: HashMap<(Kind, i64), i64>,
    /// Connections that rows of a kind came from.
    pub(crate) origins: HashMap<Kind, BTreeSet<i32>>,
}

/// What is computed together: a contract with its projects, or a project without a contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Unit {
    Contract(i64),
    Project(i64),
}

impl Inputs {
    /// The unit of a project.
    pub(crate) fn unit(&self, project: i64) -> Unit {
        match self.projects.get(&project) {
            Some(row) if self.contracts.contains_key(&row.contract) => Unit::Contract(row.contract),
            _ => Unit::Project(project),
        }
    }

    /// Every unit with its projects in order.
    pub(crate) fn units(&self) -> BTreeMap<Unit, Vec<&Project>> {
        let mut units: BTreeMap<Unit, Vec<&Project>> = BTreeMap::new();
        for project in self.projects.values() {
            units
                .entry(self.unit(project.id))
                .or_default()
                .push(project);
        }
        for projects in units.values_mut() {
            projects.sort_by_key(|project| project.id);
        }
        units
    }

    /// Day from which people are measured: the first of January of the year of the first work.
    pub(crate) fn first_day(&self) -> Option<Day> {
        let first = self.entries.all().map(|entry| entry.work_on).min()?;
        use chrono::Datelike;
        Day::ymd(first.date().year(), 1, 1)
    }
}
