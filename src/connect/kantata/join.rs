//! Joins: members of other collections that an object's mapping needs, fetched by id and written into it under a name of their own.

use std::collections::{BTreeSet, HashMap};

use super::envelope::Envelope;
use super::protocol::{Kantata, filters, lacking};
use super::streams::STREAMS;
use crate::connect::http::Ask;
use crate::connect::mapping::Object;
use crate::connect::{RawObject, Stream};
use crate::domain::fault::Fault;

/// Parameter of a stream: collection, path of the id in the object, name to write it under.
pub(super) const JOIN: &str = "#join";

/// Ids in one request.
const MOST: usize = 200;

impl Kantata {
    /// Carries out a stream's joins on a page, in order, so that a later one may follow an earlier one.
    pub(super) async fn join(
        &self,
        stream: &'static Stream,
        envelope: &Envelope<'_>,
        objects: &mut [RawObject],
    ) -> Result<u32, Fault> {
        let mut requests = 0;
        if let Some(references) = envelope.map("external_references") {
            refer(objects, references);
        }
        for join in stream.values(JOIN) {
            let mut parts = join.split(':');
            let (Some(collection), Some(path), Some(name)) =
                (parts.next(), parts.next(), parts.next())
            else {
                continue;
            };
            let ids: Vec<Option<String>> =
                objects.iter().map(|o| id_at(&o.payload, path)).collect();
            let distinct: BTreeSet<&str> = ids.iter().flatten().map(String::as_str).collect();
            let distinct: Vec<&str> = distinct.into_iter().collect();
            let mut found: HashMap<String, String> = HashMap::new();
            let map = envelope.map(collection);
            for id in distinct.iter().filter(|_| map.is_some()) {
                let member = map.and_then(|map| map.member(id));
                found.extend(member.map(|other| ((*id).to_owned(), other.to_owned())));
            }
            let asked = if map.is_some() {
                &[]
            } else {
                distinct.as_slice()
            };
            for ids in asked.chunks(MOST) {
                let mut ask = Ask::get(stream.name, collection)
                    .with("only", ids.join(","))
                    .with("per_page", MOST.to_string())
                    .with("apply_default_filters", "false");
                for (name, value) in unfiltered(collection) {
                    ask = ask.with(name, *value);
                }
                let reply = match self.http.send(&ask).await {
                    Ok(reply) => reply,
                    // What may not be read is as if it were not there; the check names it.
                    Err(fault) if lacking(&fault) => break,
                    Err(fault) => return Err(fault),
                };
                requests += reply.attempts;
                let others = self.objects(&reply, collection)?;
                found.extend(others.into_iter().map(|o| (o.external_id, o.payload)));
            }
            for (object, id) in objects.iter_mut().zip(ids) {
                if let Some(other) = id.and_then(|id| found.get(&id)) {
                    write(&mut object.payload, name, other);
                }
            }
        }
        Ok(requests)
    }
}

/// What switches off the default filters of a collection that is read as a stream too: they would hide members asked for by id.
fn unfiltered(collection: &str) -> impl Iterator<Item = &'static (&'static str, &'static str)> {
    let stream = STREAMS.iter().find(|stream| stream.source == collection);
    let parameters = stream.into_iter().flat_map(filters);
    parameters.filter(|(name, _)| !matches!(*name, "include" | "optional_fields" | "order"))
}

/// Writes what other systems call an object under `references`, by the name of their service.
fn refer(objects: &mut [RawObject], references: &Object<'_>) {
    let mut by_subject: HashMap<&str, String> = HashMap::new();
    for id in references.names() {
        let Some(raw) = references.member(id) else {
            continue;
        };
        let Ok(reference) = Object::parse(raw) else {
            continue;
        };
        let (Some(subject), Some(service)) =
            (reference.at("subject_id"), reference.at("service_name"))
        else {
            continue;
        };
        let all = by_subject.entry(subject.trim_matches('"')).or_default();
        if !all.is_empty() {
            all.push(',');
        }
        all.push_str(&format!("{service}:{raw}"));
    }
    for object in objects {
        if let Some(all) = by_subject.get(object.external_id.as_str()) {
            write(&mut object.payload, "references", &format!("{{{all}}}"));
        }
    }
}

fn id_at(payload: &str, path: &str) -> Option<String> {
    let object = Object::parse(payload).ok()?;
    let raw = object.at(path)?.trim_matches('"');
    raw.bytes()
        .all(|b| b.is_ascii_digit())
        .then(|| raw.to_owned())
        .filter(|id| !id.is_empty())
}

fn write(payload: &mut String, name: &str, other: &str) {
    let Some(end) = payload.rfind('}') else {
        return;
    };
    payload.truncate(end);
    let comma = if payload.trim_end().ends_with('{') {
        ""
    } else {
        ","
    };
    payload.push_str(&format!("{comma}\"{name}\":{other}}}"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_member_is_written_into_the_object() {
        let mut payload = r#"{"id":"1","card":{"x":"7"}}"#.to_owned();
        assert_eq!(id_at(&payload, "card.x").as_deref(), Some("7"));
        write(&mut payload, "set", r#"{"id":"7"}"#);
        assert_eq!(payload, r#"{"id":"1","card":{"x":"7"},"set":{"id":"7"}}"#);
        assert_eq!(id_at(&payload, "set.id").as_deref(), Some("7"));
        assert_eq!(id_at(r#"{"id":null}"#, "id"), None);
        assert_eq!(id_at(r#"{"ids":["9","8"]}"#, "ids.0").as_deref(), Some("9"));
    }

    #[test]
    fn marks_of_other_systems_stand_by_their_service() {
        let mut objects = [RawObject {
            external_id: "610".to_owned(),
            version_at: None,
            payload: r#"{"id":"610"}"#.to_owned(),
            deleted: false,
        }];
        let references = Object::parse(
            r#"{"2":{"subject_id":"611","service_name":"netsuite"},"1":{"subject_id":610,"service_name":"netsuite","service_model_ref":"77"}}"#,
        );
        refer(&mut objects, &references.unwrap());
        let object = Object::parse(&objects[0].payload).unwrap();
        assert_eq!(
            object.at("references.netsuite.service_model_ref"),
            Some("\"77\"")
        );
    }
}
