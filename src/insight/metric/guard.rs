//! Keeps figures that bear cost over enough people, for viewers who may read cost over groups only.
//!
//! What one request has told is kept as a partition of project months: two figures that cut each other tell their common part and both
//! rests. A figure is told only where every part that it makes covers the least number of people, or bears no cost at all; so neither a
//! figure nor a difference of figures, a total less the rest, a second filter or another period tells of fewer.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use entity::value::Day;

use super::answer::{MetricValue, State};
use super::assemble::Table;
use super::cube::{Cubes, MonthCell};
use super::definition::Metric;
use super::fold::margin::{belongs, counted, terms};
use super::plan::{Key, Plan, Seen};
use super::registry::{Amount, Measure};

/// A part of a project month: its rework, or the rest of it.
type Atom = (i64, i32, bool);

/// What an atom tells of.
#[derive(Clone, Debug, Default)]
struct Told {
    people: Vec<i64>,
    bears: bool,
}

/// What a figure covers.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cover(BTreeMap<Atom, Told>);

impl Cover {
    /// What a metric tells of a project month.
    fn add(&mut self, metric: &Metric, cell: &MonthCell) {
        let (numerator, denominator, _) = terms(metric);
        let rework_only = numerator
            .iter()
            .chain(denominator)
            .all(|(amount, _)| matches!(amount, Amount::Rework));
        let own = &cell.cell;
        let place = (cell.place.project, cell.month.0);
        let paid = |amounts: &[i64; 3]| amounts.iter().any(|amount| *amount != 0);
        if !own.rework_people.is_empty() || paid(&own.rework) {
            let told = Told {
                people: own.rework_people.clone(),
                bears: true,
            };
            self.0.insert((place.0, place.1, true), told);
        }
        if rework_only {
            return;
        }
        let told = Told {
            people: own.regular_people.clone(),
            bears: !own.regular_people.is_empty()
                || paid(&own.labor)
                || paid(&own.subcontractor)
                || paid(&own.expense),
        };
        self.0.insert((place.0, place.1, false), told);
    }

    fn people(&self) -> usize {
        people(self.0.values())
    }

    /// True where it covers enough people.
    fn enough(&self, minimum: usize) -> bool {
        self.0.is_empty() || self.people() >= minimum
    }

    /// True where it may be told by difference: it covers enough people, or no cost.
    fn safe(&self, minimum: usize) -> bool {
        safe(self.0.values(), minimum)
    }

    fn join(&mut self, other: &Self) {
        self.0
            .extend(other.0.iter().map(|(atom, told)| (*atom, told.clone())));
    }
}

fn people<'a>(told: impl Iterator<Item = &'a Told>) -> usize {
    told.flat_map(|told| told.people.iter())
        .collect::<HashSet<_>>()
        .len()
}

fn safe<'a>(told: impl Iterator<Item = &'a Told> + Clone, minimum: usize) -> bool {
    !told.clone().any(|told| told.bears) || people(told) >= minimum
}

/// What one request has told of cost over groups.
#[derive(Clone, Debug, Default)]
pub struct Disclosure(Arc<Mutex<Ledger>>);

#[derive(Debug, Default)]
struct Ledger {
    moment: Option<(i64, Day)>,
    part_of: HashMap<Atom, usize>,
    parts: HashMap<usize, Vec<Atom>>,
    told: HashMap<Atom, Told>,
    next: usize,
}

impl Disclosure {
    /// Tells a figure, where that tells of nothing that covers too few people; a second moment in one request is not told.
    fn tell(&self, cover: &Cover, moment: (i64, Day), minimum: usize) -> bool {
        let mut ledger = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if cover.0.is_empty() {
            return true;
        }
        if ledger.moment.is_some_and(|told| told != moment) {
            return false;
        }
        let accepted = ledger.tell(cover, minimum);
        if accepted {
            ledger.moment = Some(moment);
        }
        accepted
    }
}

impl Ledger {
    fn tell(&mut self, cover: &Cover, minimum: usize) -> bool {
        let mut touched: BTreeMap<Option<usize>, Vec<Atom>> = BTreeMap::new();
        for atom in cover.0.keys() {
            let part = self.part_of.get(atom).copied();
            touched.entry(part).or_default().push(*atom);
        }
        for (part, inside) in &touched {
            let told = inside.iter().map(|atom| &cover.0[atom]);
            match part.and_then(|part| self.parts.get(&part)) {
                Some(whole) if whole.len() == inside.len() => continue,
                Some(whole) => {
                    let rest = whole
                        .iter()
                        .filter(|atom| !cover.0.contains_key(*atom))
                        .filter_map(|atom| self.told.get(atom));
                    if !safe(told, minimum) || !safe(rest, minimum) {
                        return false;
                    }
                }
                None if !safe(told.clone(), minimum) => return false,
                None => {}
            }
        }
        for (part, inside) in touched {
            let whole = part.and_then(|part| self.parts.get_mut(&part));
            match whole {
                Some(whole) if whole.len() == inside.len() => continue,
                Some(whole) => whole.retain(|atom| !cover.0.contains_key(atom)),
                None => {}
            }
            let new = self.next;
            self.next += 1;
            for atom in &inside {
                self.part_of.insert(*atom, new);
                self.told.insert(*atom, cover.0[atom].clone());
            }
            self.parts.insert(new, inside);
        }
        true
    }
}

/// True where a metric is kept over groups by this guard; any other that needs a class which a viewer has over groups only is hidden.
pub(crate) fn keeps(metric: &Metric) -> bool {
    matches!(
        metric.measure,
        Measure::MarginSum(..) | Measure::MarginRatio(..)
    )
}

/// True where no grant limits a class to groups.
fn idle(plan: &Plan) -> bool {
    plan.access
        .grants
        .iter()
        .all(|grant| grant.in_aggregate.is_empty())
}

/// The part of a figure's cells that its viewer may read over groups only, as far as it is counted.
fn cover(plan: &Plan, metric: &Metric, seen: &[Seen<MonthCell>]) -> Cover {
    let readable = plan.readable(metric, seen);
    let mut cover = Cover::default();
    if !readable.in_aggregate {
        return cover;
    }
    let grouped: HashSet<(i64, i32)> = readable
        .grouped
        .iter()
        .map(|cell| (cell.place.project, cell.month.0))
        .collect();
    for cell in counted(plan, metric, &readable.cells).cells {
        if grouped.contains(&(cell.place.project, cell.month.0)) {
            cover.add(metric, cell);
        }
    }
    cover
}

/// Masks what would tell of the cost of too few people.
pub(crate) fn guard(plan: &Plan, cubes: &Cubes, sequence: i64, table: &mut Table) {
    if idle(plan) {
        return;
    }
    let mut sets: HashMap<bool, BTreeMap<Key, Vec<Seen<MonthCell>>>> = HashMap::new();
    for (place, metric) in plan.metrics.iter().enumerate() {
        if !keeps(metric) {
            continue;
        }
        let internal = terms(metric).2;
        let groups = sets.entry(internal).or_insert_with(|| {
            let cells = cubes.months().filter(|cell| belongs(plan, metric, cell));
            plan.grouped(cells, |cell| Some(cell.month))
        });
        let covers: BTreeMap<Key, Cover> = groups
            .iter()
            .map(|(key, seen)| (*key, cover(plan, metric, seen)))
            .filter(|(_, cover)| !cover.0.is_empty())
            .collect();
        let masked = chosen(plan, &covers, (sequence, plan.as_of));
        for key in masked {
            let value = table.get_mut(&key).and_then(|values| values.get_mut(place));
            if let Some(value) = value.filter(|value| value.state != State::Masked) {
                *value = MetricValue::masked(metric, value.population);
            }
        }
    }
}

/// The groups that are masked: those of too few people, the smallest others until what is masked could not be told from a total, and
/// those that would tell too much beside what this request has told already.
fn chosen(plan: &Plan, covers: &BTreeMap<Key, Cover>, moment: (i64, Day)) -> BTreeSet<Key> {
    let minimum = plan.access.minimum_people;
    let mut masked: BTreeSet<Key> = BTreeSet::new();
    let mut buckets: BTreeMap<Day, Vec<(&Key, &Cover)>> = BTreeMap::new();
    for (key, cover) in covers {
        buckets.entry(key.1).or_default().push((key, cover));
        if !cover.enough(minimum) {
            masked.insert(*key);
        }
    }
    for mut keys in buckets.into_values() {
        let mut hidden = Cover::default();
        for (key, cover) in &keys {
            if masked.contains(*key) {
                hidden.join(cover);
            }
        }
        if hidden.safe(minimum) {
            continue;
        }
        keys.sort_by_key(|(key, cover)| (cover.people(), **key));
        for (key, cover) in keys {
            if hidden.safe(minimum) {
                break;
            }
            if masked.insert(*key) {
                hidden.join(cover);
            }
        }
    }
    for (key, cover) in covers {
        if !masked.contains(key) && !plan.access.disclosed.tell(cover, moment, minimum) {
            masked.insert(*key);
        }
    }
    masked
}

/// The projects of a figure that may be shown each by itself; the others are told as one, which covers enough people.
pub(crate) fn open_projects(
    plan: &Plan,
    metric: &Metric,
    seen: &[Seen<MonthCell>],
    sequence: i64,
) -> BTreeSet<i64> {
    let minimum = plan.access.minimum_people;
    let mut covers: BTreeMap<i64, (Cover, Vec<Seen<MonthCell>>)> = BTreeMap::new();
    for one in seen {
        let (_, cells) = covers.entry(one.cell.place.project).or_default();
        cells.push(Seen {
            cell: one.cell,
            grants: one.grants,
        });
    }
    for (cover_of, cells) in covers.values_mut() {
        *cover_of = cover(plan, metric, cells);
    }
    let mut order: Vec<(usize, i64)> = covers
        .iter()
        .map(|(project, (cover, _))| (cover.people(), *project))
        .collect();
    order.sort_unstable();
    let mut withheld = Cover::default();
    let mut open = BTreeSet::new();
    for (people, project) in order {
        let cover = &covers[&project].0;
        let short = !withheld.safe(minimum);
        let small = !cover.0.is_empty() && people < minimum;
        let told = !small
            && (!short || cover.0.is_empty())
            && plan
                .access
                .disclosed
                .tell(cover, (sequence, plan.as_of), minimum);
        if told {
            open.insert(project);
        } else {
            withheld.join(cover);
        }
    }
    open
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cover(cells: &[(i64, i32, &[i64])]) -> Cover {
        let told = |people: &[i64]| Told {
            people: people.to_vec(),
            bears: true,
        };
        Cover(
            cells
                .iter()
                .map(|(project, month, people)| ((*project, *month, false), told(people)))
                .collect(),
        )
    }

    #[test]
    fn a_difference_of_two_figures_is_a_figure() {
        let moment = (1, Day(0));
        let told = Disclosure::default();
        let all = cover(&[(1, 0, &[1, 2, 3]), (2, 0, &[4])]);
        assert!(told.tell(&all, moment, 3));
        assert!(
            !told.tell(&cover(&[(1, 0, &[1, 2, 3])]), moment, 3),
            "the total less this tells of one person"
        );
        assert!(!told.tell(&cover(&[(2, 0, &[4])]), moment, 3));
        assert!(
            told.tell(&all, moment, 3),
            "what was told may be told again"
        );
        assert!(
            !told.tell(&all, (2, Day(0)), 3),
            "another moment is another figure"
        );
    }

    #[test]
    fn figures_that_cut_each_other_are_told_where_the_common_part_is_large() {
        let moment = (1, Day(0));
        let told = Disclosure::default();
        let cells: &[(i64, i32, &[i64])] = &[
            (1, 0, &[1, 2, 3]),
            (2, 0, &[4, 5, 6]),
            (3, 0, &[7, 8]),
            (4, 0, &[9]),
        ];
        assert!(told.tell(&cover(&cells[..2]), moment, 3));
        assert!(told.tell(&cover(&cells[1..]), moment, 3));
        assert!(!told.tell(&cover(&cells[2..3]), moment, 3));
        assert!(told.tell(&cover(cells), moment, 3));
    }
}
