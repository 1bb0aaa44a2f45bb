//! A stream of the account as data, and the reading of one page of it: rows with their parts, names and instants in UTC.

use std::collections::HashMap;

use entity::value::Instant;
use serde_json::Value;

use super::account::ServerClock;
use super::answer::{Answer, Row, integer, text};
use super::deletion::tells;
use super::names::{Lookup, Names};
use super::reader::{AskError, Reader, key};
use super::refusal::Refusal;
use super::suiteql::{Column, Form, PAGE_ROWS, PARENTS_AT_ONCE, Part, Table, instant};
use super::tables::DELETED;
use super::zone::Zone;
use crate::connect::Checkpoint;
use crate::domain::fault::Fault;

/// Rows of another table that belong to a row and are always read and replaced with it.
#[derive(Clone, Copy, Debug)]
pub struct Child {
    /// Lists of the object that they stand in.
    pub lists: &'static [&'static str],
    /// Which of the lists one stands in; `None` drops it.
    pub sort: fn(&Row) -> Option<&'static str>,
    /// Their table.
    pub table: Table,
    /// Their column with the row's id.
    pub parent: &'static str,
    /// Names they need.
    pub lookups: &'static [Lookup],
    /// Columns that the object takes over from the first of them that is not empty.
    pub hoist: &'static [&'static str],
}

/// A way by which a change of one document shows in another whose stamp stays: rows of `t` whose `d` was stamped.
#[derive(Clone, Copy, Debug)]
pub struct Follow {
    /// Tables, `t` and the stamped document `d`.
    pub from: &'static str,
    /// Column of `t` that names the row to read again.
    pub read: &'static str,
    /// Condition.
    pub filter: &'static str,
}

/// Rows that may have changed because something else was deleted.
#[derive(Clone, Copy, Debug)]
pub struct Reopen {
    /// Record types whose deletion counts.
    pub deleted: &'static [&'static str],
    /// Condition on the rows.
    pub rows: &'static str,
}

/// A stream: a table, what belongs to its rows and what they are named by.
#[derive(Clone, Copy, Debug)]
pub struct Feed {
    /// Table of the rows.
    pub table: Table,
    /// What belongs to them.
    pub children: &'static [Child],
    /// Names they need.
    pub lookups: &'static [Lookup],
    /// Ways to follow from the other end.
    pub follow: &'static [Follow],
    /// What another document's deletion changes.
    pub reopen: Option<Reopen>,
    /// Record types, ids and names in small letters, under which its deletions are told.
    pub deletions: &'static [&'static str],
    /// Last touch to a row.
    pub shape: Option<fn(&mut Row)>,
    /// Column that adds up to a control total, and the canonical field it is compared with; empty where there is none.
    pub total: (&'static str, &'static str),
}

/// What an installation adds to a stream: columns of its own by list, the rows' own under the empty name, and a condition.
#[derive(Clone, Debug, Default)]
pub struct Custom {
    /// Columns.
    pub columns: HashMap<&'static str, Vec<Column>>,
    /// Condition on the rows.
    pub condition: Option<String>,
}

/// A row with all that belongs to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Whole {
    /// Its key at the vendor.
    pub key: String,
    /// Its stamp, where the table has one.
    pub stamped_at: Option<Instant>,
    /// The object as it lands.
    pub object: Row,
}

/// What one step of a pass gave.
#[derive(Debug)]
pub struct Page {
    /// Rows.
    pub rows: Vec<Whole>,
    /// Deletions: key and instant.
    pub deleted: Vec<(i64, Instant)>,
    /// Where to go on.
    pub next: Checkpoint,
}

/// What a step needs besides the place.
pub struct Run<'a> {
    /// The account.
    pub reader: &'a Reader<'a>,
    /// Its clock and zone.
    pub clock: ServerClock,
    /// Its names.
    pub names: &'a Names,
    /// Columns of the installation.
    pub custom: &'a Custom,
}

impl Feed {
    /// Every name that its objects need.
    pub fn all_lookups(&self) -> Vec<Lookup> {
        let children = self.children.iter().flat_map(|child| child.lookups);
        self.lookups.iter().chain(children).copied().collect()
    }

    /// The table of a list of its objects, the rows' own under the empty name.
    pub fn table_of(&self, list: &str) -> Option<Table> {
        if list.is_empty() {
            return Some(self.table);
        }
        let child = self
            .children
            .iter()
            .find(|child| child.lists.contains(&list))?;
        Some(child.table)
    }

    /// Its tables, each with the first list that is read from it.
    pub fn lists(&self) -> Vec<(&'static str, Table)> {
        let children = self
            .children
            .iter()
            .filter_map(|child| Some((*child.lists.first()?, child.table)));
        std::iter::once(("", self.table)).chain(children).collect()
    }

    /// Reads one page of a pass that has begun: rows, then, in a pass over changes, rows by each way to follow, then deletions.
    pub async fn page(&self, run: &Run<'_>, at: &Checkpoint) -> Result<Page, Fault> {
        let step = at.step as usize;
        match (step, self.follow.get(step.wrapping_sub(1))) {
            (0, _) => self.rows(run, at).await,
            (_, Some(follow)) => self.linked(run, at, follow).await,
            _ => self.deleted(run, at).await,
        }
    }

    /// The beginning of the next step, or the end of the pass.
    fn after_step(&self, at: &Checkpoint) -> Checkpoint {
        let changes = at.since.is_some();
        let steps = self.follow.len() + usize::from(!self.deletions.is_empty());
        if !changes || at.step as usize >= steps {
            return at.end();
        }
        Checkpoint {
            step: at.step + 1,
            after: Vec::new(),
            ..at.clone()
        }
    }

    async fn rows(&self, run: &Run<'_>, at: &Checkpoint) -> Result<Page, Fault> {
        let part = Part {
            after: after(at),
            condition: run.custom.condition.clone(),
            ..run.window(at)
        };
        let read = run.reader.page(&self.table, run.columns(""), &part).await;
        let answer = read.map_err(|error| run.reader.fault(self.table.name, error))?;
        let last = answer
            .rows
            .last()
            .map(|row| key(&self.table, row))
            .transpose()?;
        let next = match last {
            Some(key) if answer.more => past(at, &key),
            _ => self.after_step(at),
        };
        let rows = self.complete(run, answer.rows).await?;
        Ok(Page {
            rows,
            deleted: Vec::new(),
            next,
        })
    }

    async fn linked(&self, run: &Run<'_>, at: &Checkpoint, follow: &Follow) -> Result<Page, Fault> {
        let statement = follow.statement(&run.window(at), after(at).as_deref());
        let answer = match run.reader.asked().ask(&statement).await {
            // What the role may not see cannot be followed; a whole pass meets it all the same.
            Err(AskError::Refused(refusal @ (Refusal::Table(_) | Refusal::Column(_)))) => {
                tracing::warn!(from = follow.from, ?refusal, "changes cannot be followed");
                return Ok(Page {
                    rows: Vec::new(),
                    deleted: Vec::new(),
                    next: self.after_step(at),
                });
            }
            answer => answer.map_err(|error| run.reader.fault(follow.from, error))?,
        };
        let ids = answer.rows.iter().filter_map(|row| integer(row, "id"));
        let mut ids: Vec<i64> = ids.collect();
        ids.dedup();
        let next = match ids.last() {
            Some(last) if answer.more => past(at, &[*last]),
            _ => self.after_step(at),
        };
        let mut rows = Vec::new();
        for ids in ids.chunks(PARENTS_AT_ONCE) {
            let part = Part {
                among: Some(("id", ids.to_vec())),
                ..Part::default()
            };
            rows.extend(self.all(run, part).await?);
        }
        Ok(Page {
            rows,
            deleted: Vec::new(),
            next,
        })
    }

    /// All rows of a part, complete.
    async fn all(&self, run: &Run<'_>, part: Part) -> Result<Vec<Whole>, Fault> {
        let read = run.reader.all(&self.table, run.columns(""), part).await;
        let rows = read.map_err(|error| run.reader.fault(self.table.name, error))?;
        self.complete(run, rows).await
    }

    /// Deletions in the window. Ids of a family share one number space, so that one of another kind names nothing here.
    async fn deleted(&self, run: &Run<'_>, at: &Checkpoint) -> Result<Page, Fault> {
        let part = Part {
            after: after(at),
            ..run.window(at)
        };
        let read = run.reader.page(&DELETED, &[], &part).await;
        let mut answer = match read {
            Err(AskError::Refused(Refusal::Table(_))) => {
                return Ok(Page {
                    rows: Vec::new(),
                    deleted: Vec::new(),
                    next: at.end_untold(),
                });
            }
            other => other.map_err(|error| run.reader.fault(DELETED.name, error))?,
        };
        let next = match last_whole(&mut answer)? {
            Some(key) => past(at, &key),
            None => self.after_step(at),
        };
        let told = answer.rows.iter().filter(|row| tells(self.deletions, row));
        let deleted = told.filter_map(|row| {
            let at = run.clock.zone.instant(text(row, DELETED.stamp())?)?;
            Some((integer(row, "recordid")?, at))
        });
        let deleted = deleted.collect();
        let mut rows = Vec::new();
        if let Some(reopen) = self.reopen
            && answer.rows.iter().any(|row| tells(reopen.deleted, row))
        {
            let part = Part {
                condition: Some(reopen.rows.to_owned()),
                ..Part::default()
            };
            rows = self.all(run, part).await?;
        }
        Ok(Page {
            rows,
            deleted,
            next,
        })
    }

    /// Adds to rows what belongs to them.
    async fn complete(&self, run: &Run<'_>, rows: Vec<Row>) -> Result<Vec<Whole>, Fault> {
        let mut wholes = Vec::with_capacity(rows.len());
        for mut row in rows {
            let stamp = text(&row, self.table.stamp());
            let stamped_at = stamp.and_then(|text| run.clock.zone.instant(text));
            let key = key(&self.table, &row)?;
            let key: Vec<String> = key.iter().map(i64::to_string).collect();
            run.names.name(&mut row, self.lookups);
            finish(&mut row, &self.table, run.columns(""), run.clock.zone);
            if let Some(shape) = self.shape {
                shape(&mut row);
            }
            run.fill(&mut row, &self.table);
            wholes.push(Whole {
                key: key.join(":"),
                stamped_at,
                object: row,
            });
        }
        for child in self.children {
            child.attach(run, &mut wholes).await?;
        }
        Ok(wholes)
    }
}

impl Child {
    async fn attach(&self, run: &Run<'_>, wholes: &mut [Whole]) -> Result<(), Fault> {
        let ids: Vec<i64> = wholes
            .iter()
            .filter_map(|whole| integer(&whole.object, "id"))
            .collect();
        let custom = self
            .lists
            .iter()
            .flat_map(|list| run.columns(list))
            .cloned();
        let custom: Vec<Column> = custom.collect();
        let mut rows: HashMap<i64, Vec<Row>> = HashMap::new();
        for ids in ids.chunks(PARENTS_AT_ONCE) {
            let part = Part {
                among: Some((self.parent, ids.to_vec())),
                ..Part::default()
            };
            let read = run.reader.all(&self.table, &custom, part).await;
            for mut row in read.map_err(|error| run.reader.fault(self.table.name, error))? {
                run.names.name(&mut row, self.lookups);
                finish(&mut row, &self.table, &custom, run.clock.zone);
                if let Some(parent) = integer(&row, self.parent) {
                    rows.entry(parent).or_default().push(row);
                }
            }
        }
        for whole in wholes {
            let rows = integer(&whole.object, "id").and_then(|id| rows.remove(&id));
            self.fill(&mut whole.object, rows.unwrap_or_default());
        }
        Ok(())
    }

    fn fill(&self, object: &mut Row, rows: Vec<Row>) {
        for name in self.hoist {
            let value = rows
                .iter()
                .find_map(|row| row.get(*name).filter(|value| !value.is_null()));
            if let Some(value) = value.filter(|_| !object.contains_key(*name)) {
                object.insert((*name).to_owned(), value.clone());
            }
        }
        for list in self.lists {
            object.insert((*list).to_owned(), Value::Array(Vec::new()));
        }
        for row in rows {
            let list = (self.sort)(&row).and_then(|list| object.get_mut(list));
            if let Some(Value::Array(list)) = list {
                list.push(Value::Object(row));
            }
        }
    }
}

impl Follow {
    fn statement(&self, window: &Part, after: Option<&[i64]>) -> String {
        let Self { from, read, filter } = self;
        let mut text = format!("SELECT t.{read} AS id FROM {from} WHERE {filter}");
        if let Some(from) = &window.from {
            text += &format!(" AND d.lastmodifieddate >= {}", instant(from));
        }
        if let Some([last, ..]) = after {
            text += &format!(" AND t.{read} > {last}");
        }
        text + &format!(" ORDER BY t.{read} FETCH FIRST {PAGE_ROWS} ROWS ONLY")
    }
}

impl Run<'_> {
    fn columns(&self, list: &str) -> &[Column] {
        self.custom.columns.get(list).map_or(&[], Vec::as_slice)
    }

    /// Says of each column asked for that it is empty where the vendor left it out, so that all objects of a stream have the same names.
    fn fill(&self, row: &mut Row, table: &Table) {
        for column in table.columns.iter().chain(self.columns("")) {
            if !self.reader.hides(table, &column.column) {
                row.entry(column.name.to_string()).or_insert(Value::Null);
            }
        }
    }

    /// Where the window of a pass begins, in the account's text; a first or full pass has none. It has no end: rows are paged by key, and
    /// what is stamped while the pass runs is met again by the next one, which begins before this one did.
    fn window(&self, at: &Checkpoint) -> Part {
        let from = at
            .since
            .map(|since| self.clock.zone.text_from(since, self.clock.now));
        Part {
            from,
            ..Part::default()
        }
    }
}

/// The key that the next page of deletions begins after. Records of several types share an id: those of the last one may go on behind the
/// page, and are left to the next.
fn last_whole(answer: &mut Answer) -> Result<Option<Vec<i64>>, Fault> {
    let Some(last) = answer.rows.last().filter(|_| answer.more) else {
        return Ok(None);
    };
    let last = key(&DELETED, last)?;
    let mut whole = 0;
    for row in &answer.rows {
        whole += usize::from(key(&DELETED, row)? < last);
    }
    if whole == 0 {
        return Ok(Some(last));
    }
    answer.rows.truncate(whole);
    let before = answer.rows.last().map(|row| key(&DELETED, row));
    before.transpose()
}

fn after(at: &Checkpoint) -> Option<Vec<i64>> {
    let numbers: Vec<i64> = at
        .after
        .iter()
        .filter_map(|text| text.parse().ok())
        .collect();
    (!numbers.is_empty()).then_some(numbers)
}

fn past(at: &Checkpoint, key: &[i64]) -> Checkpoint {
    Checkpoint {
        after: key.iter().map(i64::to_string).collect(),
        ..at.clone()
    }
}

/// Brings a row's instants to UTC, so that the payload says the same whatever the zone of the day.
fn finish(row: &mut Row, table: &Table, custom: &[Column], zone: Zone) {
    for column in table.columns.iter().chain(custom) {
        if column.form != Form::Instant {
            continue;
        }
        if let Some(at) = text(row, &column.name).and_then(|text| zone.instant(text)) {
            row.insert(column.name.to_string(), at.to_string().into());
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono_tz::Tz;
    use serde_json::json;

    use super::super::reader::Hides;
    use super::super::reader::fake::Account;
    use super::super::tables::{INVOICE, LINE};
    use super::*;
    use crate::connect::Pass;

    const INVOICES: Feed = Feed {
        table: INVOICE,
        children: &[Child {
            lists: &["lines"],
            sort: |_| Some("lines"),
            table: LINE,
            parent: "transaction",
            lookups: &[],
            hoist: &["subsidiary"],
        }],
        lookups: &[],
        follow: &[Follow {
            from: "nexttransactionlinelink t JOIN transaction d ON d.id = t.nextdoc",
            read: "previousdoc",
            filter: "t.linktype = 'Payment'",
        }],
        reopen: None,
        deletions: &["-30"],
        shape: None,
        total: ("", ""),
    };

    fn clock() -> ServerClock {
        ServerClock {
            now: Instant::from_datetime("2025-06-02T12:00:00Z".parse().unwrap()),
            zone: Zone::Named(Tz::America__Los_Angeles),
        }
    }

    #[tokio::test]
    async fn a_document_lands_whole_and_linked_ones_follow() {
        let account = Account::new(|statement| {
            Ok(if statement.contains("deletedrecord") {
                vec![
                    json!({"recordid": "9", "recordtypeid": "-30", "deleteddate": "2025-06-02 04:00:00"}),
                    json!({"recordid": "10", "recordtypeid": "-30", "type": "Payment", "deleteddate": "2025-06-02 04:00:00"}),
                    json!({"recordid": "9", "recordtypeid": "-4", "deleteddate": "2025-06-02 04:00:00"}),
                ]
            } else if statement.contains("nexttransactionlinelink") {
                vec![json!({"id": "8"}), json!({"id": "8"})]
            } else if statement.contains("transactionline") {
                vec![
                    json!({"transaction": "7", "id": "1"}),
                    json!({"transaction": "7", "id": "2", "subsidiary": "3"}),
                ]
            } else if statement.contains("t.id IN (8)") {
                vec![json!({"id": "8", "lastmodifieddate": "2025-01-02 03:00:00"})]
            } else {
                vec![json!({"id": "7", "lastmodifieddate": "2025-06-02 03:15:00"})]
            })
        });
        let hidden = Hides::default();
        let reader = Reader::new(&account, "netsuite/invoices", &hidden);
        let run = Run {
            reader: &reader,
            clock: clock(),
            names: &Names::default(),
            custom: &Custom::default(),
        };
        let cursor = Instant::from_datetime("2025-06-02T10:00:00Z".parse().unwrap());
        let until = Instant::from_datetime("2025-06-02T11:58:00Z".parse().unwrap());
        let at = Checkpoint {
            pass: Pass::Changes,
            cursor: Some(cursor),
            ..Checkpoint::default()
        }
        .begin(until, 600);
        let first = INVOICES.page(&run, &at).await.unwrap();
        let whole = &first.rows[0];
        assert_eq!(whole.key, "7");
        assert_eq!(whole.object["lastmodifieddate"], "2025-06-02T10:15:00.000Z");
        assert_eq!(whole.object["subsidiary"], "3");
        assert_eq!(whole.object["lines"].as_array().unwrap().len(), 2);
        let second = INVOICES.page(&run, &first.next).await.unwrap();
        assert_eq!(second.rows[0].key, "8");
        let third = INVOICES.page(&run, &second.next).await.unwrap();
        assert_eq!(
            third.deleted.iter().map(|(id, _)| *id).collect::<Vec<_>>(),
            [9]
        );
        assert_eq!(third.next.cursor, Some(until));
        assert!(!third.next.under_way());
        let asked = account.asked.lock().unwrap();
        assert!(asked[0].contains("t.lastmodifieddate >= TO_TIMESTAMP('2025-06-02 02:50:00'"));
        assert!(!asked[0].contains("t.lastmodifieddate <"));
        assert!(asked[2].contains("JOIN transaction d ON d.id = t.nextdoc"));
    }
}
