//! A page of an object's rows by keyset, and the rows as objects.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::describe::Fields;
use super::pace::{BEGINNING, Pace};
use super::protocol::{Salesforce, WHERE, declined, parameter, stamp};
use super::soql::{Select, instant};
use crate::connect::http::Ask;
use crate::connect::mapping::Object;
use crate::connect::mapping::convert::at as read_instant;
use crate::connect::{Checkpoint, Page, RawObject, Stream};
use crate::domain::fault::Fault;

#[derive(Deserialize)]
struct Rows<'a> {
    #[serde(default)]
    done: Option<bool>,
    #[serde(borrow)]
    records: Vec<&'a RawValue>,
}

impl Salesforce {
    /// A page by keyset; of less rows and time where the vendor takes too long over it.
    pub(super) async fn rows(
        &self,
        stream: &'static Stream,
        here: Checkpoint,
        fields: &Fields,
    ) -> Result<Page, Fault> {
        let selected = self.selected(stream, fields);
        let until = here.until.unwrap_or_else(|| self.http.server_now());
        let from = here.after.first().and_then(|at| read_instant(at).ok());
        let from = from.or(here.since).unwrap_or(BEGINNING);
        let whole = Pace {
            limit: self.page_size,
            width_ms: None,
        };
        let stamp = stamp(stream);
        let (pace, end, reply) = loop {
            let held = self.paces.lock().await.get(stream.source).copied();
            let pace = held.unwrap_or(whole);
            let end = pace.end(from, until);
            let select = Select {
                until: end,
                limit: pace.limit,
                ..self.select(stream, &here, fields, &selected)
            };
            let ask = self.ask(stream, &select, select.text()).await?;
            match self.http.send(&ask).await {
                Ok(reply) => break (pace, end, reply),
                Err(fault) if fault.code == "QUERY_TIMEOUT" => {
                    let half = pace.half(from, until).ok_or(fault)?;
                    self.paces.lock().await.insert(stream.source, half);
                }
                Err(fault) => return Err(fault),
            }
        };
        let rows: Rows<'_> = serde_json::from_slice(&reply.body)
            .map_err(|error| self.malformed(stream, "a query result", &error))?;
        let mut objects = self.objects(stream, &rows, stamp)?;
        self.target(stream, &mut objects).await?;
        let here = here.saw(objects.iter().filter_map(|object| object.version_at));
        // A page may be cut short where rows are wide; and a proxy may have turned the order round.
        let more = rows.records.len() >= pace.limit || rows.done == Some(false);
        let last = objects
            .iter()
            .filter_map(|object| Some((object.version_at?, &object.external_id)))
            .max_by_key(|(at, _)| *at);
        let next = match (last, end) {
            (Some((at, id)), _) if more => Checkpoint {
                after: vec![instant(at), id.clone()],
                ..here
            },
            (None, _) if more => {
                let why =
                    format!("rows without {stamp} as an instant, which the next page begins after");
                return Err(self.malformed(stream, "a page of rows", &why));
            }
            (_, Some(end)) => Checkpoint {
                after: vec![instant(end), String::new()],
                ..here
            },
            _ if objects.is_empty() => self.late(stream, here, fields).await?,
            _ => here.ended(stream),
        };
        if pace != whole {
            let pace = pace.double(self.page_size);
            self.paces.lock().await.insert(stream.source, pace);
        }
        Ok(Page {
            objects,
            done: !next.under_way(),
            requests: reply.attempts,
            retried: reply.attempts - 1,
            ..Page::nothing(next, reply.received_at)
        })
    }

    /// What follows a pass over changes that met none. The newest row is looked at: where it is newer than all that were seen, the
    /// clock that the pass begins by is before the one that rows are stamped by, and the pass begins anew at the last row seen.
    async fn late(
        &self,
        stream: &'static Stream,
        here: Checkpoint,
        fields: &Fields,
    ) -> Result<Checkpoint, Fault> {
        let Some(seen) = here.behind() else {
            return Ok(here.ended(stream));
        };
        let select = self.select(stream, &here, fields, &[]);
        let ask = self.ask(stream, &select, select.newest()).await?;
        let newest = match self.http.send(&ask).await {
            Ok(reply) => {
                let rows: Rows<'_> = serde_json::from_slice(&reply.body)
                    .map_err(|error| self.malformed(stream, "a query result", &error))?;
                let rows = self.objects(stream, &rows, select.stamp)?;
                rows.iter().filter_map(|row| row.version_at).max()
            }
            Err(fault) if declined(&fault) || fault.code == "QUERY_TIMEOUT" => None,
            Err(fault) => return Err(fault),
        };
        if newest.is_none_or(|newest| newest <= seen) {
            return Ok(here.ended(stream));
        }
        Ok(here.anew(seen, self.settings.lookback(stream)))
    }

    fn objects(
        &self,
        stream: &Stream,
        rows: &Rows<'_>,
        stamp: &str,
    ) -> Result<Vec<RawObject>, Fault> {
        let objects = rows
            .records
            .iter()
            .map(|row| object(row.get().into(), stamp));
        objects
            .collect::<Option<_>>()
            .ok_or_else(|| self.malformed(stream, "a page of rows", &"a row has no Id"))
    }

    async fn ask(
        &self,
        stream: &'static Stream,
        select: &Select<'_>,
        statement: String,
    ) -> Result<Ask, Fault> {
        let service = if select.deletable {
            "queryAll"
        } else {
            "query"
        };
        let path = format!("{}/{service}", self.root(stream).await?);
        Ok(Ask::get(stream.name, path).with("q", statement))
    }

    pub(super) fn select<'a>(
        &self,
        stream: &'static Stream,
        here: &'a Checkpoint,
        fields: &Fields,
        selected: &'a [String],
    ) -> Select<'a> {
        Select {
            object: stream.source,
            fields: selected,
            condition: parameter(stream, WHERE),
            stamp: stamp(stream),
            deletable: fields.contains_key("IsDeleted"),
            since: here.since,
            until: None,
            after: match here.after.as_slice() {
                [at, id] => Some((at.as_str(), id.as_str())),
                _ => None,
            },
            ordered: true,
            limit: self.page_size,
        }
    }
}

/// A row without what the vendor says about it, so that it is the same object whichever way it is read; nothing where it says nothing.
fn bare(row: &str, object: &Object<'_>) -> Option<String> {
    let about = object.member("attributes")?;
    // A member is a part of the row itself.
    let begin = about.as_ptr().addr().checked_sub(row.as_ptr().addr())?;
    let name = row.get(..begin)?.trim_end().strip_suffix(':')?;
    let head = name.trim_end().strip_suffix("\"attributes\"")?;
    let rest = row.get(begin + about.len()..)?.trim_start();
    Some(match rest.strip_prefix(',') {
        Some(rest) => format!("{head}{}", rest.trim_start()),
        None => format!("{}{rest}", head.trim_end().trim_end_matches(',')),
    })
}

/// A row as an object; nothing where it has no id.
pub(super) fn object(row: Cow<'_, str>, stamp: &str) -> Option<RawObject> {
    let object = Object::parse(&row).ok()?;
    let text = |name: &str| {
        let raw = object.member(name)?.strip_prefix('"')?;
        Some(raw.trim_end_matches('"').to_owned())
    };
    Some(RawObject {
        external_id: text("Id").filter(|id| !id.is_empty())?,
        version_at: text(stamp).and_then(|text| read_instant(&text).ok()),
        deleted: object.member("IsDeleted") == Some("true"),
        payload: match bare(&row, &object) {
            Some(bare) => bare,
            None => row.into_owned(),
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_the_same_with_and_without_what_is_said_about_it() {
        for (row, expected) in [
            (
                r#"{"attributes":{"type":"Account","url":"/x"},"Id":"001","Name":"a"}"#,
                r#"{"Id":"001","Name":"a"}"#,
            ),
            (
                r#"{"attributes": {"type": "Account"}, "Id": "001"}"#,
                r#"{"Id": "001"}"#,
            ),
            (
                r#"{"Id":"001","Name":"attributes","attributes":{"url":"/x"}}"#,
                r#"{"Id":"001","Name":"attributes"}"#,
            ),
            (r#"{"Id":"001"}"#, r#"{"Id":"001"}"#),
        ] {
            assert_eq!(
                object(row.into(), "SystemModstamp").unwrap().payload,
                expected
            );
        }
    }
}
