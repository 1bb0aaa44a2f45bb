//! What a reader asks of rows: tests of fields joined by and, or, not; the classes they touch, and the same as SQL.

use super::sql::Sql;
use crate::domain::record::{Entity, Field, Kind, Type};
use crate::model::cell::{Cell, storage};
use crate::model::identity::Groups;
use crate::model::scope::Classes;

/// A condition on rows of a kind.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// A test of the id.
    Id(Test),
    /// A test of a field, by its place in the entity.
    Field(usize, Test),
    /// All of them.
    All(Vec<Condition>),
    /// At least one of them.
    Any(Vec<Condition>),
    /// Not that.
    Not(Box<Condition>),
}

/// A test of a value.
#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    /// Is it.
    Eq(Cell),
    /// Is another, or none.
    Ne(Cell),
    /// Is one of them.
    In(Vec<Cell>),
    /// Is it or more.
    Gte(Cell),
    /// Is it or less.
    Lte(Cell),
    /// Is absent (true) or present (false).
    IsNull(bool),
}

impl Condition {
    /// Classes of the fields it tests.
    pub fn classes(&self, entity: &Entity) -> Classes {
        match self {
            Self::Id(_) => Classes::default(),
            Self::Field(place, _) => Classes::default().with(entity.fields[*place].class),
            Self::All(parts) | Self::Any(parts) => {
                parts.iter().fold(Classes::default(), |all, part| {
                    all.and(part.classes(entity))
                })
            }
            Self::Not(part) => part.classes(entity),
        }
    }

    /// The condition as SQL on the alias of an entity's table.
    pub(crate) fn sql(
        &self,
        sql: &mut Sql,
        groups: &Groups,
        entity: &Entity,
        alias: &str,
    ) -> String {
        let own = Some(entity.kind);
        self.text(sql, groups, own, entity.fields, alias)
    }

    /// The condition as SQL on the alias of any other table.
    pub(crate) fn fields_sql(
        &self,
        sql: &mut Sql,
        groups: &Groups,
        fields: &[Field],
        alias: &str,
    ) -> String {
        self.text(sql, groups, None, fields, alias)
    }

    /// Whether values satisfy it, read in memory as the SQL reads them; an id stands for every member of its group.
    pub fn admits(
        &self,
        groups: &Groups,
        fields: &[Field],
        own: Option<(Kind, i64)>,
        value: &dyn Fn(usize) -> Cell,
    ) -> bool {
        let each = |part: &Self| part.admits(groups, fields, own, value);
        match self {
            Self::Id(test) => own.is_some_and(|(kind, id)| {
                let head = groups.representative(kind, id);
                test.headed(groups, kind).holds(&Cell::Int(head))
            }),
            Self::Field(place, test) => match (fields[*place].ty, value(*place)) {
                (Type::Ref(kind), Cell::Int(id)) => test
                    .headed(groups, kind)
                    .holds(&Cell::Int(groups.representative(kind, id))),
                (_, cell) => test.holds(&cell),
            },
            Self::All(parts) => parts.iter().all(each),
            Self::Any(parts) => parts.iter().any(each),
            Self::Not(part) => !each(part),
        }
    }

    /// Places of the fields it tests.
    pub fn places(&self, into: &mut Vec<usize>) {
        match self {
            Self::Id(_) => {}
            Self::Field(place, _) => into.push(*place),
            Self::All(parts) | Self::Any(parts) => {
                for part in parts {
                    part.places(into);
                }
            }
            Self::Not(part) => part.places(into),
        }
    }

    fn text(
        &self,
        sql: &mut Sql,
        groups: &Groups,
        own: Option<Kind>,
        fields: &[Field],
        alias: &str,
    ) -> String {
        match self {
            Self::Id(test) => match own {
                Some(kind) => id_sql(sql, groups, kind, &format!("{alias}.id"), test, true),
                None => value_sql(sql, Type::At, &format!("{alias}.id"), test),
            },
            Self::Field(place, test) => {
                let field = &fields[*place];
                let column = format!("{alias}.\"{}\"", field.name);
                match field.ty {
                    Type::Ref(kind) => id_sql(sql, groups, kind, &column, test, false),
                    ty => value_sql(sql, ty, &column, test),
                }
            }
            Self::All(parts) => join(parts, " AND ", "1=1", |part| {
                part.text(sql, groups, own, fields, alias)
            }),
            Self::Any(parts) => join(parts, " OR ", "1=0", |part| {
                part.text(sql, groups, own, fields, alias)
            }),
            // An absent value fails a test; the opposite of a test is then true of it, never unknown.
            Self::Not(part) => format!(
                "NOT COALESCE(({}), {})",
                part.text(sql, groups, own, fields, alias),
                sql.no()
            ),
        }
    }
}

impl Test {
    /// The test of an id with ids turned into those of their representatives.
    pub(crate) fn headed(&self, groups: &Groups, kind: Kind) -> Self {
        let head = |cell: &Cell| match cell {
            Cell::Int(id) => Cell::Int(groups.representative(kind, *id)),
            other => other.clone(),
        };
        match self {
            Self::Eq(cell) => Self::Eq(head(cell)),
            Self::Ne(cell) => Self::Ne(head(cell)),
            Self::In(cells) => Self::In(cells.iter().map(head).collect()),
            Self::Gte(_) | Self::Lte(_) | Self::IsNull(_) => self.clone(),
        }
    }

    /// Whether a value satisfies it.
    pub fn holds(&self, value: &Cell) -> bool {
        let compared = |cell: &Cell| match (value, cell) {
            (Cell::Int(a), Cell::Int(b)) => Some(a.cmp(b)),
            (Cell::Text(a), Cell::Text(b)) => Some(a.cmp(b)),
            (Cell::Bool(a), Cell::Bool(b)) => Some(a.cmp(b)),
            _ => None,
        };
        match self {
            Self::Eq(cell) => value == cell,
            Self::Ne(cell) => value != cell,
            Self::In(cells) => cells.contains(value),
            Self::Gte(cell) => compared(cell).is_some_and(|order| order.is_ge()),
            Self::Lte(cell) => compared(cell).is_some_and(|order| order.is_le()),
            Self::IsNull(absent) => value.is_null() == *absent,
        }
    }
}

fn join(
    parts: &[Condition],
    word: &str,
    none: &str,
    mut each: impl FnMut(&Condition) -> String,
) -> String {
    let texts: Vec<String> = parts
        .iter()
        .map(|part| format!("({})", each(part)))
        .collect();
    if texts.is_empty() {
        none.to_owned()
    } else {
        texts.join(word)
    }
}

/// Ids stand for every member of their group; the id of a row itself for its representative.
fn id_sql(
    sql: &mut Sql,
    groups: &Groups,
    kind: Kind,
    column: &str,
    test: &Test,
    own: bool,
) -> String {
    let widen = |cells: &[Cell]| {
        let mut ids = Vec::new();
        for id in cells.iter().filter_map(Cell::int) {
            let head = groups.representative(kind, id);
            ids.push(head);
            if !own {
                ids.extend(groups.members(kind, head));
                ids.push(id);
            }
        }
        ids.sort_unstable();
        ids.dedup();
        ids
    };
    match test {
        Test::Eq(cell) => format!("{column} {}", sql.set(&widen(std::slice::from_ref(cell)))),
        Test::In(cells) => format!("{column} {}", sql.set(&widen(cells))),
        Test::Ne(cell) => {
            let set = sql.set(&widen(std::slice::from_ref(cell)));
            format!("({column} IS NULL OR NOT {column} {set})")
        }
        Test::Gte(cell) => format!("{column} >= {}", sql.bind(cell.int())),
        Test::Lte(cell) => format!("{column} <= {}", sql.bind(cell.int())),
        Test::IsNull(true) => format!("{column} IS NULL"),
        Test::IsNull(false) => format!("{column} IS NOT NULL"),
    }
}

fn value_sql(sql: &mut Sql, ty: Type, column: &str, test: &Test) -> String {
    let storage = storage(ty);
    match test {
        Test::Eq(cell) => format!("{column} = {}", sql.bind(cell.clone().bind(storage))),
        Test::Ne(cell) => format!(
            "({column} IS NULL OR {column} <> {})",
            sql.bind(cell.clone().bind(storage))
        ),
        Test::In(cells) => {
            let names: Vec<String> = cells
                .iter()
                .map(|cell| sql.bind(cell.clone().bind(storage)))
                .collect();
            if names.is_empty() {
                "1=0".to_owned()
            } else {
                format!("{column} IN ({})", names.join(","))
            }
        }
        Test::Gte(cell) => format!("{column} >= {}", sql.bind(cell.clone().bind(storage))),
        Test::Lte(cell) => format!("{column} <= {}", sql.bind(cell.clone().bind(storage))),
        Test::IsNull(true) => format!("{column} IS NULL"),
        Test::IsNull(false) => format!("{column} IS NOT NULL"),
    }
}
