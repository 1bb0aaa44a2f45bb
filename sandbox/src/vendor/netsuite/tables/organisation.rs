//! Companies of the firm and departments.

use super::{Table, View, rows_of};
use crate::firm::{LegalEntity, Practice};

fn subsidiary<'a>(view: &View<'a>, id: u64) -> Option<&'a LegalEntity> {
    view.firm.entity(u32::try_from(id).ok()?)
}

fn department<'a>(view: &View<'a>, id: u64) -> Option<&'a Practice> {
    view.firm.practice(u32::try_from(id).ok()?)
}

/// `subsidiary`
pub static SUBSIDIARY: Table = Table {
    name: "subsidiary",
    columns: columns![view, row in subsidiary;
        "id" => row.id,
        "name" => row.name,
        "fullname" => row.parent.and_then(|id| view.firm.entity(id)).map_or_else(|| row.name.to_owned(), |parent| format!("{} : {}", parent.name, row.name)),
        "legalname" => row.name,
        "country" => row.country,
        "currency" (-> "currency") => row.currency.number(),
        "parent" (-> "subsidiary") => row.parent,
        "fiscalcalendar" => 1u32,
        "iselimination" => false,
        "isinactive" => !row.meta.live(),
        "lastmodifieddate" => row.meta.updated_at,
    ],
    key: &["id"],
    rows: |view, range| rows_of(&view.firm.entities, 0, range, |_| true),
    stamp: None,
    partition: None,
};

/// `department`
pub static DEPARTMENT: Table = Table {
    name: "department",
    columns: columns![_view, row in department;
        "id" => row.id,
        "name" => row.name,
        "fullname" => row.name,
        "parent" (-> "department") => row.parent,
        "isinactive" => !row.meta.live(),
        "lastmodifieddate" => row.meta.updated_at,
    ],
    key: &["id"],
    rows: |view, range| rows_of(&view.firm.practices, 0, range, |_| true),
    stamp: None,
    partition: None,
};
