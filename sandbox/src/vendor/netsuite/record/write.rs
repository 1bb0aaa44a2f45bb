//! Writes of records: 204 and a location. What the firm has a place for changes the firm; the rest lies over it.

use std::collections::{BTreeMap, HashMap};

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value as Json};

use super::Asked;
use super::definition::{Definition, Property};
use super::read::{find, in_firm};
use crate::firm::{Kind, Stamp, ids};
use crate::vendor::netsuite::refusal::Refusal;

/// First internal id of records that only the record service has.
const FIRST: u64 = 90_000_000;

/// Records that were written: those of their own, and properties over the firm's.
#[derive(Debug, Default)]
pub struct Written {
    records: HashMap<(&'static str, u64), Map<String, Json>>,
    externals: BTreeMap<(&'static str, String), u64>,
    made: u64,
}

impl Written {
    /// Ids of records that the firm does not have.
    pub fn own_ids(&self, kind: &str) -> Vec<u64> {
        let mut found: Vec<u64> = self
            .records
            .keys()
            .filter(|(own, id)| *own == kind && *id >= FIRST)
            .map(|(_, id)| *id)
            .collect();
        found.sort_unstable();
        found
    }

    /// Whether a record is one that the firm does not have.
    pub fn owns(&self, kind: &'static str, id: u64) -> bool {
        id >= FIRST && self.records.contains_key(&(kind, id))
    }

    /// The record with an external id.
    pub fn by_external(&self, kind: &'static str, external: &str) -> Option<u64> {
        self.externals.get(&(kind, external.to_owned())).copied()
    }

    /// Properties that were written of a record.
    pub fn over(&self, kind: &'static str, id: u64) -> impl Iterator<Item = (&String, &Json)> {
        self.records.get(&(kind, id)).into_iter().flatten()
    }
}

fn done(location: Option<String>) -> Response {
    match location {
        Some(location) => (StatusCode::NO_CONTENT, [(header::LOCATION, location)]).into_response(),
        None => StatusCode::NO_CONTENT.into_response(),
    }
}

/// The body's properties, those that the type has; a misspelt one is left out without a word unless the client asks for an error.
fn properties(asked: &Asked<'_>, definition: &Definition) -> Result<Map<String, Json>, Refusal> {
    let body: Map<String, Json> = serde_json::from_slice(asked.body)
        .map_err(|_| Refusal::content("Invalid content in the request body."))?;
    let strict = asked
        .headers
        .get("x-netsuite-propertynamevalidation")
        .is_some_and(|text| text.as_bytes().eq_ignore_ascii_case(b"error"));
    let mut kept = Map::new();
    for (name, value) in body {
        let known = name == "externalId"
            || definition
                .properties
                .iter()
                .any(|Property(own, ..)| *own == name);
        if known {
            kept.insert(name, value);
        } else if strict {
            return Err(Refusal::property(
                &name,
                format!("Unknown reference or wrong property name: {name}."),
            ));
        }
    }
    Ok(kept)
}

/// `POST`: a new record.
pub fn create(asked: &Asked<'_>, definition: &'static Definition) -> Result<Response, Refusal> {
    let properties = properties(asked, definition)?;
    let external = properties
        .get("externalId")
        .and_then(Json::as_str)
        .map(str::to_owned);
    if let Some(external) = &external
        && find(asked, definition, &format!("eid:{external}")).is_ok()
    {
        return Err(Refusal::user(format!(
            "This record already exists: external id '{external}' is taken. (DUP_RCRD)"
        )));
    }
    let id = make(asked, definition, external.as_deref(), properties);
    Ok(done(Some(asked.address(definition.kind, id))))
}

fn make(
    asked: &Asked<'_>,
    definition: &'static Definition,
    external: Option<&str>,
    properties: Map<String, Json>,
) -> u64 {
    if let Some(id) = external.and_then(|external| awaited(asked, definition, external)) {
        return id;
    }
    let mut written = asked
        .account
        .written
        .write()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    let id = FIRST + written.made;
    written.made += 1;
    if let Some(external) = external {
        written
            .externals
            .insert((definition.kind, external.to_owned()), id);
    }
    written.records.insert((definition.kind, id), properties);
    id
}

/// The row of the firm that waits for its record in the ERP: the job of a workspace, the order of a contract.
fn awaited(asked: &Asked<'_>, definition: &Definition, external: &str) -> Option<u64> {
    let mut firm = asked.account.world.write();
    let now = Stamp::from_utc(firm.now());
    match definition.kind {
        "job" => {
            let vendor_id = external.strip_prefix("kantata:workspace:")?.parse().ok()?;
            let number = ids::kantata_number(Kind::Project, vendor_id)?;
            let row = firm.projects.get_mut(number as usize - 1)?;
            if row.job_created_at.is_some() {
                return None;
            }
            row.job_created_at = Some(now);
            row.cross_referenced = true;
            firm.touch(Kind::Project, number);
            Some(u64::from(ids::netsuite(Kind::Project, number)))
        }
        "salesOrder" => {
            let contract = external.strip_prefix("sf:")?;
            let row = firm.engagements.iter_mut().find(|row| {
                row.order_created_at.is_none()
                    && ids::salesforce(Kind::Engagement, row.id) == contract
            })?;
            row.order_created_at = Some(now);
            let number = row.id;
            firm.touch(Kind::Engagement, number);
            Some(u64::from(ids::netsuite(Kind::Engagement, number)))
        }
        _ => None,
    }
}

/// `PATCH`: some properties of a record that exists.
pub fn update(
    asked: &Asked<'_>,
    definition: &'static Definition,
    name: &str,
) -> Result<Response, Refusal> {
    let properties = properties(asked, definition)?;
    let id = find(asked, definition, name)?;
    put(asked, definition, id, properties);
    Ok(done(Some(asked.address(definition.kind, id))))
}

fn put(asked: &Asked<'_>, definition: &'static Definition, id: u64, properties: Map<String, Json>) {
    let mut written = asked
        .account
        .written
        .write()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    if let Some(external) = properties.get("externalId").and_then(Json::as_str) {
        written
            .externals
            .insert((definition.kind, external.to_owned()), id);
    }
    written
        .records
        .entry((definition.kind, id))
        .or_default()
        .extend(properties);
}

/// `PUT` by external id: makes the record or changes it; the answers look alike.
pub fn upsert(
    asked: &Asked<'_>,
    definition: &'static Definition,
    name: &str,
) -> Result<Response, Refusal> {
    let external = name
        .strip_prefix("eid:")
        .ok_or_else(|| Refusal::user("PUT is possible with an external id only."))?;
    let mut properties = properties(asked, definition)?;
    properties.insert("externalId".into(), external.into());
    match find(asked, definition, name) {
        Ok(id) => put(asked, definition, id, properties),
        Err(_) => {
            make(asked, definition, Some(external), properties);
        }
    }
    Ok(done(None))
}

/// `DELETE`: of the firm's records too, which the list of deleted records then tells, headers only.
pub fn delete(
    asked: &Asked<'_>,
    definition: &'static Definition,
    name: &str,
) -> Result<Response, Refusal> {
    let id = find(asked, definition, name)?;
    {
        let mut written = asked
            .account
            .written
            .write()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        written.records.remove(&(definition.kind, id));
        written
            .externals
            .retain(|(kind, _), own| *kind != definition.kind || *own != id);
    }
    if asked.account.look(|view| in_firm(view, definition, id)) {
        let (kind, base) =
            row(definition.kind).ok_or_else(|| Refusal::user("This record cannot be deleted."))?;
        let number = u32::try_from(id)
            .ok()
            .and_then(|id| id.checked_sub(base))
            .ok_or_else(|| Refusal::missing(definition.kind, name))?;
        asked.account.world.write().delete(kind, number);
    }
    Ok(done(None))
}

/// Table of the firm behind a record type, and the base of its internal ids.
fn row(kind: &str) -> Option<(Kind, u32)> {
    let kind = match kind {
        "timeBill" => Kind::TimePosting,
        "charge" => Kind::Charge,
        "resourceAllocation" => Kind::Allocation,
        "invoice" => Kind::Invoice,
        "creditMemo" => Kind::CreditNote,
        "customerPayment" => Kind::Payment,
        "salesOrder" => Kind::Engagement,
        _ => return None,
    };
    Some((kind, ids::netsuite(kind, 0)))
}
