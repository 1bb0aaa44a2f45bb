//! Control totals of a stream: how many rows the account counts, and what their amounts add up to.

use std::collections::BTreeMap;

use entity::value::Money;
use rust_decimal::Decimal;

use super::answer::{Row, integer, text};
use super::feed::Feed;
use super::names::Names;
use super::reader::{AskError, Reader};
use super::refusal::Refusal;
use super::suiteql::Part;
use crate::connect::SourceTotal;
use crate::domain::fault::Fault;

/// What is asked of whom.
pub struct Asked<'a> {
    /// The account.
    pub reader: &'a Reader<'a>,
    /// Its names.
    pub names: &'a Names,
    /// Condition of the installation's own.
    pub condition: Option<String>,
}

impl Asked<'_> {
    /// Count and amounts of a stream; what the account cannot tell is left out.
    pub async fn totals(&self, feed: &Feed) -> Result<Vec<SourceTotal>, Fault> {
        let part = Part {
            condition: self.condition.clone(),
            ..Part::default()
        };
        let mut totals = Vec::new();
        let counted = self.ask(feed, &feed.table.count_part(&part)).await?;
        if let Some(value) = counted.first().and_then(|row| integer(row, "cnt")) {
            totals.push(total("count".to_owned(), value));
        }
        let (column, field) = feed.total;
        if !column.is_empty() {
            let rows = self.ask(feed, &feed.table.sums(column, &part)).await?;
            totals.extend(self.amounts(field, &rows));
        }
        Ok(totals)
    }

    /// Rows of a statement; none where the account refuses it, since a total that cannot be had proves nothing and breaks nothing.
    async fn ask(&self, feed: &Feed, statement: &str) -> Result<Vec<Row>, Fault> {
        match self.reader.asked().ask(statement).await {
            Ok(answer) => Ok(answer.rows),
            Err(AskError::Refused(
                Refusal::Table(_)
                | Refusal::Column(_)
                | Refusal::Request(_)
                | Refusal::Unexpected(_),
            )) => Ok(Vec::new()),
            Err(error) => Err(self.reader.fault(feed.table.name, error)),
        }
    }

    /// Sums by currency. Headers of credit notes are negative and their documents are kept positive, so each kind counts by its size.
    fn amounts(&self, field: &str, rows: &[Row]) -> Vec<SourceTotal> {
        let mut sums: BTreeMap<&str, Decimal> = BTreeMap::new();
        for row in rows {
            let code = self.names.currency(integer(row, "currency"));
            let sum = text(row, "total").and_then(decimal);
            if let (Some(code), Some(sum)) = (code, sum) {
                *sums.entry(code).or_default() += sum.abs();
            }
        }
        let sums = sums.into_iter();
        let exact = sums.filter_map(|(code, sum)| Some((code, Money::rounded(sum).ok()?)));
        exact
            .map(|(code, sum)| total(format!("{field}:{code}"), sum.0))
            .collect()
    }
}

fn total(measure: String, value: i64) -> SourceTotal {
    SourceTotal {
        period: "all".to_owned(),
        measure,
        value,
    }
}

/// A number as the account writes it.
pub(super) fn decimal(text: &str) -> Option<Decimal> {
    Decimal::from_str_exact(text)
        .or_else(|_| Decimal::from_scientific(text))
        .or_else(|_| text.parse())
        .ok()
}
