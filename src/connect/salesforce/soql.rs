//! Statements: one page of an object's rows by keyset over (SystemModstamp, Id).

use entity::value::Instant;

/// One page of rows.
pub(super) struct Select<'a> {
    /// Object.
    pub object: &'a str,
    /// Fields, without Id, SystemModstamp and IsDeleted.
    pub fields: &'a [String],
    /// Fixed condition; none where empty.
    pub condition: &'a str,
    /// Field that carries the time of the last change.
    pub stamp: &'a str,
    /// Whether the object can be deleted, and says so.
    pub deletable: bool,
    /// First instant, included.
    pub since: Option<Instant>,
    /// Instant before which rows are asked for; none for all.
    pub until: Option<Instant>,
    /// Stamp and id of the last row read; an empty id is before all of that stamp.
    pub after: Option<(&'a str, &'a str)>,
    /// In the order of the keyset and no more than the limit; else all rows in any order.
    pub ordered: bool,
    /// Rows at most.
    pub limit: usize,
}

impl Select<'_> {
    /// The statement.
    pub fn text(&self) -> String {
        let stamp = self.stamp;
        let mut columns = vec!["Id", stamp];
        if self.deletable {
            columns.push("IsDeleted");
        }
        columns.extend(
            self.fields
                .iter()
                .map(String::as_str)
                .filter(|field| *field != "Id" && *field != stamp),
        );
        let order = if self.ordered {
            format!(" ORDER BY {stamp}, Id LIMIT {}", self.limit)
        } else {
            String::new()
        };
        let conditions = self.conditions();
        let glue = if conditions.is_empty() { "" } else { " WHERE " };
        format!(
            "SELECT {} FROM {}{glue}{conditions}{order}",
            columns.join(", "),
            self.object,
        )
    }

    /// The statement that reads the newest stamp alone.
    pub fn newest(&self) -> String {
        let stamp = self.stamp;
        let glue = if self.condition.is_empty() {
            ""
        } else {
            " WHERE "
        };
        format!(
            "SELECT Id, {stamp} FROM {}{glue}{} ORDER BY {stamp} DESC LIMIT 1",
            self.object, self.condition,
        )
    }

    /// Its conditions.
    pub fn conditions(&self) -> String {
        let stamp = self.stamp;
        let mut conditions = Vec::new();
        if !self.condition.is_empty() {
            conditions.push(format!("({})", self.condition));
        }
        if let Some(since) = self.since {
            conditions.push(format!("{stamp} >= {}", instant(since)));
        }
        if let Some(until) = self.until {
            conditions.push(format!("{stamp} < {}", instant(until)));
        }
        match self.after {
            Some((at, "")) => conditions.push(format!("{stamp} >= {at}")),
            Some((at, id)) => conditions.push(format!(
                "(({stamp} = {at} AND Id > '{id}') OR {stamp} > {at})"
            )),
            None => {}
        }
        conditions.join(" AND ")
    }
}

/// An instant as a literal: to the second, which is the vendor's grain, unless a stamp is finer.
pub(super) fn instant(at: Instant) -> String {
    let form = if at.0 % 1000 == 0 {
        "%Y-%m-%dT%H:%M:%SZ"
    } else {
        "%Y-%m-%dT%H:%M:%S%.3fZ"
    };
    at.datetime().format(form).to_string()
}

/// A name that may stand in a statement.
pub(super) fn identifier(name: &str) -> bool {
    name.bytes()
        .all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'.')
        && !name.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_by_stamp_and_id() {
        let fields = ["Name".to_owned(), "Id".to_owned()];
        let select = Select {
            object: "Account",
            fields: &fields,
            condition: "",
            stamp: "SystemModstamp",
            deletable: true,
            since: Some(Instant(1_714_521_600_000)),
            until: Some(Instant(1_714_608_000_000)),
            after: Some(("2024-05-01T00:00:05Z", "001x")),
            ordered: true,
            limit: 2000,
        };
        assert_eq!(
            select.text(),
            "SELECT Id, SystemModstamp, IsDeleted, Name FROM Account WHERE SystemModstamp >= 2024-05-01T00:00:00Z AND SystemModstamp < \
             2024-05-02T00:00:00Z AND ((SystemModstamp = 2024-05-01T00:00:05Z AND Id > '001x') OR SystemModstamp > 2024-05-01T00:00:05Z) \
             ORDER BY SystemModstamp, Id LIMIT 2000"
        );
        let all = Select {
            since: None,
            until: None,
            after: None,
            ..select
        };
        assert!(
            all.text()
                .ends_with("Name FROM Account ORDER BY SystemModstamp, Id LIMIT 2000")
        );
        let from = Select {
            after: Some(("2024-05-01T00:00:05Z", "")),
            ..all
        };
        assert!(
            from.text()
                .contains("WHERE SystemModstamp >= 2024-05-01T00:00:05Z ORDER")
        );
    }
}
