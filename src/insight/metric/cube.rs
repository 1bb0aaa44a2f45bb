//! The cells that answers are folded from: project months, person days, billable items, set-ups, documents.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use entity::canonical::engagement::BillingModel;
use entity::canonical::invoice::CreditReason;
use entity::value::{Currency, Day};

use super::calc::billing;
use super::calc::input::{Entry, Person, Project};
use super::calc::item::Item;
use super::calc::margin::{self, Facts, PriceCredit, Row, Terms};
use super::calc::receivable;
use super::calc::setup::{self, Setup};
use super::calc::utilization::{self, PersonDay, Span};
use super::inputs::{Inputs, Unit};

/// What a project's cells are grouped by.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Place {
    pub(crate) project: i64,
    pub(crate) contract: i64,
    pub(crate) customer: i64,
    pub(crate) practice: i64,
    pub(crate) manager: i64,
    pub(crate) legal_entity: i64,
    pub(crate) model: BillingModel,
    pub(crate) internal: bool,
    pub(crate) currency: Currency,
    pub(crate) entity_currency: Currency,
}

/// A project month.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct MonthCell {
    pub(crate) place: Arc<Place>,
    pub(crate) month: Day,
    pub(crate) cell: margin::Cell,
}

/// A billable item with its project's dimensions.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct PlacedItem {
    pub(crate) place: Arc<Place>,
    pub(crate) item: Item,
}

/// The cells of one unit.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct UnitCells {
    pub(crate) months: Vec<MonthCell>,
    pub(crate) items: Vec<PlacedItem>,
}

/// Every cell, as of one day.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cubes {
    first_day: Option<Day>,
    pub(crate) units: BTreeMap<Unit, Arc<UnitCells>>,
    pub(crate) days: BTreeMap<i64, Arc<Vec<PersonDay>>>,
    pub(crate) setups: Arc<Vec<Setup>>,
}

/// The facts of a unit.
pub(crate) fn facts<'a>(inputs: &'a Inputs, unit: Unit, projects: &[&'a Project]) -> Facts<'a> {
    let contract = match unit {
        Unit::Contract(id) => inputs.contracts.get(&id),
        Unit::Project(_) => None,
    };
    let mut facts = Facts {
        contract,
        projects: projects.to_vec(),
        order: Some(&inputs.order),
        ..Facts::default()
    };
    for project in projects {
        facts.entries.extend(inputs.entries.of(project.id));
        facts.expenses.extend(inputs.expenses.of(project.id));
        facts.milestones.extend(inputs.milestones.of(project.id));
        facts.estimates.extend(inputs.estimates.of(project.id));
    }
    facts
}

/// The price credits that stand on a day, by the project of the work they credit.
pub(crate) fn price_credits(inputs: &Inputs, as_of: Day) -> HashMap<i64, Vec<PriceCredit>> {
    let ledger = &inputs.ledger;
    let mut credits: HashMap<i64, Vec<PriceCredit>> = HashMap::new();
    for note in ledger.documents.values() {
        if !note.credit || note.reason != Some(CreditReason::Price) || !note.stands(as_of) {
            continue;
        }
        let original = ledger.documents.get(&note.corrects);
        let Some(issued_on) = original.and_then(|d| d.issued_on).or(note.issued_on) else {
            continue;
        };
        for line in ledger.lines.get(&note.id).into_iter().flatten() {
            let entry = inputs.entries.get(line.item);
            let expense = inputs.expenses.get(line.item);
            let credited = entry
                .map(|entry| (entry.project, entry.work_on))
                .or_else(|| expense.map(|expense| (expense.project, expense.spent_on)));
            let (project, work_on) = credited.unwrap_or((line.project, issued_on));
            credits.entry(project).or_default().push(PriceCredit {
                line: line.id,
                project,
                entry: line.item,
                work_on,
                amount: line.amount,
                currency: line.currency,
                original_issued_on: issued_on,
                printed_rate: original.and_then(|d| d.rate),
            });
        }
    }
    for list in credits.values_mut() {
        list.sort_by_key(|credit| credit.line);
    }
    credits
}

/// What all units need: credits and days of payment.
pub(crate) struct Shared {
    credits: HashMap<i64, Vec<PriceCredit>>,
    paid: HashMap<i64, Day>,
    target: Currency,
    as_of: Day,
}

impl Shared {
    /// Prepares it for a day and a target currency.
    pub(crate) fn new(inputs: &Inputs, target: Currency, as_of: Day) -> Self {
        Self {
            credits: price_credits(inputs, as_of),
            paid: receivable::paid_on(&inputs.ledger)
                .into_iter()
                .filter(|(_, on)| *on <= as_of)
                .collect(),
            target,
            as_of,
        }
    }

    /// What conversion needs.
    pub(crate) fn terms<'a>(&self, inputs: &'a Inputs) -> Terms<'a> {
        Terms {
            fx: &inputs.fx,
            target: self.target,
            as_of: self.as_of,
        }
    }

    /// The facts of a unit, price credits included.
    pub(crate) fn facts<'a>(
        &self,
        inputs: &'a Inputs,
        unit: Unit,
        projects: &[&'a Project],
    ) -> Facts<'a> {
        let mut facts = facts(inputs, unit, projects);
        for project in projects {
            if let Some(credits) = self.credits.get(&project.id) {
                facts.credits.extend(credits.iter().cloned());
            }
        }
        facts
    }

    /// The rows of a unit.
    pub(crate) fn rows(&self, inputs: &Inputs, unit: Unit, projects: &[&Project]) -> Vec<Row> {
        self.facts(inputs, unit, projects).rows(&self.terms(inputs))
    }

    /// The cells of a unit.
    pub(crate) fn cells(&self, inputs: &Inputs, unit: Unit, projects: &[&Project]) -> UnitCells {
        let facts = self.facts(inputs, unit, projects);
        let terms = self.terms(inputs);
        let places: HashMap<i64, Arc<Place>> = projects
            .iter()
            .map(|project| (project.id, Arc::new(place(&facts, project))))
            .collect();
        let rows = facts.rows(&terms);
        let months = margin::cells(&rows)
            .into_iter()
            .filter_map(|((project, month), cell)| {
                Some(MonthCell {
                    place: places.get(&project)?.clone(),
                    month,
                    cell,
                })
            })
            .collect();
        let items = billing::items(&facts, &inputs.ledger, &terms, &self.paid)
            .into_iter()
            .filter_map(|item| {
                Some(PlacedItem {
                    place: places.get(&item.project)?.clone(),
                    item,
                })
            })
            .collect();
        UnitCells { months, items }
    }
}

fn place(facts: &Facts, project: &Project) -> Place {
    let contract = facts.contract;
    let or = |own: i64, contracts: Option<i64>| {
        if own == 0 {
            contracts.unwrap_or(0)
        } else {
            own
        }
    };
    Place {
        project: project.id,
        contract: contract.map_or(0, |c| c.id),
        customer: or(project.customer, contract.map(|c| c.customer)),
        practice: project.practice,
        manager: project.manager,
        legal_entity: or(project.legal_entity, contract.map(|c| c.legal_entity)),
        model: match contract {
            _ if project.internal => BillingModel::None,
            Some(contract) if contract.model != BillingModel::Unknown => contract.model,
            _ => project.model,
        },
        internal: project.internal,
        currency: project.currency,
        entity_currency: project.entity_currency,
    }
}

impl Cubes {
    /// Computes every cell.
    pub(crate) fn build(inputs: &Inputs, target: Currency, as_of: Day) -> Self {
        let shared = Shared::new(inputs, target, as_of);
        let units = inputs
            .units()
            .into_iter()
            .map(|(unit, projects)| (unit, Arc::new(shared.cells(inputs, unit, &projects))))
            .collect();
        Self {
            first_day: inputs.first_day(),
            units,
            days: days(inputs, as_of, inputs.people.keys().copied()),
            setups: Arc::new(setups(inputs, as_of)),
        }
    }

    /// The cells after a change of rows that touches some units and people only.
    pub(crate) fn patched(
        &self,
        inputs: &Inputs,
        target: Currency,
        as_of: Day,
        units: &BTreeSet<Unit>,
        people: &BTreeSet<i64>,
    ) -> Self {
        let shared = Shared::new(inputs, target, as_of);
        let mut patched = self.clone();
        for (unit, projects) in inputs.units() {
            if units.contains(&unit) {
                let cells = Arc::new(shared.cells(inputs, unit, &projects));
                patched.units.insert(unit, cells);
            }
        }
        let first = inputs.first_day();
        if first == self.first_day {
            for person in people {
                patched.days.remove(person);
            }
            patched
                .days
                .extend(days(inputs, as_of, people.iter().copied()));
        } else {
            patched.days = days(inputs, as_of, inputs.people.keys().copied());
            patched.first_day = first;
        }
        patched
    }

    /// Project months in order.
    pub(crate) fn months(&self) -> impl Iterator<Item = &MonthCell> {
        self.units.values().flat_map(|unit| unit.months.iter())
    }

    /// Items in order.
    pub(crate) fn items(&self) -> impl Iterator<Item = &PlacedItem> {
        self.units.values().flat_map(|unit| unit.items.iter())
    }

    /// Person days in order.
    pub(crate) fn days(&self) -> impl Iterator<Item = &PersonDay> {
        self.days.values().flat_map(|days| days.iter())
    }
}

/// The days of some people.
pub(crate) fn days(
    inputs: &Inputs,
    as_of: Day,
    people: impl Iterator<Item = i64>,
) -> BTreeMap<i64, Arc<Vec<PersonDay>>> {
    let Some(from) = inputs.first_day() else {
        return BTreeMap::new();
    };
    let span = Span {
        from,
        to: as_of,
        standard: inputs.standard_week,
    };
    let known = people.filter_map(|id| Some((id, (inputs.people.get(&id)?, Vec::new()))));
    let mut worked: BTreeMap<i64, (&Person, Vec<&Entry>)> = known.collect();
    for entry in inputs.entries.all() {
        if let Some((_, mine)) = worked.get_mut(&entry.person) {
            mine.push(entry);
        }
    }
    worked
        .into_iter()
        .map(|(id, (person, worked))| (id, Arc::new(utilization::days(person, &worked, &span))))
        .filter(|(_, days)| !days.is_empty())
        .collect()
}

/// The set-ups of deals won on a day.
pub(crate) fn setups(inputs: &Inputs, as_of: Day) -> Vec<Setup> {
    let zones = inputs
        .companies
        .iter()
        .map(|(id, company)| (*id, company.zone))
        .collect();
    setup::setups(
        &inputs.deals.values().collect::<Vec<_>>(),
        &inputs.projects.values().collect::<Vec<_>>(),
        &inputs.contracts,
        &zones,
        as_of,
    )
}
