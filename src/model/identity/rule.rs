//! Rules that find which rows of different systems are one thing, each explainable and reversible.
//!
//! A rule never touches a link that a source states or a person decided. Where a key names two rows of one system the match is not
//! safe: it is proposed to a person and joins nothing.

use std::collections::{BTreeMap, HashMap};

use entity::canonical::external_link;
use entity::value::Instant;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr, EntityTrait, Statement, Value as Bind};

use super::link_id;
use crate::domain::record::Kind;
use crate::model::database::begin_write;
use crate::model::statement::{Clash, Rows};
use crate::model::upsert::{Batch, LINK, Op, SOURCE};

/// Who decides what a rule finds.
const RULE: &str = "rule";

/// How a kind is matched.
struct Rule {
    kind: Kind,
    name: &'static str,
    columns: &'static str,
    /// Confidence with 6 decimals.
    confidence: i64,
    key: fn(&[Option<String>]) -> Option<String>,
}

const RULES: &[Rule] = &[
    Rule {
        kind: Kind::LegalEntity,
        name: "name",
        columns: "name",
        confidence: 950_000,
        key: name_key,
    },
    Rule {
        kind: Kind::Practice,
        name: "name",
        columns: "name",
        confidence: 950_000,
        key: name_key,
    },
    Rule {
        kind: Kind::Role,
        name: "name",
        columns: "name",
        confidence: 950_000,
        key: name_key,
    },
    Rule {
        kind: Kind::Customer,
        name: "name_and_tax_id",
        columns: "name, tax_id",
        confidence: 980_000,
        key: company_key,
    },
    Rule {
        kind: Kind::Person,
        name: "email",
        columns: "email",
        confidence: 990_000,
        key: email_key,
    },
];

/// What a pass of the rules did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Linked {
    /// Links made or made again.
    pub linked: usize,
    /// Matches proposed to a person.
    pub proposed: usize,
    /// Links whose reason is gone.
    pub split: usize,
}

/// A link that a rule wants.
struct Wanted {
    kind: Kind,
    left: i64,
    right: i64,
    rule: &'static str,
    confidence: i64,
    status: &'static str,
    detail: String,
}

/// Applies the rules to the live rows and writes what differs from the links there are.
pub async fn link(writer: &DatabaseConnection, tx: i64, now: Instant) -> Result<Linked, DbErr> {
    let mut wanted: BTreeMap<i64, Wanted> = BTreeMap::new();
    for rule in RULES {
        find(writer, rule, &mut wanted).await?;
    }
    let links = external_link::Entity::find().all(writer).await?;
    let known: HashMap<i64, &external_link::Model> =
        links.iter().map(|link| (link.id, link)).collect();
    let mut done = Linked::default();
    let mut batch = Batch::new(tx, 0, "identity", now);
    let mut rows = Rows::new("external_link", LINK);
    for (id, link) in &wanted {
        let op = match known.get(id) {
            None => Op::Inserted,
            // What a source has taken back is the rules' to judge again.
            Some(old) if old.decided_by.as_deref() == Some(SOURCE) && old.status == "split" => {
                Op::Updated
            }
            Some(old) if old.decided_by.as_deref() != Some(RULE) => continue,
            Some(old) if old.status == link.status && old.rule == link.rule => continue,
            Some(_) => Op::Updated,
        };
        match link.status {
            "linked" => done.linked += 1,
            _ => done.proposed += 1,
        }
        tell(&mut batch, *id, link.kind, (link.left, link.right), op);
        push(&mut rows, *id, link, now, tx);
    }
    for link in &links {
        let mine = link.decided_by.as_deref() == Some(RULE) && link.status != "split";
        let (true, false, Some(kind)) = (
            mine,
            wanted.contains_key(&link.id),
            Kind::from_number(link.kind),
        ) else {
            continue;
        };
        done.split += 1;
        let ends = (link.left_id, link.right_id);
        tell(&mut batch, link.id, kind, ends, Op::Updated);
        let gone = Wanted {
            kind,
            left: link.left_id,
            right: link.right_id,
            rule: RULES
                .iter()
                .find(|rule| rule.name == link.rule)
                .map_or("name", |rule| rule.name),
            confidence: 0,
            status: "split",
            detail: "the rows no longer agree".to_owned(),
        };
        push(&mut rows, link.id, &gone, now, tx);
    }
    if rows.is_empty() {
        return Ok(done);
    }
    let transaction = begin_write(writer).await?;
    rows.write(&transaction, Clash::Overwrite(&["id"])).await?;
    batch.finish(&transaction).await?;
    transaction.commit().await?;
    Ok(done)
}

fn tell(batch: &mut Batch, id: i64, kind: Kind, (left, right): (i64, i64), op: Op) {
    batch.relinked(id, op);
    batch.changed(kind, left, Op::Updated);
    batch.changed(kind, right, Op::Updated);
}

fn push(rows: &mut Rows<'_>, id: i64, link: &Wanted, now: Instant, tx: i64) {
    rows.push([
        Bind::SmallInt(Some(link.kind as i16)),
        Bind::BigInt(Some(id)),
        Bind::BigInt(Some(link.left)),
        Bind::BigInt(Some(link.right)),
        Bind::String(Some(link.rule.to_owned())),
        Bind::BigInt(Some(link.confidence)),
        Bind::String(Some(link.status.to_owned())),
        Bind::String(Some(link.detail.clone())),
        Bind::String(Some(RULE.to_owned())),
        Bind::BigInt(Some(now.0)),
        Bind::BigInt(Some(tx)),
    ]);
}

async fn find(
    connection: &impl ConnectionTrait,
    rule: &Rule,
    wanted: &mut BTreeMap<i64, Wanted>,
) -> Result<(), DbErr> {
    let entity = rule.kind.entity();
    let sql = format!(
        "SELECT id, connection_id, {} FROM \"{}\" WHERE deleted_at IS NULL ORDER BY id",
        rule.columns, entity.table
    );
    let width = rule.columns.split(',').count();
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    let mut matches: BTreeMap<String, Vec<(i64, i32)>> = BTreeMap::new();
    for row in connection.query_all_raw(statement).await? {
        let mut values = Vec::with_capacity(width);
        for index in 0..width {
            values.push(row.try_get_by_index::<Option<String>>(2 + index)?);
        }
        if let Some(key) = (rule.key)(&values) {
            matches
                .entry(key)
                .or_default()
                .push((row.try_get_by_index(0)?, row.try_get_by_index(1)?));
        }
    }
    for rows in matches.into_values() {
        let mut systems: Vec<i32> = rows.iter().map(|(_, connection)| *connection).collect();
        systems.sort_unstable();
        systems.dedup();
        if systems.len() < 2 {
            continue;
        }
        let safe = systems.len() == rows.len();
        let (first, first_system) = rows[0];
        for (other, _) in rows
            .iter()
            .skip(1)
            .filter(|(_, system)| *system != first_system)
        {
            wanted.insert(
                link_id(rule.kind, first, *other),
                Wanted {
                    kind: rule.kind,
                    left: first,
                    right: *other,
                    rule: rule.name,
                    confidence: if safe { rule.confidence } else { 500_000 },
                    status: if safe { "linked" } else { "proposed" },
                    detail: reason(rule, safe),
                },
            );
        }
    }
    Ok(())
}

fn reason(rule: &Rule, safe: bool) -> String {
    let same = match rule.name {
        "name_and_tax_id" => "same name and tax id",
        "email" => "same e-mail address",
        _ => "same name",
    };
    if safe {
        same.to_owned()
    } else {
        format!("{same}, but one system has several such rows: a person decides")
    }
}

fn words(text: &str) -> Vec<String> {
    text.to_lowercase()
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

fn name_key(values: &[Option<String>]) -> Option<String> {
    let words = words(values.first()?.as_deref()?);
    (!words.is_empty()).then(|| words.join(" "))
}

/// Forms of companies, which systems write differently.
const FORMS: &[&str] = &[
    "inc",
    "incorporated",
    "llc",
    "llp",
    "ltd",
    "limited",
    "plc",
    "corp",
    "corporation",
    "co",
    "company",
    "gmbh",
    "ag",
    "kg",
    "bv",
    "nv",
    "sa",
    "sas",
    "sarl",
    "srl",
    "spa",
    "ab",
    "oy",
    "as",
    "pty",
];

fn company_key(values: &[Option<String>]) -> Option<String> {
    let mut words = words(values.first()?.as_deref()?);
    let tax_id: String = values
        .get(1)?
        .as_deref()?
        .chars()
        .filter(|letter| letter.is_alphanumeric())
        .map(|letter| letter.to_ascii_uppercase())
        .collect();
    while words.len() > 1
        && words
            .last()
            .is_some_and(|word| FORMS.contains(&word.as_str()))
    {
        words.pop();
    }
    (!words.is_empty() && !tax_id.is_empty()).then(|| format!("{} {tax_id}", words.join(" ")))
}

fn email_key(values: &[Option<String>]) -> Option<String> {
    let email = values.first()?.as_deref()?.trim().to_lowercase();
    email.contains('@').then_some(email)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn companies_match_by_name_without_form_and_by_tax_id() {
        let one = company_key(&[Some("Acme, Inc.".to_owned()), Some("de 123".to_owned())]);
        let other = company_key(&[Some("ACME Ltd".to_owned()), Some("DE-123".to_owned())]);
        assert_eq!(one, other);
        assert_eq!(company_key(&[Some("Acme".to_owned()), None]), None);
        assert_eq!(
            email_key(&[Some(" A@b.c ".to_owned())]).as_deref(),
            Some("a@b.c")
        );
    }
}
