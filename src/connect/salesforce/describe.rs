//! The fields that an object has and the run-as user sees, with the form in which their values are written.

use std::collections::HashMap;
use std::sync::Arc;

use entity::value::Instant;
use serde::Deserialize;

use super::protocol::{OPTIONAL, Salesforce, parameter};
use crate::connect::Stream;
use crate::connect::http::Ask;
use crate::domain::fault::Fault;

/// How a field's values are written in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// As text.
    Text,
    /// As numbers.
    Number,
    /// As true and false.
    Flag,
    /// As an instant.
    Time,
    /// As text, the id of another row.
    Lookup,
    /// Not at all: statements that ask for it are refused, whatever the description says.
    Refused,
}

/// Visible fields of an object.
pub(super) type Fields = HashMap<String, Form>;

/// What a description said, and when: nothing where the object is not in the org.
pub(super) type Described = (Instant, Option<Arc<Fields>>);

/// How long a description is believed: fields are added, hidden and shown while the hub runs.
const BELIEVED_MS: i64 = 3_600_000;

#[derive(Deserialize)]
struct Answer {
    fields: Vec<Named>,
}

#[derive(Deserialize)]
struct Named {
    name: String,
    #[serde(rename = "type", default)]
    ty: String,
}

impl Salesforce {
    /// Fields that exist and are visible; nothing where the object is not and need not be.
    pub(super) async fn describe(
        &self,
        stream: &'static Stream,
    ) -> Result<Option<Arc<Fields>>, Fault> {
        let now = self.http.clock().now();
        let known = self.described.lock().await.get(stream.source).cloned();
        if let Some((at, known)) = known
            && now.0 - at.0 < BELIEVED_MS
        {
            return Ok(known);
        }
        let path = format!(
            "{}/sobjects/{}/describe",
            self.root(stream).await?,
            stream.source
        );
        let fields = match self.http.send(&Ask::get(stream.name, path)).await {
            Ok(reply) => {
                let answer: Answer = self.read(stream, &reply, "a description")?;
                Some(Arc::new(
                    answer.fields.into_iter().map(field).collect::<Fields>(),
                ))
            }
            Err(fault) if fault.code == "NOT_FOUND" && !parameter(stream, OPTIONAL).is_empty() => {
                None
            }
            Err(fault) => return Err(fault),
        };
        let mut described = self.described.lock().await;
        described.insert(stream.source, (now, fields.clone()));
        Ok(fields)
    }

    /// Leaves out a field that a statement was refused for, though the description has it; false where the refusal names none such.
    pub(super) async fn leave_out(&self, stream: &Stream, fault: &Fault) -> bool {
        let mut described = self.described.lock().await;
        let Some((_, Some(fields))) = described.get_mut(stream.source) else {
            return false;
        };
        let Some(path) = refused(&self.selected(stream, fields), stream.source, &fault.detail)
        else {
            described.remove(stream.source);
            return false;
        };
        tracing::warn!(
            stream = stream.name,
            field = path,
            "a described field is refused and left out"
        );
        Arc::make_mut(fields).insert(path, Form::Refused);
        true
    }

    /// The visible ones of the fields that a stream's mappings read, besides those that every statement selects.
    pub(super) fn selected(&self, stream: &Stream, fields: &Fields) -> Vec<String> {
        let wanted = self.wanted.get(stream.name).into_iter().flatten();
        wanted.filter(|field| has(fields, field)).cloned().collect()
    }
}

fn field(named: Named) -> (String, Form) {
    let form = match named.ty.as_str() {
        "int" | "long" | "double" | "currency" | "percent" => Form::Number,
        "boolean" => Form::Flag,
        "datetime" => Form::Time,
        "reference" => Form::Lookup,
        _ => Form::Text,
    };
    (named.name, form)
}

/// The path among those selected that a refusal's words are about: a column of the object, or one behind a lookup.
fn refused(selected: &[String], object: &str, words: &str) -> Option<String> {
    let name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let quoted: Vec<&str> = words
        .split('\'')
        .filter(|part| !part.is_empty() && part.chars().all(name))
        .collect();
    let elsewhere =
        words.contains("on entity '") && !words.contains(&format!("on entity '{object}'"));
    let about = |path: &&String| match path.split_once('.') {
        None => !elsewhere && quoted.contains(&path.as_str()),
        Some((parent, field)) => quoted.contains(&parent) || (elsewhere && quoted.contains(&field)),
    };
    selected.iter().find(about).cloned()
}

/// Whether an object has a field; of a dotted path its lookup counts, whose id field it is.
pub(super) fn has(fields: &Fields, path: &str) -> bool {
    let lookup = |name: String| fields.get(&name) == Some(&Form::Lookup);
    match path.split_once('.') {
        _ if fields.get(path) == Some(&Form::Refused) => false,
        None => fields.contains_key(path),
        Some((parent, _)) => lookup(format!("{parent}Id")) || lookup(parent.replace("__r", "__c")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_of_a_column_or_of_one_behind_a_lookup() {
        let selected = ["Name", "Billed__c", "Event__r.Billed__c"].map(str::to_owned);
        for (words, expected) in [
            (
                "No such column 'Billed__c' on entity 'Item__c'.",
                Some("Billed__c"),
            ),
            (
                "No such column 'Billed__c' on entity 'Event__c'.",
                Some("Event__r.Billed__c"),
            ),
            (
                "Didn't understand relationship 'Event__r' in field path.",
                Some("Event__r.Billed__c"),
            ),
            ("Something else.", None),
        ] {
            assert_eq!(
                refused(&selected, "Item__c", words).as_deref(),
                expected,
                "{words}"
            );
        }
    }
}
