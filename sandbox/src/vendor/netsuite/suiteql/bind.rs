//! Looks up the names of a statement, and refuses what the account does not show.

use super::bound::{Among, Bound, Function, Joined, Query, Sum};
use super::eval::{self, Cells};
use super::syntax::{Expr, Item, Named, Select, Sign};
use super::value::Value;
use crate::vendor::netsuite::refusal::Refusal;
use crate::vendor::netsuite::tables::{Column, Table, View, table};

struct Binder<'v> {
    view: View<'v>,
    tables: Vec<(String, &'static Table)>,
    totals: Vec<Sum>,
    aliases: Vec<(String, Bound)>,
    /// `BUILTIN.DF` may stand here.
    display: bool,
    /// Sums may stand here.
    sums: bool,
}

/// Looks up a statement.
pub fn bind(view: View<'_>, select: &Select) -> Result<Query, Refusal> {
    let mut binder = Binder {
        view,
        tables: Vec::new(),
        totals: Vec::new(),
        aliases: Vec::new(),
        display: false,
        sums: false,
    };
    let from = select
        .from
        .as_ref()
        .map(|named| binder.open(named))
        .transpose()?;
    let mut joins = Vec::new();
    for join in &select.joins {
        let table = binder.open(&join.named)?;
        let on = binder.expr(&join.on)?;
        joins.push(Joined {
            table,
            left: join.left,
            on,
        });
    }
    let filter = select
        .filter
        .as_ref()
        .map(|filter| binder.expr(filter))
        .transpose()?;
    let group = select
        .group
        .iter()
        .map(|key| binder.expr(key))
        .collect::<Result<Vec<_>, _>>()?;
    binder.sums = true;
    binder.display = true;
    let items = binder.items(&select.items)?;
    binder.display = false;
    binder.aliases.clone_from(&items);
    let order = select
        .order
        .iter()
        .map(|(key, down)| Ok((binder.ordered(key)?, *down)))
        .collect::<Result<Vec<_>, Refusal>>()?;
    let having = select
        .having
        .as_ref()
        .map(|having| binder.expr(having))
        .transpose()?;
    let group = if select.distinct && group.is_empty() && binder.totals.is_empty() {
        Some(items.iter().map(|(_, item)| item.clone()).collect())
    } else {
        (!group.is_empty() || !binder.totals.is_empty()).then_some(group)
    };
    Ok(Query {
        from,
        joins,
        items,
        filter,
        totals: binder.totals,
        group,
        having,
        order,
        fetch: select.fetch,
    })
}

impl Binder<'_> {
    fn open(&mut self, named: &Named) -> Result<&'static Table, Refusal> {
        let found = table(&named.table).filter(|table| !self.view.settings.hides_table(table.name));
        let found = found.ok_or_else(|| Refusal::record(&named.table))?;
        self.tables.push((named.alias.clone(), found));
        Ok(found)
    }

    fn items(&mut self, items: &[Item]) -> Result<Vec<(String, Bound)>, Refusal> {
        let mut found: Vec<(String, Bound)> = Vec::new();
        for item in items {
            match item {
                Item::All => {
                    for (slot, (_, table)) in self.tables.iter().enumerate() {
                        let shown = table.columns.iter().filter(|column| {
                            !self.view.settings.hides_column(table.name, column.name)
                        });
                        found.extend(
                            shown.map(|column| {
                                (column.name.to_owned(), Bound::Column(slot, column))
                            }),
                        );
                    }
                }
                Item::One(expr, alias) => {
                    let bound = self.expr(expr)?;
                    let name = match (alias, expr) {
                        (Some(alias), _) => alias.clone(),
                        (None, Expr::Column(_, name)) => name.clone(),
                        _ => format!("expr{}", found.len() + 1),
                    };
                    found.push((name, bound));
                }
            }
        }
        Ok(found)
    }

    /// A key of the order: an alias of the list, a place in it, or an expression.
    fn ordered(&mut self, key: &Expr) -> Result<Bound, Refusal> {
        match key {
            Expr::Column(None, name) => {
                if let Some((_, bound)) = self.aliases.iter().find(|(alias, _)| alias == name) {
                    return Ok(bound.clone());
                }
            }
            Expr::Literal(Value::Int(place)) => {
                let place = usize::try_from(*place - 1).ok();
                let item = place.and_then(|place| self.aliases.get(place));
                return item.map(|(_, bound)| bound.clone()).ok_or_else(|| {
                    Refusal::unsupported(
                        "ORDER BY item must be the number of a SELECT-list expression",
                    )
                });
            }
            _ => {}
        }
        self.expr(key)
    }

    fn column(&self, alias: Option<&str>, name: &str) -> Result<(usize, &'static Column), Refusal> {
        let known = || {
            self.tables
                .iter()
                .map(|(alias, _)| alias.clone())
                .collect::<Vec<_>>()
        };
        let (slot, table) = match alias {
            Some(alias) => {
                let found = self
                    .tables
                    .iter()
                    .enumerate()
                    .find(|(_, (own, _))| own == alias);
                let (slot, (_, table)) =
                    found.ok_or_else(|| Refusal::identifier(alias, &known()))?;
                (slot, *table)
            }
            None => {
                let mut holding = self
                    .tables
                    .iter()
                    .enumerate()
                    .filter(|(_, (_, table))| table.column(name).is_some());
                match (holding.next(), holding.next(), self.tables.as_slice()) {
                    (Some((slot, (_, table))), None, _) => (slot, *table),
                    (Some(_), Some(_), _) => {
                        return Err(Refusal::unsupported(format_args!(
                            "column '{name}' is ambiguous"
                        )));
                    }
                    (None, _, [(_, table)]) => return Err(Refusal::field(name, table.name, false)),
                    _ => return Err(Refusal::identifier(name, &known())),
                }
            }
        };
        if self.view.settings.breaks_on(table.name, name) {
            return Err(Refusal::unexpected(&format!(
                "bad-column-{}-{name}",
                table.name
            )));
        }
        let column = table
            .column(name)
            .ok_or_else(|| Refusal::field(name, table.name, false))?;
        if self.view.settings.hides_column(table.name, name) {
            return Err(Refusal::field(name, table.name, true));
        }
        Ok((slot, column))
    }

    fn list(&mut self, list: &[Expr]) -> Result<Vec<Bound>, Refusal> {
        list.iter().map(|part| self.expr(part)).collect()
    }

    fn boxed(&mut self, expr: &Expr) -> Result<Box<Bound>, Refusal> {
        self.expr(expr).map(Box::new)
    }

    fn expr(&mut self, expr: &Expr) -> Result<Bound, Refusal> {
        Ok(match expr {
            Expr::Literal(value) => Bound::Literal(value.clone()),
            Expr::Column(None, name) if name == "sysdate" => {
                Bound::Literal(Value::At(self.view.now))
            }
            Expr::Column(alias, name) => {
                let (slot, column) = self.column(alias.as_deref(), name)?;
                Bound::Column(slot, column)
            }
            Expr::Call(name, arguments) => self.call(name, arguments)?,
            Expr::Total(total, distinct, of) => {
                if !self.sums {
                    return Err(Refusal::unsupported("group function is not allowed here"));
                }
                let outer = std::mem::replace(&mut self.sums, false);
                let of = of.as_deref().map(|of| self.expr(of)).transpose()?;
                self.sums = outer;
                self.totals.push(Sum {
                    total: *total,
                    distinct: *distinct,
                    of,
                });
                Bound::Total(self.totals.len() - 1)
            }
            Expr::Pair(sign, left, right) => {
                let pair = Bound::Pair(*sign, self.boxed(left)?, self.boxed(right)?);
                match &pair {
                    Bound::Pair(
                        Sign::Plus | Sign::Minus | Sign::Times | Sign::Over | Sign::Concat,
                        left,
                        right,
                    ) if matches!((&**left, &**right), (Bound::Literal(_), Bound::Literal(_))) => {
                        Bound::Literal(eval::value(&self.view, &pair, &Cells::NONE)?)
                    }
                    _ => pair,
                }
            }
            Expr::Not(part) => Bound::Not(self.boxed(part)?),
            Expr::IsNull(part) => Bound::IsNull(self.boxed(part)?),
            Expr::Like(left, right) => Bound::Like(self.boxed(left)?, self.boxed(right)?),
            Expr::In(needle, list) => {
                let needle = self.boxed(needle)?;
                let mut values = Vec::with_capacity(list.len());
                for part in list {
                    match self.expr(part)? {
                        Bound::Literal(value) => values.push(value),
                        _ => return Err(Refusal::unsupported("IN needs a list of values")),
                    }
                }
                Bound::In(needle, Box::new(Among::of(values)))
            }
            Expr::InSelect(needle, select) => {
                let needle = self.boxed(needle)?;
                let values = super::run::single_column(self.view, select)?;
                Bound::In(needle, Box::new(Among::of(values)))
            }
            Expr::Case(cases, otherwise) => {
                let cases = cases
                    .iter()
                    .map(|(when, then)| Ok((self.expr(when)?, self.expr(then)?)))
                    .collect::<Result<_, Refusal>>()?;
                Bound::Case(
                    cases,
                    otherwise
                        .as_deref()
                        .map(|part| self.boxed(part))
                        .transpose()?,
                )
            }
        })
    }

    fn call(&mut self, name: &str, arguments: &[Expr]) -> Result<Bound, Refusal> {
        if name == "builtin.df" {
            if !self.display {
                return Err(Refusal::unsupported(
                    "BUILTIN.DF is not supported outside of the SELECT list by this account",
                ));
            }
            return match self.list(arguments)?.as_slice() {
                [Bound::Column(slot, column)] => Ok(Bound::Display(*slot, column)),
                _ => Err(Refusal::unsupported("BUILTIN.DF needs a column")),
            };
        }
        let function = Function::named(name).ok_or_else(|| {
            Refusal::unsupported(format_args!(
                "unknown function '{}'",
                name.to_ascii_uppercase()
            ))
        })?;
        let arguments = self.list(arguments)?;
        let constant = arguments
            .iter()
            .all(|part| matches!(part, Bound::Literal(_)));
        let call = Bound::Call(function, arguments);
        if constant {
            return eval::value(&self.view, &call, &Cells::NONE).map(Bound::Literal);
        }
        Ok(call)
    }
}
