//! The fields that an object has and the run-as user sees, with the form in which their values are written.

use std::collections::HashMap;
use std::sync::Arc;

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
}

/// Visible fields of an object.
pub(super) type Fields = HashMap<String, Form>;

#[derive(Deserialize)]
struct Described {
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
        let mut described = self.described.lock().await;
        if let Some(known) = described.get(stream.source) {
            return Ok(known.clone());
        }
        let path = format!(
            "services/data/v{}/sobjects/{}/describe",
            self.version, stream.source
        );
        let fields = match self.http.send(&Ask::get(stream.name, path)).await {
            Ok(reply) => {
                let described: Described = self.read(stream, &reply, "a description")?;
                Some(Arc::new(
                    described.fields.into_iter().map(field).collect::<Fields>(),
                ))
            }
            Err(fault) if fault.code == "NOT_FOUND" && !parameter(stream, OPTIONAL).is_empty() => {
                None
            }
            Err(fault) => return Err(fault),
        };
        described.insert(stream.source, fields.clone());
        Ok(fields)
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
        _ => Form::Text,
    };
    (named.name, form)
}

/// Whether an object has a field; of a dotted path its lookup counts, whose id field it is.
pub(super) fn has(fields: &Fields, path: &str) -> bool {
    match path.split_once('.') {
        None => fields.contains_key(path),
        Some((parent, _)) => {
            fields.contains_key(&format!("{parent}Id"))
                || fields.contains_key(&parent.replace("__r", "__c"))
        }
    }
}
