//! External references: the rows with which integrations mark what they wrote, seeded with the firm's own marks.

use std::collections::HashMap;
use std::fmt::Write;
use std::sync::{Mutex, PoisonError};

use super::collection::Collection;
use super::json::{Look, Object};
use super::params::{Params, per_page, raw_page};
use crate::firm::{Firm, Kind, Stamp, ids};

/// One reference.
#[derive(Clone, Debug)]
pub struct Reference {
    /// Number.
    pub id: u32,
    /// `TimeEntry` and the like.
    pub subject_type: String,
    /// Vendor id of the subject.
    pub subject_id: u32,
    /// Whose mark.
    pub service_name: String,
    /// What it is there.
    pub service_model: String,
    /// Its id there.
    pub service_model_ref: String,
    /// successful, pending or failed.
    pub status: String,
    /// When made.
    pub created_at: Stamp,
    /// When changed.
    pub updated_at: Stamp,
}

#[derive(Default)]
struct Inside {
    rows: Vec<Reference>,
    by_subject: HashMap<(String, u32), Vec<usize>>,
    revision: u64,
}

/// All references of the account.
#[derive(Default)]
pub struct References(Mutex<Inside>);

/// What a client sends to mark a subject.
#[derive(Clone, Debug)]
pub struct Mark {
    /// Whose mark.
    pub service_name: String,
    /// What it is there.
    pub service_model: String,
    /// Its id there.
    pub service_model_ref: String,
    /// successful unless said.
    pub status: String,
}

impl References {
    /// The firm's own marks: customer groups point at their ERP customer.
    pub fn seeded(firm: &Firm) -> Self {
        let all = Self::default();
        for row in firm
            .customers
            .iter()
            .filter(|row| row.in_psa && row.in_erp && row.cross_referenced)
        {
            let mark = Mark {
                service_name: "netsuite".into(),
                service_model: "customer".into(),
                service_model_ref: ids::netsuite(Kind::Customer, row.id).to_string(),
                status: "successful".into(),
            };
            all.upsert(
                "WorkspaceGroup",
                ids::kantata(Kind::Customer, row.id),
                mark,
                row.meta.created_at,
            );
        }
        all
    }

    /// Moves with every write.
    pub fn revision(&self) -> u64 {
        self.lock().revision
    }

    /// One row a subject and service: a second mark overwrites the first. Answers its number.
    pub fn upsert(&self, subject_type: &str, subject_id: u32, mark: Mark, at: Stamp) -> u32 {
        let mut inside = self.lock();
        inside.revision += 1;
        let key = (subject_type.to_string(), subject_id);
        let held = inside.by_subject.get(&key).and_then(|rows| {
            rows.iter()
                .copied()
                .find(|place| inside.rows[*place].service_name == mark.service_name)
        });
        if let Some(place) = held {
            let row = &mut inside.rows[place];
            row.service_model = mark.service_model;
            row.service_model_ref = mark.service_model_ref;
            row.status = mark.status;
            row.updated_at = at;
            return row.id;
        }
        let id = inside.rows.len() as u32 + 1;
        inside.rows.push(Reference {
            id,
            subject_type: subject_type.to_string(),
            subject_id,
            service_name: mark.service_name,
            service_model: mark.service_model,
            service_model_ref: mark.service_model_ref,
            status: mark.status,
            created_at: at,
            updated_at: at,
        });
        inside
            .by_subject
            .entry(key)
            .or_default()
            .push(id as usize - 1);
        id
    }

    /// Whether a row passes the reference filters that every index shares.
    pub fn admit(&self, collection: &Collection, vendor_id: u32, params: &Params) -> bool {
        let name = params.get("external_reference_service_name");
        let model = params.get("external_reference_service_model");
        let wanted = params.get("external_reference_service_model_ref");
        let many = params.list("external_reference_service_model_refs");
        let status = params.get("external_reference_status");
        let has = params.flag("has_external_references");
        let without = params.get("without_external_reference_service_name");
        if name.or(model).or(wanted).or(status).or(without).is_none()
            && many.is_none()
            && has.is_none()
        {
            return true;
        }
        let inside = self.lock();
        let key = (
            collection.subject.unwrap_or_default().to_string(),
            vendor_id,
        );
        let places = inside
            .by_subject
            .get(&key)
            .map(Vec::as_slice)
            .unwrap_or_default();
        let rows = || places.iter().map(|place| &inside.rows[*place]);
        let narrow = name.or(model).or(wanted).or(status).is_none() && many.is_none()
            || rows().any(|row| {
                name.is_none_or(|name| row.service_name == name)
                    && model.is_none_or(|model| row.service_model == model)
                    && wanted.is_none_or(|wanted| row.service_model_ref == wanted)
                    && status.is_none_or(|status| row.status == status)
                    && many
                        .as_ref()
                        .is_none_or(|many| many.contains(&row.service_model_ref.as_str()))
            });
        narrow
            && has.is_none_or(|has| has == (rows().next().is_some()))
            && without.is_none_or(|without| rows().all(|row| row.service_name != without))
    }

    /// The side-loaded map of some subjects.
    pub fn side_load(
        &self,
        text: &mut String,
        collection: &Collection,
        subjects: impl Iterator<Item = u32>,
    ) {
        let inside = self.lock();
        let subject = collection.subject.unwrap_or_default();
        let mut rows: Vec<&Reference> = subjects
            .filter_map(|id| inside.by_subject.get(&(subject.to_string(), id)))
            .flatten()
            .map(|place| &inside.rows[*place])
            .collect();
        rows.sort_by_key(|row| std::cmp::Reverse(row.id));
        text.push_str(",\"external_references\":{");
        map(text, &rows);
        text.push('}');
    }

    /// The collection's own envelope; `subject_type` is mandatory.
    pub fn envelope(&self, params: &Params, one: Option<u32>) -> Option<String> {
        let inside = self.lock();
        let found: Vec<&Reference> = inside
            .rows
            .iter()
            .filter(|row| match one {
                Some(id) => row.id == id,
                None => {
                    params
                        .get("subject_type")
                        .is_none_or(|kind| row.subject_type == kind)
                        && params
                            .numbers("subject_id")
                            .is_none_or(|list| list.contains(&row.subject_id))
                        && params
                            .get("service_name")
                            .is_none_or(|name| row.service_name == name)
                        && params
                            .get("service_model")
                            .is_none_or(|model| row.service_model == model)
                        && params
                            .list("service_model_ref")
                            .is_none_or(|refs| refs.contains(&row.service_model_ref.as_str()))
                        && params
                            .get("status")
                            .is_none_or(|status| row.status == status)
                }
            })
            .collect();
        if one.is_some() && found.is_empty() {
            return None;
        }
        let offset = (raw_page(params).max(1) as usize - 1).saturating_mul(per_page(params));
        let mut page: Vec<&Reference> = found
            .iter()
            .copied()
            .skip(offset)
            .take(per_page(params))
            .collect();
        let mut text = format!("{{\"count\":{},\"results\":[", found.len());
        for (place, row) in page.iter().enumerate() {
            let _ = write!(
                text,
                "{}{{\"key\":\"external_references\",\"id\":\"{}\"}}",
                if place > 0 { "," } else { "" },
                row.id
            );
        }
        text.push_str("],\"external_references\":{");
        page.reverse();
        map(&mut text, &page);
        text.push('}');
        super::page::meta(&mut text, params, found.len());
        text.push('}');
        Some(text)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Inside> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn map(text: &mut String, rows: &[&Reference]) {
    for (place, row) in rows.iter().enumerate() {
        let _ = write!(text, "{}\"{}\":", if place > 0 { "," } else { "" }, row.id);
        let mut object = Object::open(text, Look::FULL);
        object
            .id("id", row.id)
            .text("subject_type", &row.subject_type)
            .id("subject_id", row.subject_id)
            .text("service_name", &row.service_name)
            .text("service_model", &row.service_model)
            .text("service_model_ref", &row.service_model_ref)
            .text("status", &row.status)
            .null("external_link")
            .null("external_status")
            .null("external_message")
            .flag("locked", false)
            .time("last_synced_at", row.updated_at)
            .time("created_at", row.created_at)
            .time("updated_at", row.updated_at);
        object.close();
    }
}
