//! What a source object was mapped to, kept with its raw record in a few bytes, so that what it no longer says can be taken back.
//!
//! The text is a list separated by semicolons: `26` is a row of kind 26 with the raw record's own id, `31:00ab..` a row with another
//! id, `L:00cd..` a link.

use std::fmt;

use crate::domain::record::Kind;

/// Rows and links that an object was mapped to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Emitted {
    rows: Vec<(i16, Option<i64>)>,
    links: Vec<i64>,
}

impl Emitted {
    /// Adds a row.
    pub fn add_row(&mut self, kind: Kind, id: i64) {
        let entry = (kind as i16, Some(id));
        if !self.rows.contains(&entry) {
            self.rows.push(entry);
        }
    }

    /// Adds a link.
    pub fn add_link(&mut self, id: i64) {
        if !self.links.contains(&id) {
            self.links.push(id);
        }
    }

    /// Links it made.
    pub fn links(&self) -> &[i64] {
        &self.links
    }

    /// Leaves out ids that are the raw record's own.
    pub fn shorten(&mut self, source_id: i64) {
        for (_, id) in &mut self.rows {
            if *id == Some(source_id) {
                *id = None;
            }
        }
    }

    /// Rows of this that are not in another; both belong to one raw record.
    pub fn rows_not_in(&self, other: &Self, source_id: i64) -> Vec<(Kind, i64)> {
        let full = |(kind, id): &(i16, Option<i64>)| (*kind, id.unwrap_or(source_id));
        let kept: Vec<(i16, i64)> = other.rows.iter().map(full).collect();
        self.rows
            .iter()
            .map(full)
            .filter(|row| !kept.contains(row))
            .filter_map(|(kind, id)| Kind::from_number(kind).map(|kind| (kind, id)))
            .collect()
    }

    /// Reads the text form; what cannot be read is left out.
    pub fn parse(text: &str) -> Self {
        let mut emitted = Self::default();
        for item in text.split(';').filter(|item| !item.is_empty()) {
            match item.split_once(':') {
                None => {
                    if let Ok(kind) = item.parse() {
                        emitted.rows.push((kind, None));
                    }
                }
                Some((head, hex)) => {
                    let Ok(id) = i64::from_str_radix(hex, 16) else {
                        continue;
                    };
                    match head.parse() {
                        Ok(kind) => emitted.rows.push((kind, Some(id))),
                        Err(_) => emitted.links.push(id),
                    }
                }
            }
        }
        emitted
    }
}

impl fmt::Display for Emitted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut first = true;
        for (kind, id) in &self.rows {
            let separator = if first { "" } else { ";" };
            first = false;
            match id {
                None => write!(f, "{separator}{kind}")?,
                Some(id) => write!(f, "{separator}{kind}:{id:x}")?,
            }
        }
        for id in &self.links {
            let separator = if first { "" } else { ";" };
            first = false;
            write!(f, "{separator}L:{id:x}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_difference() {
        let mut before = Emitted::default();
        before.add_row(Kind::Invoice, 7);
        before.add_row(Kind::InvoiceLine, 200);
        before.add_link(9);
        before.shorten(7);
        assert_eq!(before.to_string(), "30;31:c8;L:9");
        assert_eq!(Emitted::parse(&before.to_string()), before);
        let mut now = Emitted::default();
        now.add_row(Kind::Invoice, 7);
        assert_eq!(before.rows_not_in(&now, 7), [(Kind::InvoiceLine, 200)]);
    }
}
