//! What a reference to one of several objects leads to: an id begins with letters that all ids of its object begin with.

use serde::Deserialize;

use super::protocol::{Salesforce, declined};
use crate::connect::http::Ask;
use crate::connect::mapping::Object;
use crate::connect::{RawObject, Stream};
use crate::domain::fault::Fault;

/// Parameter of a stream: a field that refers to one of several objects, a colon, and one of them.
pub(super) const TARGET: &str = "#target";
/// Member that says which of them it is.
pub(super) const TARGETED: &str = "target_object";

/// Letters that all ids of an object begin with.
const PREFIX: usize = 3;

#[derive(Deserialize)]
struct Found {
    records: Vec<Row>,
}

#[derive(Deserialize)]
struct Row {
    #[serde(rename = "Id")]
    id: String,
}

impl Salesforce {
    /// Says of each object what it is about, where its stream names what that may be.
    pub(super) async fn target(
        &self,
        stream: &'static Stream,
        objects: &mut [RawObject],
    ) -> Result<(), Fault> {
        for target in stream.values(TARGET) {
            let Some((field, object)) = target.split_once(':').filter(|_| !objects.is_empty())
            else {
                continue;
            };
            let Some(prefix) = self.prefix(stream, object).await? else {
                continue;
            };
            for raw in objects.iter_mut() {
                let about = Object::parse(&raw.payload).ok();
                let about = about.as_ref().and_then(|object| object.at(field));
                let is = about.is_some_and(|id| id.trim_matches('"').starts_with(&prefix));
                if let Some(end) = raw.payload.rfind('}').filter(|_| is) {
                    raw.payload.truncate(end);
                    raw.payload
                        .push_str(&format!(",\"{TARGETED}\":\"{object}\"}}"));
                }
            }
        }
        Ok(())
    }

    /// What all ids of an object begin with; nothing where there is none, or the object is not in the org.
    async fn prefix(
        &self,
        stream: &'static Stream,
        object: &'static str,
    ) -> Result<Option<String>, Fault> {
        if let Some(known) = self.prefixes.lock().await.get(object) {
            return Ok(Some(known.clone()));
        }
        let path = format!("{}/queryAll", self.root(stream).await?);
        let statement = format!("SELECT Id FROM {object} LIMIT 1");
        let found = match self
            .http
            .send(&Ask::get(stream.name, path).with("q", statement))
            .await
        {
            Ok(reply) => self.read::<Found>(stream, &reply, "a query result")?,
            Err(fault) if declined(&fault) => return Ok(None),
            Err(fault) => return Err(fault),
        };
        let first = found.records.first().and_then(|row| row.id.get(..PREFIX));
        let Some(prefix) = first.map(str::to_owned) else {
            return Ok(None);
        };
        self.prefixes.lock().await.insert(object, prefix.clone());
        Ok(Some(prefix))
    }
}
