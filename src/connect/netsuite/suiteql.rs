//! Statements in the vendor's dialect, built from tables as data: explicit date masks, keyset paging, `FETCH FIRST`, never `LIMIT` or an offset.
//!
//! Rows are paged by key among those stamped since an instant. What is touched while they are read is met again by the next pass, so that
//! neither ties of the one-second stamps nor movement between pages loses anything.

use std::borrow::Cow;
use std::fmt::Write;

/// Rows of a page; the vendor's greatest.
pub const PAGE_ROWS: usize = 1000;
/// Documents whose parts are asked for at once.
pub const PARENTS_AT_ONCE: usize = 200;
/// Mask of instants, the only one whose text does not follow preferences of account or user.
pub const INSTANT_MASK: &str = "YYYY-MM-DD HH24:MI:SS";
/// Mask of civil dates.
pub const DATE_MASK: &str = "YYYY-MM-DD";
/// Reads the server's clock.
pub const SERVER_CLOCK: &str =
    "SELECT TO_CHAR(SYSDATE,'YYYY-MM-DD HH24:MI:SS') AS servertime FROM DUAL";

/// How a column is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// As it stands.
    Plain,
    /// A civil date, through a mask.
    Date,
    /// A date and time, through a mask, in the account's zone.
    Instant,
}

/// A column of a table: its name there, its name in the answer and its form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Name in the table.
    pub column: Cow<'static, str>,
    /// Name in the answer.
    pub name: Cow<'static, str>,
    /// How it is asked for.
    pub form: Form,
}

impl Column {
    /// A column as it stands.
    pub const fn plain(name: &'static str) -> Self {
        Self::renamed(name, name, Form::Plain)
    }

    /// A civil date.
    pub const fn date(name: &'static str) -> Self {
        Self::renamed(name, name, Form::Date)
    }

    /// A date and time.
    pub const fn instant(name: &'static str) -> Self {
        Self::renamed(name, name, Form::Instant)
    }

    /// A column whose own name cannot stand in the answer.
    pub const fn renamed(column: &'static str, name: &'static str, form: Form) -> Self {
        Self {
            column: Cow::Borrowed(column),
            name: Cow::Borrowed(name),
            form,
        }
    }

    /// A column that the configuration names; `None` where the name is no identifier.
    pub fn custom(name: &str, form: Form) -> Option<Self> {
        identifier(name).then(|| Self {
            column: Cow::Owned(name.to_owned()),
            name: Cow::Owned(name.to_owned()),
            form,
        })
    }
}

/// Whether a name can stand in a statement.
pub fn identifier(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

/// What part of a table is read: rows stamped in a window, after a key, of some parents.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// Stamp from which on, included, in the account's text.
    pub from: Option<String>,
    /// Stamp up to which, excluded, in the account's text.
    pub until: Option<String>,
    /// Key of the last row read, a number for each key column.
    pub after: Option<Vec<i64>>,
    /// Numbers one of which a column must have.
    pub among: Option<(&'static str, Vec<i64>)>,
    /// A condition of the installation's own.
    pub condition: Option<String>,
}

/// A table as it is read.
#[derive(Clone, Copy, Debug)]
pub struct Table {
    /// Name of the table.
    pub name: &'static str,
    /// Columns asked for.
    pub columns: &'static [Column],
    /// Condition that all rows meet, on `t`; empty for all rows.
    pub filter: &'static str,
    /// Key columns, numbers, in the order rows are paged by.
    pub key: &'static [&'static str],
    /// Column of the last change; empty where the table has none.
    pub cursor: &'static str,
    /// Columns without which rows would be misread, besides the key.
    pub required: &'static [&'static str],
}

impl Table {
    /// The statement that reads a part of the table, with the columns that the account shows.
    pub fn select(&self, columns: &[Column], part: &Part) -> String {
        let mut text = String::from("SELECT ");
        for (at, column) in columns.iter().enumerate() {
            if at > 0 {
                text += ", ";
            }
            text += &expression(column);
        }
        let _ = write!(text, " FROM {} t", self.name);
        let mut glue = " WHERE ";
        for condition in self.conditions(part) {
            text += glue;
            text += &condition;
            glue = " AND ";
        }
        for (at, key) in self.key.iter().enumerate() {
            text += if at == 0 { " ORDER BY " } else { ", " };
            let _ = write!(text, "t.{key}");
        }
        let _ = write!(text, " FETCH FIRST {PAGE_ROWS} ROWS ONLY");
        text
    }

    fn conditions(&self, part: &Part) -> Vec<String> {
        let mut conditions = Vec::new();
        if !self.filter.is_empty() {
            conditions.push(self.filter.to_owned());
        }
        conditions.extend(part.condition.clone());
        if let Some((column, numbers)) = &part.among {
            conditions.push(among(column, numbers));
        }
        if !self.cursor.is_empty() {
            for (bound, sign) in [(&part.from, ">="), (&part.until, "<")] {
                if let Some(stamp) = bound {
                    conditions.push(format!("t.{} {sign} {}", self.cursor, instant(stamp)));
                }
            }
        }
        if let Some(after) = &part.after {
            conditions.push(after_key(self.key, after));
        }
        conditions
    }

    /// Name of the stamp in the answer; empty where the table has none.
    pub fn stamp(&self) -> &str {
        let column = self.columns.iter().find(|c| c.column == self.cursor);
        column.map_or("", |column| column.name.as_ref())
    }

    /// The statement that counts the rows; the self-test of a permission.
    pub fn count(&self) -> String {
        self.count_part(&Part::default())
    }

    /// The statement that counts the rows of a part.
    pub fn count_part(&self, part: &Part) -> String {
        let mut text = format!("SELECT COUNT(*) AS cnt FROM {} t", self.name);
        let mut glue = " WHERE ";
        for condition in self.conditions(part) {
            text += glue;
            text += &condition;
            glue = " AND ";
        }
        text
    }

    /// The statement that adds up a column by kind of document and currency.
    pub fn sums(&self, column: &str, part: &Part) -> String {
        let mut text = format!(
            "SELECT t.type AS type, t.currency AS currency, SUM(t.{column}) AS total FROM {} t",
            self.name
        );
        let mut glue = " WHERE ";
        for condition in self.conditions(part) {
            text += glue;
            text += &condition;
            glue = " AND ";
        }
        text + " GROUP BY t.type, t.currency"
    }

    /// The statement that tries one column alone, where the server does not say which one it refuses.
    pub fn probe(&self, column: &Column) -> String {
        format!(
            "SELECT {} FROM {} t FETCH FIRST 1 ROWS ONLY",
            expression(column),
            self.name
        )
    }
}

fn expression(column: &Column) -> String {
    let Column { column, name, form } = column;
    match form {
        Form::Plain => format!("t.{column} AS {name}"),
        Form::Date => format!("TO_CHAR(t.{column},'{DATE_MASK}') AS {name}"),
        Form::Instant => format!("TO_CHAR(t.{column},'{INSTANT_MASK}') AS {name}"),
    }
}

/// An instant, from the account's text.
pub fn instant(text: &str) -> String {
    format!("TO_TIMESTAMP({},'{INSTANT_MASK}')", quoted(text))
}

/// A condition that a column of `t` has one of some numbers.
pub fn among(column: &str, numbers: &[i64]) -> String {
    let numbers: Vec<String> = numbers.iter().map(i64::to_string).collect();
    format!("t.{column} IN ({})", numbers.join(","))
}

/// A condition that a column of `t` has one of some texts.
pub fn among_texts<'a>(column: &str, texts: impl IntoIterator<Item = &'a str>) -> String {
    let texts: Vec<String> = texts.into_iter().map(quoted).collect();
    format!("t.{column} IN ({})", texts.join(","))
}

/// Rows behind a key in the order of its columns.
fn after_key(columns: &[&str], values: &[i64]) -> String {
    match (columns, values) {
        ([column], [value, ..]) => format!("t.{column} > {value}"),
        ([column, columns @ ..], [value, values @ ..]) => format!(
            "(t.{column} > {value} OR (t.{column} = {value} AND {}))",
            after_key(columns, values)
        ),
        _ => "1 = 1".to_owned(),
    }
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const INVOICES: Table = Table {
        name: "transaction",
        columns: &[
            Column::plain("id"),
            Column::date("trandate"),
            Column::instant("lastmodifieddate"),
        ],
        filter: "t.type IN ('CustInvc','CustCred')",
        key: &["id"],
        cursor: "lastmodifieddate",
        required: &[],
    };

    #[test]
    fn first_loads_walk_the_key() {
        let part = Part {
            after: Some(vec![20117]),
            ..Part::default()
        };
        assert_eq!(
            INVOICES.select(INVOICES.columns, &part),
            "SELECT t.id AS id, TO_CHAR(t.trandate,'YYYY-MM-DD') AS trandate, \
             TO_CHAR(t.lastmodifieddate,'YYYY-MM-DD HH24:MI:SS') AS lastmodifieddate FROM transaction t \
             WHERE t.type IN ('CustInvc','CustCred') AND t.id > 20117 ORDER BY t.id FETCH FIRST 1000 ROWS ONLY"
        );
    }

    #[test]
    fn later_runs_stay_inside_a_window() {
        let part = Part {
            from: Some("2025-06-02 10:15:00".to_owned()),
            until: Some("2025-06-02 11:15:00".to_owned()),
            ..Part::default()
        };
        let text = INVOICES.select(&INVOICES.columns[..1], &part);
        assert_eq!(
            text,
            "SELECT t.id AS id FROM transaction t WHERE t.type IN ('CustInvc','CustCred') \
             AND t.lastmodifieddate >= TO_TIMESTAMP('2025-06-02 10:15:00','YYYY-MM-DD HH24:MI:SS') \
             AND t.lastmodifieddate < TO_TIMESTAMP('2025-06-02 11:15:00','YYYY-MM-DD HH24:MI:SS') \
             ORDER BY t.id FETCH FIRST 1000 ROWS ONLY"
        );
        assert!(!text.contains("LIMIT"));
    }

    #[test]
    fn compound_keys_are_walked_in_their_order() {
        assert_eq!(
            after_key(&["transaction", "id"], &[5, 3]),
            "(t.transaction > 5 OR (t.transaction = 5 AND t.id > 3))"
        );
    }

    #[test]
    fn names_from_the_configuration_are_identifiers() {
        assert!(Column::custom("custcol_psa_ref", Form::Plain).is_some());
        for bad in ["", "1a", "a b", "a'", "Custom", "a;--"] {
            assert_eq!(Column::custom(bad, Form::Plain), None);
        }
    }

    #[test]
    fn texts_are_quoted() {
        assert_eq!(
            among_texts("field", ["A", "O'B"]),
            "t.field IN ('A','O''B')"
        );
    }
}
