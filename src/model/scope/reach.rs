//! The rows of a scope as conditions of a query: each limit looks at what a row hangs on, a denial takes away.

use std::collections::{HashMap, HashSet};

use super::hang::{Anchor, Hang, When, hang, ordered};
use crate::access::{By, Limit, RowScope};
use crate::domain::record::Kind;
use crate::model::identity::Groups;
use crate::model::read::sql::Sql;

/// A person with the first and the last day of a stretch.
type Stretch = (i64, i32, i32);

/// A limit with the ids of every member of its groups, as rows carry them.
#[derive(Debug)]
pub(super) struct Wide {
    by: By,
    legal_entities: Vec<i64>,
    practices: Vec<i64>,
    customers: Vec<i64>,
    whole_customers: Vec<i64>,
    projects: Vec<i64>,
    rate_cards: Vec<i64>,
    people: Vec<i64>,
    present: Vec<i64>,
    /// People within it on every day.
    always: Vec<i64>,
    /// Stretches of the others.
    held: Vec<Stretch>,
}

impl Wide {
    fn of(groups: &Groups, limit: &Limit) -> Self {
        let members = |kind: Kind, id: i64| {
            std::iter::once(id).chain(groups.members(kind, id).iter().copied())
        };
        let widen = |set: &HashSet<i64>, kind: Kind| {
            let mut ids: Vec<i64> = set.iter().flat_map(|id| members(kind, *id)).collect();
            ids.sort_unstable();
            ids.dedup();
            ids
        };
        let (always, sometimes): (Vec<Stretch>, Vec<Stretch>) = limit
            .held
            .iter()
            .copied()
            .partition(|(_, first, last)| (*first, *last) == (i32::MIN, i32::MAX));
        let always: HashSet<i64> = always.into_iter().map(|(id, ..)| id).collect();
        Self {
            by: limit.by,
            legal_entities: widen(&limit.legal_entities, Kind::LegalEntity),
            practices: widen(&limit.practices, Kind::Practice),
            customers: widen(&limit.customers, Kind::Customer),
            whole_customers: widen(&limit.whole_customers, Kind::Customer),
            projects: widen(&limit.projects, Kind::Project),
            rate_cards: widen(&limit.rate_cards, Kind::RateCard),
            people: widen(&limit.people, Kind::Person),
            present: widen(&limit.present, Kind::Person),
            always: widen(&always, Kind::Person),
            held: sometimes
                .into_iter()
                .flat_map(|(id, first, last)| {
                    members(Kind::Person, id)
                        .map(move |id| (id, first, last))
                        .collect::<HashSet<_>>()
                })
                .collect(),
        }
    }

    fn set(&self, anchor: Anchor) -> &[i64] {
        match anchor {
            Anchor::Customer => &self.customers,
            Anchor::Project => &self.projects,
            Anchor::Practice => &self.practices,
            Anchor::LegalEntity => &self.legal_entities,
            Anchor::RateCard => &self.rate_cards,
            Anchor::Person(_) => &self.people,
            Anchor::Parent(_) => &[],
        }
    }
}

/// The rows of a scope, as rows carry their ids.
#[derive(Debug)]
pub(super) struct Reach {
    limits: Vec<Wide>,
    denied: Vec<Wide>,
}

impl Reach {
    /// Widens a scope.
    pub(super) fn of(groups: &Groups, rows: &RowScope) -> Self {
        let widen = |limits: &[Limit]| limits.iter().map(|one| Wide::of(groups, one)).collect();
        Self {
            limits: widen(&rows.limits),
            denied: widen(&rows.denied),
        }
    }

    /// The condition under which a row of a kind is within.
    pub(super) fn sql(&self, sql: &mut Sql, kind: Kind, alias: &str) -> String {
        let mut parts: Vec<String> = Vec::new();
        for wide in &self.limits {
            let mut known = HashMap::new();
            parts.push(within(sql, wide, &mut known, kind, alias));
        }
        for wide in &self.denied {
            let mut known = HashMap::new();
            parts.push(format!(
                "NOT ({})",
                touched(sql, wide, &mut known, kind, alias)
            ));
        }
        if parts.is_empty() {
            return "1=1".to_owned();
        }
        parts.join(" AND ")
    }
}

type Known = HashMap<Anchor, String>;

fn among(sql: &mut Sql, known: &mut Known, anchor: Anchor, ids: &[i64], column: &str) -> String {
    if ids.is_empty() {
        return "1=0".to_owned();
    }
    let set = known.entry(anchor).or_insert_with(|| sql.set(ids));
    format!("{column} {set}")
}

/// True where a person is within a limit on the days that a row tells of.
fn held(sql: &mut Sql, wide: &Wide, alias: &str, column: &str, when: When) -> String {
    let (first, last) = match when {
        When::Ever => {
            return match wide.people.as_slice() {
                [] => "1=0".to_owned(),
                people => format!("{column} {}", sql.set(people)),
            };
        }
        When::On(day) => (format!("{alias}.\"{day}\""), format!("{alias}.\"{day}\"")),
        When::Between(from, to) => (
            format!("COALESCE({alias}.\"{from}\",{})", i32::MIN),
            format!("COALESCE({alias}.\"{to}\",{})", i32::MAX),
        ),
    };
    let mut parts = Vec::new();
    if !wide.always.is_empty() {
        parts.push(format!("{column} {}", sql.set(&wide.always)));
    }
    if !wide.held.is_empty() {
        parts.push(sql.within_stretches(column, &first, &last, &wide.held));
    }
    if parts.is_empty() {
        return "1=0".to_owned();
    }
    format!("({})", parts.join(" OR "))
}

/// True where the first thing that a limit looks at lies within it.
fn within(sql: &mut Sql, wide: &Wide, known: &mut Known, kind: Kind, alias: &str) -> String {
    let mut judge = |sql: &mut Sql, anchor: Anchor, column: &str| match anchor {
        Anchor::Parent(parent) => {
            let inner = format!("{alias}{}", parent.entity().prefix);
            format!(
                "EXISTS (SELECT 1 FROM \"{}\" {inner} WHERE {inner}.id = {column} AND {})",
                parent.entity().table,
                within(sql, wide, known, parent, &inner)
            )
        }
        Anchor::Person(when) => held(sql, wide, alias, column, when),
        _ => among(sql, known, anchor, wide.set(anchor), column),
    };
    match hang(kind) {
        Hang::Everyone => "1=1".to_owned(),
        Hang::Own(anchor) => judge(sql, anchor, &format!("{alias}.id")),
        Hang::By(columns) => match ordered(columns, wide.by).as_slice() {
            [] => "1=0".to_owned(),
            [(column, anchor)] => {
                let column = format!("{alias}.\"{column}\"");
                let condition = judge(sql, *anchor, &column);
                format!("({column} IS NOT NULL AND {condition})")
            }
            columns => {
                let mut text = "CASE".to_owned();
                for (column, anchor) in columns {
                    let column = format!("{alias}.\"{column}\"");
                    let condition = judge(sql, *anchor, &column);
                    text += &format!(" WHEN {column} IS NOT NULL THEN {condition}");
                }
                text + " ELSE 1=0 END"
            }
        },
    }
}

/// True where anything that a row hangs on lies within a denial.
fn touched(sql: &mut Sql, wide: &Wide, known: &mut Known, kind: Kind, alias: &str) -> String {
    let customers: &[i64] = match wide.by {
        By::Customer => &wide.customers,
        _ => &wide.whole_customers,
    };
    let mut judge = |sql: &mut Sql, anchor: Anchor, column: &str| match anchor {
        Anchor::Parent(parent) => {
            let inner = format!("{alias}{}", parent.entity().prefix);
            format!(
                "EXISTS (SELECT 1 FROM \"{}\" {inner} WHERE {inner}.id = {column} AND {})",
                parent.entity().table,
                touched(sql, wide, known, parent, &inner)
            )
        }
        Anchor::Person(When::Ever) => among(sql, known, anchor, &wide.present, column),
        Anchor::Person(when) => held(sql, wide, alias, column, when),
        Anchor::Customer => among(sql, known, anchor, customers, column),
        _ => among(sql, known, anchor, wide.set(anchor), column),
    };
    match hang(kind) {
        Hang::Everyone => "1=0".to_owned(),
        Hang::Own(anchor) => judge(sql, anchor, &format!("{alias}.id")),
        Hang::By(columns) => {
            let parts: Vec<String> = columns
                .iter()
                .map(|(column, anchor)| {
                    let column = format!("{alias}.\"{column}\"");
                    let condition = judge(sql, *anchor, &column);
                    format!("({column} IS NOT NULL AND {condition})")
                })
                .collect();
            format!("({})", parts.join(" OR "))
        }
    }
}
