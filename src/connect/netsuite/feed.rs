//! A stream of the account as data, and the reading of one page of it: rows with their parts, names and instants in UTC.

use std::collections::HashMap;

use entity::value::Instant;
use serde_json::Value;

use super::account::{Lookup, Names, ServerClock};
use super::answer::{Row, integer, text};
use super::reader::{AskError, Reader, key};
use super::refusal::Refusal;
use super::suiteql::{Column, Form, PARENTS_AT_ONCE, PAGE_ROWS, Part, Table};
use super::tables::DELETED;
use super::zone::Zone;
use crate::connect::Checkpoint;
use crate::domain::fault::Fault;

/// Rows of another table that belong to a row and are always read and replaced with it.
#[derive(Clone, Copy, Debug)]
pub struct Child {
    /// Name of the list in the object.
    pub name: &'static str,
    /// Their table.
    pub table: Table,
    /// Their column with the row's id.
    pub parent: &'static str,
    /// Names they need.
    pub lookups: &'static [Lookup],
}

/// A link by which a change of one document shows in another whose stamp stays.
#[derive(Clone, Copy, Debug)]
pub struct Follow {
    /// Side that is read again.
    pub read: &'static str,
    /// Side that was stamped.
    pub stamped: &'static str,
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
    /// Link to follow from the other end.
    pub follow: Option<Follow>,
    /// Record types under which its deletions are told.
    pub deletions: &'static [i64],
}

/// An installation's own columns of a stream, by list: the rows' own under the empty name.
pub type Custom = HashMap<&'static str, Vec<Column>>;

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

/// Steps of a pass over changes.
mod step {
    /// Rows stamped in the window; all rows in a first or full pass.
    pub const ROWS: u32 = 0;
    /// Rows whose linked documents were stamped in the window.
    pub const LINKED: u32 = 1;
    /// Deletions in the window.
    pub const DELETED: u32 = 2;
    /// Nothing more.
    pub const END: u32 = 3;
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
    /// Reads one page of a pass that has begun.
    pub async fn page(&self, run: &Run<'_>, at: &Checkpoint) -> Result<Page, Fault> {
        match at.step {
            step::ROWS => self.rows(run, at).await,
            step::LINKED => self.linked(run, at).await,
            step::DELETED => self.deleted(run, at).await,
            _ => Ok(Page { rows: Vec::new(), deleted: Vec::new(), next: at.end() }),
        }
    }

    /// The beginning of the next step that this stream has.
    fn after_step(&self, at: &Checkpoint) -> Checkpoint {
        let changes = at.since.is_some();
        let has = |step| match step {
            step::LINKED => changes && self.follow.is_some(),
            step::DELETED => changes && !self.deletions.is_empty(),
            _ => true,
        };
        match (at.step + 1..=step::END).find(|step| has(*step)) {
            None | Some(step::END) => at.end(),
            Some(step) => Checkpoint { step, after: Vec::new(), ..at.clone() },
        }
    }

    async fn rows(&self, run: &Run<'_>, at: &Checkpoint) -> Result<Page, Fault> {
        let part = Part { after: after(at), ..run.window(at) };
        let read = run.reader.page(&self.table, run.columns(""), &part).await;
        let answer = read.map_err(|error| run.reader.fault(self.table.name, error))?;
        let last = answer.rows.last().map(|row| key(&self.table, row)).transpose()?;
        let next = match last {
            Some(key) if answer.more => past(at, &key),
            _ => self.after_step(at),
        };
        let rows = self.complete(run, answer.rows).await?;
        Ok(Page { rows, deleted: Vec::new(), next })
    }

    async fn linked(&self, run: &Run<'_>, at: &Checkpoint) -> Result<Page, Fault> {
        let mut ids = Vec::new();
        let mut next = self.after_step(at);
        if let Some(follow) = self.follow {
            let statement = follow.statement(&run.window(at), after(at).as_deref());
            let answer = run.reader.asked().ask(&statement).await;
            let answer = answer.map_err(|error| run.reader.fault("nexttransactionlinelink", error))?;
            ids = answer.rows.iter().filter_map(|row| integer(row, "id")).collect();
            ids.dedup();
            if let Some(last) = ids.last().filter(|_| answer.more) {
                next = past(at, &[*last]);
            }
        }
        let mut rows = Vec::new();
        for ids in ids.chunks(PARENTS_AT_ONCE) {
            let part = Part { among: Some(("id", ids.to_vec())), ..Part::default() };
            let read = run.reader.all(&self.table, run.columns(""), part).await;
            rows.extend(read.map_err(|error| run.reader.fault(self.table.name, error))?);
        }
        let rows = self.complete(run, rows).await?;
        Ok(Page { rows, deleted: Vec::new(), next })
    }

    /// Deletions in the window. Ids of a family share one number space, so that one of another kind names nothing here.
    async fn deleted(&self, run: &Run<'_>, at: &Checkpoint) -> Result<Page, Fault> {
        let part = Part { after: after(at), ..run.window(at) };
        let read = run.reader.page(&DELETED, &[], &part).await;
        let answer = match read {
            Err(AskError::Refused(Refusal::Table(_))) => return Ok(Page { rows: Vec::new(), deleted: Vec::new(), next: self.after_step(at) }),
            other => other.map_err(|error| run.reader.fault(DELETED.name, error))?,
        };
        let last = answer.rows.last().map(|row| key(&DELETED, row)).transpose()?;
        let next = match last {
            Some(key) if answer.more => past(at, &key),
            _ => self.after_step(at),
        };
        let deleted = answer
            .rows
            .iter()
            .filter(|row| integer(row, "recordtypeid").is_some_and(|id| self.deletions.contains(&id)))
            .filter_map(|row| {
                let at = run.clock.zone.instant(text(row, DELETED.stamp())?)?;
                Some((integer(row, "recordid")?, at))
            })
            .collect();
        Ok(Page { rows: Vec::new(), deleted, next })
    }

    /// Adds to rows what belongs to them.
    async fn complete(&self, run: &Run<'_>, rows: Vec<Row>) -> Result<Vec<Whole>, Fault> {
        let mut wholes = Vec::with_capacity(rows.len());
        for mut row in rows {
            let stamp = text(&row, self.table.stamp());
            let stamped_at = stamp.and_then(|text| run.clock.zone.instant(text));
            let key = key(&self.table, &row)?;
            let key: Vec<String> = key.iter().map(i64::to_string).collect();
            finish(&mut row, &self.table, run.columns(""), run.clock.zone);
            run.names.name(&mut row, self.lookups);
            wholes.push(Whole { key: key.join(":"), stamped_at, object: row });
        }
        for child in self.children {
            child.attach(run, &mut wholes).await?;
        }
        Ok(wholes)
    }
}

impl Child {
    async fn attach(&self, run: &Run<'_>, wholes: &mut [Whole]) -> Result<(), Fault> {
        let ids: Vec<i64> = wholes.iter().filter_map(|whole| integer(&whole.object, "id")).collect();
        let mut lists: HashMap<i64, Vec<Value>> = HashMap::new();
        for ids in ids.chunks(PARENTS_AT_ONCE) {
            let part = Part { among: Some((self.parent, ids.to_vec())), ..Part::default() };
            let read = run.reader.all(&self.table, run.columns(self.name), part).await;
            let rows = read.map_err(|error| run.reader.fault(self.table.name, error))?;
            for mut row in rows {
                let parent = integer(&row, self.parent);
                finish(&mut row, &self.table, run.columns(self.name), run.clock.zone);
                run.names.name(&mut row, self.lookups);
                if let Some(parent) = parent {
                    lists.entry(parent).or_default().push(Value::Object(row));
                }
            }
        }
        for whole in wholes {
            let list = integer(&whole.object, "id").and_then(|id| lists.remove(&id));
            whole.object.insert(self.name.to_owned(), Value::Array(list.unwrap_or_default()));
        }
        Ok(())
    }
}

impl Follow {
    fn statement(&self, window: &Part, after: Option<&[i64]>) -> String {
        let Self { read, stamped } = self;
        let mut text = format!(
            "SELECT t.{read} AS id FROM nexttransactionlinelink t JOIN transaction d ON d.id = t.{stamped} \
             WHERE t.linktype = 'Payment'"
        );
        for (bound, sign) in [(&window.from, ">="), (&window.until, "<")] {
            if let Some(stamp) = bound {
                text += &format!(" AND d.lastmodifieddate {sign} TO_TIMESTAMP('{stamp}','YYYY-MM-DD HH24:MI:SS')");
            }
        }
        if let Some([last, ..]) = after {
            text += &format!(" AND t.{read} > {last}");
        }
        text + &format!(" ORDER BY t.{read} FETCH FIRST {PAGE_ROWS} ROWS ONLY")
    }
}

impl Run<'_> {
    fn columns(&self, list: &str) -> &[Column] {
        self.custom.get(list).map_or(&[], Vec::as_slice)
    }

    /// The window of a pass in the account's text; a first or full one has none and is bounded by its key alone.
    fn window(&self, at: &Checkpoint) -> Part {
        let Some(since) = at.since else {
            return Part::default();
        };
        Part {
            from: Some(self.clock.zone.text_from(since, self.clock.now)),
            until: at.until.map(|until| self.clock.zone.text(until)),
            ..Part::default()
        }
    }
}

fn after(at: &Checkpoint) -> Option<Vec<i64>> {
    let numbers: Vec<i64> = at.after.iter().filter_map(|text| text.parse().ok()).collect();
    (!numbers.is_empty()).then_some(numbers)
}

fn past(at: &Checkpoint, key: &[i64]) -> Checkpoint {
    Checkpoint { after: key.iter().map(i64::to_string).collect(), ..at.clone() }
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

    use super::super::reader::fake::Account;
    use super::super::tables::{INVOICE, LINE};
    use super::*;
    use crate::connect::Pass;

    const INVOICES: Feed = Feed {
        table: INVOICE,
        children: &[Child { name: "lines", table: LINE, parent: "transaction", lookups: &[] }],
        lookups: &[],
        follow: Some(Follow { read: "previousdoc", stamped: "nextdoc" }),
        deletions: &[-30],
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
                    json!({"recordid": "9", "recordtypeid": "-4", "deleteddate": "2025-06-02 04:00:00"}),
                ]
            } else if statement.contains("nexttransactionlinelink") {
                vec![json!({"id": "8"}), json!({"id": "8"})]
            } else if statement.contains("transactionline") {
                vec![json!({"transaction": "7", "id": "1"}), json!({"transaction": "7", "id": "2"})]
            } else if statement.contains("t.id IN (8)") {
                vec![json!({"id": "8", "lastmodifieddate": "2025-01-02 03:00:00"})]
            } else {
                vec![json!({"id": "7", "lastmodifieddate": "2025-06-02 03:15:00"})]
            })
        });
        let reader = Reader::new(&account, "netsuite/invoices");
        let run = Run {
            reader: &reader,
            clock: clock(),
            names: &Names::default(),
            custom: &Custom::new(),
        };
        let cursor = Instant::from_datetime("2025-06-02T10:00:00Z".parse().unwrap());
        let until = Instant::from_datetime("2025-06-02T11:58:00Z".parse().unwrap());
        let at = Checkpoint { pass: Pass::Changes, cursor: Some(cursor), ..Checkpoint::default() }.begin(until, 600);
        let first = INVOICES.page(&run, &at).await.unwrap();
        let whole = &first.rows[0];
        assert_eq!(whole.key, "7");
        assert_eq!(whole.object["lastmodifieddate"], "2025-06-02T10:15:00.000Z");
        assert_eq!(whole.object["lines"].as_array().unwrap().len(), 2);
        let second = INVOICES.page(&run, &first.next).await.unwrap();
        assert_eq!(second.rows[0].key, "8");
        let third = INVOICES.page(&run, &second.next).await.unwrap();
        assert_eq!(third.deleted.iter().map(|(id, _)| *id).collect::<Vec<_>>(), [9]);
        assert_eq!(third.next.cursor, Some(until));
        assert!(!third.next.under_way());
        let asked = account.asked.lock().unwrap();
        assert!(asked[0].contains("t.lastmodifieddate >= TO_TIMESTAMP('2025-06-02 02:50:00'"));
        assert!(asked[0].contains("t.lastmodifieddate < TO_TIMESTAMP('2025-06-02 04:58:00'"));
        assert!(asked[2].contains("JOIN transaction d ON d.id = t.nextdoc"));
    }
}
