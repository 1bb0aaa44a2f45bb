//! Filters and orders as inputs: an object per field with `eq, ne, in, gte, lte, isNull`, and `and, or, not`.

use async_graphql::Value as Wire;
use async_graphql::dynamic::{InputObject, InputValue};

use super::error::{Refusal, bad};
use super::shape::{camel, ty};
use super::value::{read, test_name, type_name};
use crate::domain::record::{Field, Type};
use crate::model::read::{Cell, Condition, Order, Test};

/// The tests of a type of value.
pub(super) fn test(scalar: &str, name: &str, ordered: bool) -> InputObject {
    let mut input = InputObject::new(name)
        .description(format!(
            "Tests of a value of type {scalar}; all that are given must hold."
        ))
        .field(InputValue::new("eq", ty(scalar)).description("Is it."))
        .field(InputValue::new("ne", ty(scalar)).description("Is another, or none."))
        .field(InputValue::new("in", ty(&format!("[{scalar}!]"))).description("Is one of them."))
        .field(
            InputValue::new("isNull", ty("Boolean"))
                .description("Is absent (true) or present (false)."),
        );
    if ordered {
        input = input
            .field(InputValue::new("gte", ty(scalar)).description("Is it or more."))
            .field(InputValue::new("lte", ty(scalar)).description("Is it or less."));
    }
    input
}

/// The tests of the common types.
pub(super) fn tests() -> Vec<InputObject> {
    [
        ("String", false),
        ("ID", false),
        ("Boolean", false),
        ("Currency", false),
        ("Int", true),
        ("Date", true),
        ("DateTime", true),
        ("Decimal", true),
    ]
    .into_iter()
    .map(|(scalar, ordered)| test(scalar, &format!("{scalar}Test"), ordered))
    .collect()
}

/// The filter of a table's rows.
pub(super) fn filter(owner: &str, with_id: bool, fields: &[Field]) -> InputObject {
    let name = format!("{owner}Filter");
    let mut input = junctions(&name);
    if with_id {
        input = input.field(InputValue::new("id", ty("IDTest")).description("Its id."));
    }
    for field in fields {
        input = input.field(
            InputValue::new(camel(field.name), ty(&test_name(owner, field))).description(field.doc),
        );
    }
    input
}

/// A filter's `and`, `or` and `not`.
pub(super) fn junctions(name: &str) -> InputObject {
    InputObject::new(name)
        .description("Which rows are wanted; all that is given must hold.")
        .field(InputValue::new("and", ty(&format!("[{name}!]"))).description("All of them hold."))
        .field(
            InputValue::new("or", ty(&format!("[{name}!]")))
                .description("At least one of them holds."),
        )
        .field(InputValue::new("not", ty(name)).description("It does not hold."))
}

/// Tests of the enums of a table.
pub(super) fn enum_tests(owner: &str, fields: &[Field]) -> Vec<InputObject> {
    fields
        .iter()
        .filter(|field| matches!(field.ty, Type::Enum(_)))
        .map(|field| test(&type_name(owner, field), &test_name(owner, field), false))
        .collect()
}

/// Reads a filter; `id` reads an id of the rows themselves.
pub(super) fn condition(
    fields: &[Field],
    id: &dyn Fn(&Wire) -> Result<Cell, String>,
    value: &Wire,
) -> Result<Condition, Refusal> {
    let Wire::Object(map) = value else {
        return Ok(Condition::All(Vec::new()));
    };
    let many = |value: &Wire| -> Result<Vec<Condition>, Refusal> {
        match value {
            Wire::List(list) => list.iter().map(|one| condition(fields, id, one)).collect(),
            Wire::Null => Ok(Vec::new()),
            one => Ok(vec![condition(fields, id, one)?]),
        }
    };
    let mut parts = Vec::new();
    for (name, value) in map {
        if *value == Wire::Null {
            continue;
        }
        match name.as_str() {
            "and" => parts.push(Condition::All(many(value)?)),
            "or" => parts.push(Condition::Any(many(value)?)),
            "not" => parts.push(Condition::Not(Box::new(condition(fields, id, value)?))),
            "id" => parts.extend(tests_of(value, id)?.into_iter().map(Condition::Id)),
            name => {
                let place = fields
                    .iter()
                    .position(|field| camel(field.name) == name)
                    .ok_or_else(|| bad("where", format!("{name} is unknown")))?;
                let ty = fields[place].ty;
                let tests = tests_of(value, &|value| read(ty, value))?;
                parts.extend(tests.into_iter().map(|test| Condition::Field(place, test)));
            }
        }
    }
    Ok(Condition::All(parts))
}

/// Reads the tests of one value.
pub(super) fn tests_of(
    value: &Wire,
    cell: &dyn Fn(&Wire) -> Result<Cell, String>,
) -> Result<Vec<Test>, Refusal> {
    let Wire::Object(map) = value else {
        return Ok(Vec::new());
    };
    let one = |value: &Wire| cell(value).map_err(|detail| bad("where", detail));
    let mut tests = Vec::new();
    for (name, value) in map {
        match (name.as_str(), value) {
            ("isNull", Wire::Boolean(flag)) => tests.push(Test::IsNull(*flag)),
            ("eq", Wire::Null) => tests.push(Test::IsNull(true)),
            ("ne", Wire::Null) => tests.push(Test::IsNull(false)),
            (_, Wire::Null) => {}
            ("eq", value) => tests.push(Test::Eq(one(value)?)),
            ("ne", value) => tests.push(Test::Ne(one(value)?)),
            ("gte", value) => tests.push(Test::Gte(one(value)?)),
            ("lte", value) => tests.push(Test::Lte(one(value)?)),
            ("in", Wire::List(list)) => {
                tests.push(Test::In(list.iter().map(one).collect::<Result<_, _>>()?));
            }
            ("in", value) => tests.push(Test::In(vec![one(value)?])),
            _ => {}
        }
    }
    Ok(tests)
}

/// Reads an order: `{field: NAME, direction: DESC}`.
pub(super) fn order(fields: &[Field], value: Option<&Wire>) -> Result<Order, Refusal> {
    let Some(Wire::Object(map)) = value else {
        return Ok(Order::default());
    };
    let word = |key: &str| match map.get(key) {
        Some(Wire::Enum(name)) => Some(name.to_string()),
        Some(Wire::String(name)) => Some(name.clone()),
        _ => None,
    };
    let name = word("field").unwrap_or_default();
    let field = fields
        .iter()
        .position(|field| field.name.to_uppercase() == name);
    if field.is_none() && name != "ID" {
        return Err(bad("orderBy", format!("{name} is unknown")));
    }
    Ok(Order {
        field,
        descending: word("direction").as_deref() == Some("DESC"),
    })
}
