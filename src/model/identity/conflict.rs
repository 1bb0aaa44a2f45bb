//! Conflicts: linked rows of two systems that say different things of one field.
//!
//! Only fields that both systems mean alike are compared; names, numbers and states are spelt differently everywhere.

use std::collections::{BTreeMap, HashMap};

use entity::governance::conflict;
use entity::value::Instant;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr, EntityTrait, Value as Bind};

use super::groups::Groups;
use crate::domain::id::source_id;
use crate::domain::record::Kind;
use crate::model::cell::{Cell, Row, storages};
use crate::model::database::begin_write;
use crate::model::statement::{Clash, Rows, among, column_list, query_ids};
use crate::model::upsert::announce;

/// Fields that systems mean alike, by kind.
const COMPARED: &[(Kind, &[&str])] = &[
    (Kind::LegalEntity, &["functional_currency", "country"]),
    (Kind::Customer, &["currency", "tax_id", "terms_days"]),
    (Kind::Person, &["email"]),
    (
        Kind::Engagement,
        &["billing_model", "value", "currency", "start_on", "end_on"],
    ),
    (Kind::Project, &["billing_model", "currency", "price"]),
    (Kind::Opportunity, &["amount", "currency", "outcome"]),
];

/// A difference found.
struct Found {
    kind: Kind,
    owner: i64,
    other: i64,
    field: &'static str,
    owner_value: Cell,
    other_value: Cell,
}

/// Compares the members of all groups and writes what differs from the conflicts known; tells how many are open.
pub async fn compare(
    writer: &DatabaseConnection,
    groups: &Groups,
    tx: i64,
    now: Instant,
) -> Result<usize, DbErr> {
    let mut found: BTreeMap<i64, Found> = BTreeMap::new();
    for (kind, fields) in COMPARED {
        compare_kind(writer, groups, *kind, fields, &mut found).await?;
    }
    let known: HashMap<i64, conflict::Model> = conflict::Entity::find()
        .all(writer)
        .await?
        .into_iter()
        .map(|row| (row.id, row))
        .collect();
    let open = found.len();
    let mut rows = Rows::new(
        "conflict",
        &[
            "id",
            "kind",
            "owner_id",
            "other_id",
            "field",
            "owner_value",
            "other_value",
            "state",
            "seen_at",
            "tx",
        ],
    );
    for (id, difference) in &found {
        let owner_value = text(&difference.owner_value);
        let other_value = text(&difference.other_value);
        let old = known.get(id);
        let same = old.is_some_and(|old| {
            old.state == "open" && old.owner_value == owner_value && old.other_value == other_value
        });
        if !same {
            let seen_at = old
                .filter(|old| old.state == "open")
                .map_or(now, |old| old.seen_at);
            rows.push([
                Bind::BigInt(Some(*id)),
                Bind::SmallInt(Some(difference.kind as i16)),
                Bind::BigInt(Some(difference.owner)),
                Bind::BigInt(Some(difference.other)),
                Bind::String(Some(difference.field.to_owned())),
                Bind::String(owner_value),
                Bind::String(other_value),
                Bind::String(Some("open".to_owned())),
                Bind::BigInt(Some(seen_at.0)),
                Bind::BigInt(Some(tx)),
            ]);
        }
    }
    for old in known.values() {
        if old.state == "open" && !found.contains_key(&old.id) {
            rows.push([
                Bind::BigInt(Some(old.id)),
                Bind::SmallInt(Some(old.kind)),
                Bind::BigInt(Some(old.owner_id)),
                Bind::BigInt(Some(old.other_id)),
                Bind::String(Some(old.field.clone())),
                Bind::String(old.owner_value.clone()),
                Bind::String(old.other_value.clone()),
                Bind::String(Some("resolved".to_owned())),
                Bind::BigInt(Some(old.seen_at.0)),
                Bind::BigInt(Some(tx)),
            ]);
        }
    }
    if !rows.is_empty() {
        let transaction = begin_write(writer).await?;
        rows.write(&transaction, Clash::Overwrite(&["id"])).await?;
        announce(&transaction, tx, 0).await?;
        transaction.commit().await?;
    }
    Ok(open)
}

async fn compare_kind(
    connection: &impl ConnectionTrait,
    groups: &Groups,
    kind: Kind,
    fields: &[&'static str],
    found: &mut BTreeMap<i64, Found>,
) -> Result<(), DbErr> {
    let entity = kind.entity();
    let storages = storages(entity);
    let ids: Vec<i64> = groups
        .of_kind(kind)
        .flat_map(|(_, members)| members.iter().copied())
        .collect();
    let sql = format!(
        "SELECT {} FROM \"{}\" WHERE deleted_at IS NULL AND {}",
        column_list(&Row::columns(entity)),
        entity.table,
        among(connection.get_database_backend(), "id")
    );
    let mut rows: HashMap<i64, Row> = HashMap::new();
    for result in query_ids(connection, sql, &ids, Vec::new()).await? {
        let row = Row::read(&result, &storages)?;
        rows.insert(row.id, row);
    }
    for (representative, members) in groups.of_kind(kind) {
        let Some(owner) = rows.get(&representative) else {
            continue;
        };
        for other in members.iter().filter_map(|id| rows.get(id)) {
            for field in fields {
                let Some((index, _)) = entity.field(field) else {
                    continue;
                };
                let (mine, theirs) = (&owner.cells[index], &other.cells[index]);
                if says(mine) && says(theirs) && plain(mine) != plain(theirs) {
                    let id = source_id(
                        field,
                        &format!("{:016x}", owner.id),
                        &format!("{:016x}", other.id),
                    );
                    found.insert(
                        id,
                        Found {
                            kind,
                            owner: owner.id,
                            other: other.id,
                            field,
                            owner_value: mine.clone(),
                            other_value: theirs.clone(),
                        },
                    );
                }
            }
        }
    }
    Ok(())
}

fn says(cell: &Cell) -> bool {
    !cell.is_null() && *cell != Cell::Text("unknown".to_owned())
}

/// Text compared without regard to case, space and punctuation.
fn plain(cell: &Cell) -> Cell {
    match cell {
        Cell::Text(text) => Cell::Text(
            text.chars()
                .filter(|letter| letter.is_alphanumeric())
                .flat_map(char::to_lowercase)
                .collect(),
        ),
        other => other.clone(),
    }
}

fn text(cell: &Cell) -> Option<String> {
    match cell {
        Cell::Null => None,
        Cell::Text(text) => Some(text.clone()),
        Cell::Bool(flag) => Some(flag.to_string()),
        Cell::Int(number) => Some(number.to_string()),
    }
}
