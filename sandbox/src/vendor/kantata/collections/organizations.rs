//! Practices as departments and legal entities as geographies, and who belongs to them.

use super::people::{current, people, psa_person};
use crate::firm::*;
use crate::vendor::kantata::collection::{Collection, PLAIN, id_of};

const ORGANIZATION_MEMBERSHIP: u32 = 300_000;

const OF_PERSON: u32 = 500_000;

const OF_ENTITY: u32 = 100;

/// `organizations`: practices as departments, entities as geographies.
pub static ORGANIZATIONS: Collection = Collection {
    name: "organizations",
    vendor_id: |number| id_of(Kind::Practice, number),
    number: |id| ids::kantata_number(Kind::Practice, id),
    numbers: |firm| {
        (1..=firm.practices.len() as u32)
            .chain((1..=firm.entities.len() as u32).map(|id| OF_ENTITY + id))
            .collect()
    },
    present: |firm, number| {
        firm.practice(number).is_some()
            || number > OF_ENTITY && firm.entity(number - OF_ENTITY).is_some()
    },
    order_by_stamps: false,
    default_order: ("id", false),
    render: |firm, number, object, _| {
        if let Some(row) = firm.practice(number) {
            object
                .text("name", row.name)
                .text("type", "Department")
                .maybe_id("parent_id", row.parent.map(|id| id_of(Kind::Practice, id)));
        } else if let Some(row) = firm.entity(number.saturating_sub(OF_ENTITY)) {
            object
                .text("name", row.name)
                .text("type", "Geography")
                .maybe_id(
                    "parent_id",
                    row.parent.map(|id| id_of(Kind::LegalEntity, id)),
                );
        }
    },
    subject: Some("Organization"),
    ..PLAIN
};

/// `organization_memberships` of workspaces and users.
pub static ORGANIZATION_MEMBERSHIPS: Collection = Collection {
    name: "organization_memberships",
    vendor_id: |number| ORGANIZATION_MEMBERSHIP + number,
    number: |id| {
        id.checked_sub(ORGANIZATION_MEMBERSHIP)
            .filter(|number| *number > 0)
    },
    numbers: |firm| {
        let workspaces = firm
            .projects
            .iter()
            .filter(|row| row.activated_at.is_some())
            .map(|row| row.id);
        workspaces
            .chain(people(firm).into_iter().map(|id| OF_PERSON + id))
            .collect()
    },
    present: |firm, number| {
        psa_person(firm, number.saturating_sub(OF_PERSON)).is_some()
            || firm
                .project(number)
                .is_some_and(|row| row.activated_at.is_some() && row.meta.live())
    },
    matches: |_, number, params| {
        params
            .get("member_type")
            .is_none_or(|kind| (kind == "user") == (number > OF_PERSON))
    },
    order_by_stamps: false,
    default_order: ("id", false),
    render: |firm, number, object, _| {
        let (kind, member, practice, entity) =
            if let Some(row) = psa_person(firm, number.saturating_sub(OF_PERSON)) {
                (
                    "user",
                    id_of(Kind::Person, row.id),
                    current(row, firm).practice,
                    row.entity,
                )
            } else if let Some(row) = firm.project(number) {
                (
                    "workspace",
                    id_of(Kind::Project, row.id),
                    row.practice,
                    row.entity,
                )
            } else {
                return;
            };
        object
            .text("member_type", kind)
            .id("member_id", member)
            .id("department_id", id_of(Kind::Practice, practice))
            .id("geography_id", id_of(Kind::LegalEntity, entity))
            .flag("primary", true);
    },
    ..PLAIN
};
