//! Joins rows of further tables: by key where the condition names it, by a table of values otherwise.

use std::collections::HashMap;

use super::bound::{Bound, Joined, Query};
use super::eval::{Cells, truth, value};
use super::syntax::Sign;
use super::value::Value;
use crate::vendor::netsuite::refusal::Refusal;
use crate::vendor::netsuite::tables::{Table, View};

enum Access {
    /// The table's key is the value of an expression.
    Key(Bound),
    /// A column is the value of an expression: rows by the column's values.
    Values(Bound, HashMap<String, Vec<u64>>),
}

struct Step<'q> {
    table: &'static Table,
    left: bool,
    on: &'q Bound,
    access: Access,
}

/// All joins of a statement, ready to run.
pub struct Joins<'q> {
    steps: Vec<Step<'q>>,
    /// Conditions on the first table alone, tried before anything is joined.
    first: Vec<&'q Bound>,
    rest: Vec<&'q Bound>,
}

/// What is done with a combination of rows; false ends the walk.
pub type Sink<'s> = &'s mut dyn FnMut(&[Option<u64>]) -> Result<bool, Refusal>;

fn slots(bound: &Bound) -> Vec<usize> {
    let mut found = Vec::new();
    bound.each_slot(&mut |slot| found.push(slot));
    found
}

fn text(view: &View<'_>, value: &Value) -> Option<String> {
    match value {
        Value::Number(number) => Some(number.normalize().to_string()),
        other => other
            .render(&view.settings.text())
            .map(|text| text.into_owned()),
    }
}

impl<'q> Joins<'q> {
    /// Prepares the joins of a statement.
    pub fn new(view: View<'_>, query: &'q Query) -> Result<Self, Refusal> {
        let mut steps = Vec::new();
        for (place, joined) in query.joins.iter().enumerate() {
            steps.push(step(view, place + 1, joined)?);
        }
        let conditions = query
            .filter
            .as_ref()
            .map_or_else(Vec::new, Bound::conjuncts);
        let (first, rest) = conditions
            .into_iter()
            .partition(|part| slots(part).iter().all(|slot| *slot == 0));
        Ok(Self { steps, first, rest })
    }

    /// Joins one row of the first table, and gives what the condition keeps.
    pub fn run(&self, view: &View<'_>, row: u64, sink: Sink<'_>) -> Result<bool, Refusal> {
        let mut rows = vec![Some(row)];
        if !all(view, &self.first, &rows)? {
            return Ok(true);
        }
        self.next(view, &mut rows, sink)
    }

    fn next(
        &self,
        view: &View<'_>,
        rows: &mut Vec<Option<u64>>,
        sink: Sink<'_>,
    ) -> Result<bool, Refusal> {
        let Some(step) = self.steps.get(rows.len() - 1) else {
            return if all(view, &self.rest, rows)? {
                sink(rows)
            } else {
                Ok(true)
            };
        };
        let mut met = false;
        for candidate in step.candidates(view, rows)? {
            rows.push(Some(candidate));
            let joined = truth(view, step.on, &Cells { rows, totals: &[] })? == Some(true);
            let going = if joined {
                met = true;
                self.next(view, rows, sink)?
            } else {
                true
            };
            rows.pop();
            if !going {
                return Ok(false);
            }
        }
        if step.left && !met {
            rows.push(None);
            let going = self.next(view, rows, sink)?;
            rows.pop();
            return Ok(going);
        }
        Ok(true)
    }
}

fn all(view: &View<'_>, conditions: &[&Bound], rows: &[Option<u64>]) -> Result<bool, Refusal> {
    for condition in conditions {
        if truth(view, condition, &Cells { rows, totals: &[] })? != Some(true) {
            return Ok(false);
        }
    }
    Ok(true)
}

impl Step<'_> {
    fn candidates(&self, view: &View<'_>, rows: &[Option<u64>]) -> Result<Vec<u64>, Refusal> {
        let cells = Cells { rows, totals: &[] };
        Ok(match &self.access {
            Access::Key(of) => match value(view, of, &cells)?.int() {
                Some(id) if id >= 0 => (self.table.rows)(*view, self.table.span(id, id)).collect(),
                _ => Vec::new(),
            },
            Access::Values(of, found) => {
                let text = text(view, &value(view, of, &cells)?);
                text.and_then(|text| found.get(&text))
                    .cloned()
                    .unwrap_or_default()
            }
        })
    }
}

fn step<'q>(view: View<'_>, slot: usize, joined: &'q Joined) -> Result<Step<'q>, Refusal> {
    let table = joined.table;
    let mut access = None;
    for part in joined.on.conjuncts() {
        let Bound::Pair(Sign::Equal, left, right) = part else {
            continue;
        };
        for (own, other) in [(left, right), (right, left)] {
            let Bound::Column(place, column) = &**own else {
                continue;
            };
            if *place != slot || slots(other).iter().any(|place| *place >= slot) {
                continue;
            }
            if table.key.first() == Some(&column.name) {
                access = Some(Access::Key((**other).clone()));
            } else if access.is_none() {
                let mut found: HashMap<String, Vec<u64>> = HashMap::new();
                for row in (table.rows)(view, 0..u64::MAX) {
                    if let Some(text) = text(&view, &view.cell(column, row)) {
                        found.entry(text).or_default().push(row);
                    }
                }
                access = Some(Access::Values((**other).clone(), found));
            }
        }
    }
    let access =
        access.ok_or_else(|| Refusal::unsupported("JOIN needs an equality between its tables"))?;
    Ok(Step {
        table,
        left: joined.left,
        on: &joined.on,
        access,
    })
}
