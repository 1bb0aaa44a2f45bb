//! The pieces that the schema is built from: objects, inputs, enums and fields as static tables, every one described.
//!
//! A plain object is a JSON value whose keys are its fields; only fields that must ask for more have a function.

use async_graphql::Value;
use async_graphql::dynamic::{
    Enum, EnumItem, Field, FieldFuture, FieldValue, InputObject, InputValue, Object,
    ResolverContext, TypeRef,
};
use futures::future::BoxFuture;

use super::error::{REPORTED, Refusal};

/// Name, type and description of a field or argument.
pub(super) type Line = (&'static str, &'static str, &'static str);

/// What a field's function gives.
pub(super) type Given<'a> = BoxFuture<'a, Result<Option<FieldValue<'a>>, Refusal>>;

/// The reference that a type's text stands for, such as `[Period!]!`.
pub(super) fn ty(text: &str) -> TypeRef {
    if let Some(inner) = text.strip_suffix('!') {
        return TypeRef::NonNull(Box::new(ty(inner)));
    }
    match text
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
    {
        Some(inner) => TypeRef::List(Box::new(ty(inner))),
        None => TypeRef::Named(text.to_owned().into()),
    }
}

/// A plain object: each field is the key of that name in its value.
pub(super) fn object(name: &str, doc: &str, lines: &[Line]) -> Object {
    lines
        .iter()
        .fold(Object::new(name).description(doc), |object, line| {
            object.field(key(line.0, line.1, line.2))
        })
}

/// A field that is a key of its parent's value.
pub(super) fn key(name: &str, kind: &str, doc: &str) -> Field {
    let wanted = name.to_owned();
    Field::new(name, ty(kind), move |context| {
        FieldFuture::Value(part(context.parent_value.as_value(), &wanted).map(FieldValue::value))
    })
    .description(doc)
}

/// A key of an object's value; nothing where it is absent or null.
pub(super) fn part(value: Option<&Value>, key: &str) -> Option<Value> {
    match value {
        Some(Value::Object(map)) => map.get(key).filter(|v| **v != Value::Null).cloned(),
        _ => None,
    }
}

/// A field with a function. A failure makes a nullable field null and stands in `errors` with its path.
pub(super) fn field(
    name: &str,
    kind: &str,
    doc: &str,
    give: impl for<'a> Fn(ResolverContext<'a>) -> Given<'a> + Send + Sync + 'static,
) -> Field {
    let nullable = !kind.ends_with('!');
    Field::new(name, ty(kind), move |context| {
        let around = context.ctx;
        let given = give(context);
        FieldFuture::new(async move {
            match given.await {
                Ok(value) => Ok(value),
                Err(refusal) => {
                    let error = refusal.server_error(around.item.pos);
                    around.add_error(around.set_error_path(error));
                    if nullable {
                        Ok(None)
                    } else {
                        Err(async_graphql::Error::new(REPORTED))
                    }
                }
            }
        })
    })
    .description(doc)
}

/// An argument.
pub(super) fn argument(line: &Line) -> InputValue {
    InputValue::new(line.0, ty(line.1)).description(line.2)
}

/// A field with arguments.
pub(super) fn with(field: Field, lines: &[Line]) -> Field {
    lines
        .iter()
        .fold(field, |field, line| field.argument(argument(line)))
}

/// An input object.
pub(super) fn input(name: &str, doc: &str, lines: &[Line]) -> InputObject {
    lines
        .iter()
        .fold(InputObject::new(name).description(doc), |input, line| {
            input.field(argument(line))
        })
}

/// An enum with its items' descriptions.
pub(super) fn choices<'a>(
    name: &str,
    doc: &str,
    items: impl IntoIterator<Item = (&'a str, String)>,
) -> Enum {
    items
        .into_iter()
        .fold(Enum::new(name).description(doc), |choices, (item, doc)| {
            choices.item(EnumItem::new(item).description(doc))
        })
}

/// A JSON value as a GraphQL one.
pub(super) fn json(value: serde_json::Value) -> Value {
    Value::from_json(value).unwrap_or(Value::Null)
}

/// `snake_case` as `camelCase`.
pub(super) fn camel(name: &str) -> String {
    let pascal = pascal(name);
    let mut letters = pascal.chars();
    letters
        .next()
        .map(|first| first.to_ascii_lowercase().to_string() + letters.as_str())
        .unwrap_or_default()
}

/// `snake_case` as `PascalCase`.
pub(super) fn pascal(name: &str) -> String {
    name.split('_')
        .map(|word| {
            let mut letters = word.chars();
            letters
                .next()
                .map(|first| first.to_ascii_uppercase().to_string() + letters.as_str())
                .unwrap_or_default()
        })
        .collect()
}

/// The plural of a field's name.
pub(super) fn plural(name: &str) -> String {
    if name == "person" {
        return "people".to_owned();
    }
    match name.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'o']) => format!("{stem}ies"),
        _ => format!("{name}s"),
    }
}
