//! Reads tables as far as the account shows them: a refused column is left out, found by name or by trying each, and reported.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use async_trait::async_trait;

use super::answer::{Answer, Row, integer};
use super::refusal::{Refusal, fault};
use super::suiteql::{Column, Part, Table};
use crate::domain::fault::{Fault, Remedy};

/// Why a statement has no answer.
#[derive(Debug)]
pub enum AskError {
    /// The vendor refused it, for good.
    Refused(Refusal),
    /// It could not be put, or not be understood.
    Fault(Fault),
}

/// Somebody who puts statements to the vendor, waits out its limits and repeats what may be repeated.
#[async_trait]
pub trait Ask: Send + Sync {
    /// The first page of a statement's rows.
    async fn ask(&self, statement: &str) -> Result<Answer, AskError>;
    /// One record of the record service, by type and id.
    async fn record(&self, path: &str) -> Result<serde_json::Value, AskError>;
}

/// A column that the account does not show.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hidden {
    /// Table.
    pub table: &'static str,
    /// Column.
    pub column: String,
}

/// The columns that the account was found not to show, for the length of a pass.
pub type Hides = Mutex<BTreeMap<&'static str, BTreeSet<String>>>;

/// Reads tables through `ask`.
pub struct Reader<'a> {
    ask: &'a dyn Ask,
    /// Connection and stream, for messages.
    what: String,
    hidden: &'a Hides,
}

impl<'a> Reader<'a> {
    /// A reader that keeps what it finds hidden.
    pub fn new(ask: &'a dyn Ask, what: impl Into<String>, hidden: &'a Hides) -> Self {
        Self {
            ask,
            what: what.into(),
            hidden,
        }
    }

    /// Who is asked.
    pub fn asked(&self) -> &'a dyn Ask {
        self.ask
    }

    /// A failure in the words of this reader.
    pub fn fault(&self, table: &str, error: AskError) -> Fault {
        match error {
            AskError::Refused(refusal) => fault(&refusal, &format!("{}/{table}", self.what)),
            AskError::Fault(fault) => fault,
        }
    }

    /// What the account was found not to show.
    pub fn hidden(&self) -> Vec<Hidden> {
        let hidden = self.lock();
        hidden
            .iter()
            .flat_map(|(table, columns)| {
                columns.iter().map(|column| Hidden {
                    table,
                    column: column.clone(),
                })
            })
            .collect()
    }

    /// Whether a column was found hidden.
    pub fn hides(&self, table: &Table, column: &str) -> bool {
        self.lock()
            .get(table.name)
            .is_some_and(|columns| columns.contains(column))
    }

    /// One page of a table: its own columns and an installation's, without those that are refused.
    ///
    /// Where the stamp itself is refused the table is read whole, never not at all.
    pub async fn page(
        &self,
        table: &Table,
        custom: &[Column],
        part: &Part,
    ) -> Result<Answer, AskError> {
        loop {
            let columns = self.shown(table, custom);
            let readable = self.readable(table);
            let statement = readable.select(&columns, part);
            match self.ask.ask(&statement).await {
                Ok(answer) => return in_order(table, part, answer).map_err(AskError::Fault),
                Err(AskError::Refused(Refusal::Column(name))) => {
                    self.leave_out(&readable, &columns, name)?;
                }
                // A refusal that names no column may still be of one.
                Err(AskError::Refused(
                    refusal @ (Refusal::Unexpected(_) | Refusal::Request(_)),
                )) => {
                    if !self.probe(&readable, &columns).await? {
                        return Err(AskError::Refused(refusal));
                    }
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// All rows of a part of a table.
    pub async fn all(
        &self,
        table: &Table,
        custom: &[Column],
        mut part: Part,
    ) -> Result<Vec<Row>, AskError> {
        let mut rows = Vec::new();
        loop {
            let mut answer = self.page(table, custom, &part).await?;
            let last = answer.rows.last().map(|row| key(table, row));
            rows.append(&mut answer.rows);
            match last {
                Some(key) if answer.more => part.after = Some(key.map_err(AskError::Fault)?),
                _ => return Ok(rows),
            }
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeMap<&'static str, BTreeSet<String>>> {
        self.hidden
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn shown(&self, table: &Table, custom: &[Column]) -> Vec<Column> {
        let hidden = self.lock();
        let hidden = hidden.get(table.name);
        table
            .columns
            .iter()
            .chain(custom)
            .filter(|column| !hidden.is_some_and(|names| names.contains(column.column.as_ref())))
            .cloned()
            .collect()
    }

    fn readable(&self, table: &Table) -> Table {
        if self.hides(table, table.cursor) {
            return Table {
                cursor: "",
                ..*table
            };
        }
        *table
    }

    /// Notes that a column is refused; an error where the table cannot be read without it.
    fn leave_out(&self, table: &Table, columns: &[Column], name: String) -> Result<(), AskError> {
        let asked = columns.iter().any(|c| c.column == name.as_str()) || table.cursor == name;
        let needed = table
            .key
            .iter()
            .chain(table.required)
            .any(|need| *need == name);
        if !asked || needed {
            return Err(AskError::Refused(Refusal::Column(name)));
        }
        self.lock().entry(table.name).or_default().insert(name);
        Ok(())
    }

    /// Tries each column alone; true where one of them was the culprit.
    async fn probe(&self, table: &Table, columns: &[Column]) -> Result<bool, AskError> {
        let mut found = false;
        for column in columns {
            match self.ask.ask(&table.probe(column)).await {
                Ok(_) => {}
                Err(AskError::Refused(
                    Refusal::Unexpected(_) | Refusal::Request(_) | Refusal::Column(_),
                )) => {
                    let name = column.column.to_string();
                    if self.leave_out(table, columns, name).is_err() {
                        // It is not a column that is refused, where even those are that every row has.
                        return Ok(false);
                    }
                    found = true;
                }
                Err(error) => return Err(error),
            }
        }
        Ok(found)
    }
}

/// The rows of a page by key, each once. The order of the answer is not trusted: the last key is where the next page begins.
fn in_order(table: &Table, part: &Part, mut answer: Answer) -> Result<Answer, Fault> {
    let mut rows = Vec::with_capacity(answer.rows.len());
    for row in answer.rows {
        rows.push((key(table, &row)?, row));
    }
    rows.sort_by(|(a, _), (b, _)| a.cmp(b));
    rows.dedup();
    let early = |after: &Vec<i64>| rows.first().is_some_and(|(first, _)| first <= after);
    if part.after.as_ref().is_some_and(early) {
        return Err(Fault::new(
            "MALFORMED_PAGE",
            Remedy::Retry,
            format!(
                "{}: the answer holds rows that were not asked for",
                table.name
            ),
        ));
    }
    answer.rows = rows.into_iter().map(|(_, row)| row).collect();
    Ok(answer)
}

/// The key of a row, a number for each key column.
pub fn key(table: &Table, row: &Row) -> Result<Vec<i64>, Fault> {
    let numbers: Option<Vec<i64>> = table.key.iter().map(|name| integer(row, name)).collect();
    numbers.ok_or_else(|| {
        Fault::new(
            "MALFORMED_PAGE",
            Remedy::Fail,
            format!(
                "a row of {} has no number in its key {:?}",
                table.name, table.key
            ),
        )
    })
}

#[cfg(test)]
pub mod fake {
    //! An account of scripted answers.

    use super::*;

    /// What is answered to a statement.
    type Script = dyn Fn(&str) -> Result<Vec<serde_json::Value>, Refusal> + Send + Sync;

    /// Answers by a function and remembers what it was asked.
    pub struct Account {
        script: Box<Script>,
        pub asked: Mutex<Vec<String>>,
    }

    impl Account {
        pub fn new(
            script: impl Fn(&str) -> Result<Vec<serde_json::Value>, Refusal> + Send + Sync + 'static,
        ) -> Self {
            Self {
                script: Box::new(script),
                asked: Mutex::default(),
            }
        }
    }

    #[async_trait]
    impl Ask for Account {
        async fn ask(&self, statement: &str) -> Result<Answer, AskError> {
            self.asked.lock().unwrap().push(statement.to_owned());
            let items = (self.script)(statement).map_err(AskError::Refused)?;
            let body = serde_json::json!({"items": items}).to_string();
            Ok(super::super::answer::read(body.as_bytes()).unwrap())
        }

        async fn record(&self, path: &str) -> Result<serde_json::Value, AskError> {
            let mut rows = (self.script)(path).map_err(AskError::Refused)?;
            rows.pop().ok_or(AskError::Refused(Refusal::Missing))
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::tables::{DEPARTMENT, JOB};
    use super::fake::Account;
    use super::*;

    #[tokio::test]
    async fn refused_columns_are_left_out_and_reported() {
        let account = Account::new(|statement| {
            if statement.contains("jobprice") {
                return Err(Refusal::Column("jobprice".to_owned()));
            }
            Ok(vec![json!({"id": "1"})])
        });
        let hidden = Hides::default();
        let reader = Reader::new(&account, "netsuite/projects", &hidden);
        let answer = reader.page(&JOB, &[], &Part::default()).await.unwrap();
        assert_eq!(answer.rows.len(), 1);
        assert!(reader.hides(&JOB, "jobprice"));
        assert_eq!(reader.hidden().len(), 1);
    }

    #[tokio::test]
    async fn a_silent_culprit_is_found_by_trying_each() {
        let account = Account::new(|statement| {
            if statement.contains("parent") {
                return Err(Refusal::Unexpected("Error ID: 1".to_owned()));
            }
            Ok(vec![json!({"id": "1"})])
        });
        let hidden = Hides::default();
        let reader = Reader::new(&account, "netsuite/practices", &hidden);
        reader
            .page(&DEPARTMENT, &[], &Part::default())
            .await
            .unwrap();
        assert!(reader.hides(&DEPARTMENT, "parent"));
        assert!(!reader.hides(&DEPARTMENT, "name"));
    }

    #[tokio::test]
    async fn a_refusal_without_a_name_is_of_a_column_or_of_the_whole() {
        let account = Account::new(|statement| {
            if statement.contains("parent") {
                return Err(Refusal::Request("Invalid search query.".to_owned()));
            }
            Ok(vec![json!({"id": "1"})])
        });
        let hidden = Hides::default();
        let reader = Reader::new(&account, "netsuite/practices", &hidden);
        let answer = reader.page(&DEPARTMENT, &[], &Part::default()).await;
        assert_eq!(answer.unwrap().rows.len(), 1);
        assert!(reader.hides(&DEPARTMENT, "parent"));
        let account = Account::new(|_| Err(Refusal::Request("No such thing.".to_owned())));
        let reader = Reader::new(&account, "netsuite/practices", &hidden);
        let refused = reader.page(&DEPARTMENT, &[], &Part::default()).await;
        assert!(matches!(
            refused,
            Err(AskError::Refused(Refusal::Request(_)))
        ));
    }

    #[tokio::test]
    async fn without_its_stamp_a_table_is_read_whole() {
        let account = Account::new(|statement| {
            if statement.contains("lastmodifieddate") {
                return Err(Refusal::Column("lastmodifieddate".to_owned()));
            }
            Ok(vec![])
        });
        let hidden = Hides::default();
        let reader = Reader::new(&account, "netsuite/projects", &hidden);
        let part = Part {
            from: Some("2025-06-02 10:15:00".to_owned()),
            ..Part::default()
        };
        reader.page(&JOB, &[], &part).await.unwrap();
        assert!(!account.asked.lock().unwrap()[1].contains("WHERE"));
    }

    #[tokio::test]
    async fn a_key_or_filter_cannot_be_left_out() {
        for name in ["id", "searchstage"] {
            let account = Account::new(move |_| Err(Refusal::Column(name.to_owned())));
            let hidden = Hides::default();
            let reader = Reader::new(&account, "netsuite/customers", &hidden);
            let refused = reader.page(&JOB, &[], &Part::default()).await;
            assert!(matches!(
                refused,
                Err(AskError::Refused(Refusal::Column(_)))
            ));
        }
    }
}
