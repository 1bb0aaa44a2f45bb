//! Names to objects and fields: what a query means in this org, as this user sees it.

use std::collections::HashSet;

pub use super::bound::{Access, Bound, Check, Column, Eyes, Node};
use super::{Condition, Item, Literal, Operator, Path, Select};
use crate::vendor::salesforce::refusal::Refusal;
use crate::vendor::salesforce::schema::{Source, Type};
use crate::vendor::salesforce::store::Store;

/// Resolves names.
pub struct Binder<'a> {
    /// Records.
    pub store: &'a Store,
    /// What the user may see.
    pub eyes: &'a Eyes,
    /// The text, for error messages.
    pub query: &'a str,
}

type Result<T> = std::result::Result<T, Refusal>;

impl Binder<'_> {
    /// Resolves a query.
    pub fn bind(&self, select: &Select) -> Result<Bound> {
        let object = self
            .store
            .object(&select.from)
            .filter(|place| self.eyes.object(self.store.objects[*place].name))
            .ok_or_else(|| {
                Refusal::at(
                    self.query,
                    select.from_at,
                    "INVALID_TYPE",
                    &format!(
                        "sObject type '{}' is not supported. If you are attempting to use a custom object, be sure to append the '__c' after the entity name. Please reference your WSDL or the describe call for the appropriate names.",
                        select.from
                    ),
                )
            })?;
        self.bind_on(select, object)
    }

    fn bind_on(&self, select: &Select, object: usize) -> Result<Bound> {
        let aggregates = select.aggregates();
        let mut bound = Bound {
            object,
            nodes: Vec::new(),
            flat: Vec::new(),
            check: None,
            group: Vec::new(),
            columns: Vec::new(),
            order: Vec::new(),
            limit: select.limit,
            offset: select.offset,
            counting: false,
        };
        for path in &select.group {
            bound.group.push(self.access(object, path)?.0);
        }
        for item in &select.items {
            match item {
                Item::CountAll => bound.counting = true,
                Item::Field(path, alias) if aggregates => {
                    let (access, _) = self.access(object, path)?;
                    let place = bound.group.iter().position(|group| *group == access);
                    let place = place.ok_or_else(|| self.ungrouped(path))?;
                    let name = alias.clone().or(path.names.last().cloned());
                    bound
                        .columns
                        .push((name.unwrap_or_default(), Column::Group(place)));
                }
                Item::Field(path, None) => {
                    let (access, _) = self.access(object, path)?;
                    self.graft(&mut bound.nodes, object, &access, 0);
                    bound.flat.push((self.header(object, &access), access));
                }
                Item::Field(path, Some(alias)) => {
                    return Err(Refusal::at(
                        self.query,
                        path.at,
                        "MALFORMED_QUERY",
                        &format!("only aggregate expressions use field aliasing: '{alias}'"),
                    ));
                }
                Item::Call(function, path, alias) => {
                    let (access, _) = self.access(object, path)?;
                    let unnamed = bound
                        .columns
                        .iter()
                        .filter(|(name, _)| name.starts_with("expr"))
                        .count();
                    let name = alias.clone().unwrap_or_else(|| format!("expr{unnamed}"));
                    bound.columns.push((name, Column::Call(*function, access)));
                }
                Item::Children(inner) => {
                    let node = self.children(object, inner)?;
                    bound.nodes.push(node);
                }
            }
        }
        if let Some(filter) = &select.filter {
            bound.check = Some(self.condition(object, filter)?);
        }
        for key in &select.order {
            let (access, _) = self.access(object, &key.path)?;
            bound.order.push((access, key.down, key.nulls_last));
        }
        Ok(bound)
    }

    fn ungrouped(&self, path: &Path) -> Refusal {
        let name = path.names.join(".");
        Refusal::at(
            self.query,
            path.at,
            "MALFORMED_QUERY",
            &format!("Field must be grouped or aggregated: {name}"),
        )
    }

    fn header(&self, object: usize, access: &Access) -> String {
        let mut names = Vec::new();
        let mut at = object;
        for (field, target) in &access.hops {
            if let Type::Reference(_, relation) = self.store.objects[at].fields[*field].kind {
                names.push(relation);
            }
            at = *target;
        }
        names.push(self.store.objects[access.object].fields[access.field].name);
        names.join(".")
    }

    /// Puts a field at its place in the tree of parents.
    fn graft(&self, nodes: &mut Vec<Node>, object: usize, access: &Access, depth: usize) {
        let Some((field, target)) = access.hops.get(depth) else {
            nodes.push(Node::Leaf(access.field));
            return;
        };
        let place = nodes
            .iter()
            .position(|node| matches!(node, Node::Parent(_, through, ..) if through == field));
        let place = place.unwrap_or_else(|| {
            let relation = match self.store.objects[object].fields[*field].kind {
                Type::Reference(_, relation) => relation.to_owned(),
                _ => String::new(),
            };
            nodes.push(Node::Parent(relation, *field, *target, Vec::new()));
            nodes.len() - 1
        });
        if let Some(Node::Parent(_, _, _, inner)) = nodes.get_mut(place) {
            self.graft(inner, *target, access, depth + 1);
        }
    }

    fn children(&self, object: usize, inner: &Select) -> Result<Node> {
        let parent = &self.store.objects[object];
        let found = parent
            .children
            .iter()
            .find(|(relation, ..)| relation.eq_ignore_ascii_case(&inner.from))
            .and_then(|(relation, child, through)| {
                let child = self.store.object(child)?;
                let through = self.store.objects[child].place(through)?;
                Some((*relation, child, through))
            });
        let Some((relation, child, through)) = found else {
            return Err(Refusal::at(
                self.query,
                inner.from_at,
                "INVALID_TYPE",
                &format!(
                    "Didn't understand relationship '{}' in FROM part of query call. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name. Please reference your WSDL or the describe call for the appropriate names.",
                    inner.from
                ),
            ));
        };
        let bound = self.bind_on(inner, child)?;
        Ok(Node::Children(
            relation.to_owned(),
            through,
            Box::new(bound),
        ))
    }

    /// Finds a field over its look-ups.
    pub fn access(&self, object: usize, path: &Path) -> Result<(Access, Type)> {
        let mut at = object;
        let mut hops = Vec::new();
        let mut names = path.names.as_slice();
        if names.len() > 1 && names[0].eq_ignore_ascii_case(self.store.objects[object].name) {
            names = &names[1..];
        }
        let Some((last, relations)) = names.split_last() else {
            return Err(self.no_column(object, "", path.at));
        };
        for relation in relations {
            let shape = &self.store.objects[at];
            let step = shape
                .parent(relation)
                .filter(|(field, _)| self.eyes.field(shape.name, shape.fields[*field].name))
                .and_then(|(field, target)| Some((field, self.store.object(target)?)));
            let Some((field, target)) = step else {
                return Err(Refusal::at(
                    self.query,
                    path.at,
                    "INVALID_FIELD",
                    &format!(
                        "Didn't understand relationship '{relation}' in field path. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name. Please reference your WSDL or the describe call for the appropriate names."
                    ),
                ));
            };
            hops.push((field, target));
            at = target;
        }
        let shape = &self.store.objects[at];
        let field = shape
            .place(last)
            .filter(|field| self.eyes.field(shape.name, shape.fields[*field].name))
            .ok_or_else(|| self.no_column(at, last, path.at))?;
        let kind = shape.fields[field].kind;
        Ok((
            Access {
                hops,
                object: at,
                field,
            },
            kind,
        ))
    }

    fn no_column(&self, object: usize, name: &str, at: usize) -> Refusal {
        Refusal::at(
            self.query,
            at,
            "INVALID_FIELD",
            &format!(
                "No such column '{name}' on entity '{}'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. Please reference your WSDL or the describe call for the appropriate names.",
                self.store.objects[object].name
            ),
        )
    }

    fn condition(&self, object: usize, condition: &Condition) -> Result<Check> {
        let many = |list: &[Condition]| {
            list.iter()
                .map(|inner| self.condition(object, inner))
                .collect::<Result<Vec<_>>>()
        };
        Ok(match condition {
            Condition::And(list) => Check::And(many(list)?),
            Condition::Or(list) => Check::Or(many(list)?),
            Condition::Not(inner) => Check::Not(Box::new(self.condition(object, inner)?)),
            Condition::Within(path, yes, select) => {
                let (access, _) = self.access(object, path)?;
                let inner = self.bind(select)?;
                Check::Within(access, *yes, Box::new(inner), HashSet::new())
            }
            Condition::Test(path, operator, values, at) => {
                let (access, kind) = self.access(object, path)?;
                let name = self.store.objects[access.object].fields[access.field].name;
                for value in values {
                    self.suits(name, kind, *operator, value, path, *at)?;
                }
                Check::Test(access, kind, *operator, values.clone())
            }
        })
    }

    /// Refuses a constant that does not suit the field.
    fn suits(
        &self,
        name: &str,
        kind: Type,
        operator: Operator,
        value: &Literal,
        path: &Path,
        at: usize,
    ) -> Result<()> {
        let wrong = |message: String| Err(Refusal::at(self.query, at, "INVALID_FIELD", &message));
        let quoted = matches!(value, Literal::Text(_));
        let criterion = format!("value of filter criterion for field '{name}' must be of type");
        if kind == Type::TextArea {
            return Err(Refusal::at(
                self.query,
                path.at,
                "INVALID_FIELD",
                &format!("field '{name}' can not be filtered in a query call"),
            ));
        }
        if *value == Literal::Null {
            return Ok(());
        }
        let text = matches!(
            kind,
            Type::Id | Type::Reference(..) | Type::Text(_) | Type::Picklist(_)
        );
        if text && !quoted {
            return wrong(format!(
                "{criterion} string and should be enclosed in quotes"
            ));
        }
        if operator == Operator::Like && !matches!(kind, Type::Text(_) | Type::Picklist(_)) {
            return Err(Refusal::at(
                self.query,
                path.at,
                "INVALID_OPERATION",
                "invalid operator on id field",
            ));
        }
        if let (Type::Id | Type::Reference(..), Literal::Text(id)) = (kind, value) {
            let alive =
                matches!(id.len(), 15 | 18) && id.bytes().all(|b| b.is_ascii_alphanumeric());
            if !alive {
                return Err(Refusal::at(
                    self.query,
                    at,
                    "INVALID_QUERY_FILTER_OPERATOR",
                    &format!("invalid ID field: {id}"),
                ));
            }
        }
        let (word, fits) = match kind {
            Type::Time => (
                "dateTime",
                matches!(value, Literal::Time(_) | Literal::Days(..)),
            ),
            Type::Date => (
                "date",
                matches!(value, Literal::Date(_) | Literal::Days(..)),
            ),
            Type::Flag => ("boolean", matches!(value, Literal::Flag(_))),
            Type::Currency | Type::Double(_) | Type::Percent | Type::Int => {
                ("double", matches!(value, Literal::Number(_)))
            }
            _ => return Ok(()),
        };
        if fits {
            Ok(())
        } else {
            wrong(format!(
                "{criterion} {word} and should not be enclosed in quotes"
            ))
        }
    }
}

/// Whether a field is a change stamp.
pub fn is_stamp(store: &Store, access: &Access) -> bool {
    access.hops.is_empty()
        && matches!(
            store.objects[access.object].fields[access.field].source,
            Source::Modified
        )
}
