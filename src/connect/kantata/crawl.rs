//! The crawl of a collection: by the time of the last change, each page beginning anew at the last change seen, else by number.
//!
//! Pages are separate queries: a row that goes while they are read shifts those behind it by one place, so that a crawl by number begins
//! anew where the count has changed. In the order of change a row that is changed goes to the end, which no count tells: where one second
//! has more rows than a page, the pages are read from the last to the first, so that what moves up is met again and not passed over.

use entity::value::Instant;
use serde::{Deserialize, Serialize};

use super::envelope::Envelope;
use super::join::JOIN;
use super::protocol::{Kantata, PAGE_SIZE, UNORDERED, filters, page};
use crate::connect::http::Ask;
use crate::connect::mapping::convert::at as read_instant;
use crate::connect::{Checkpoint, Cursor, Known, RawObject, Reread, Stream};
use crate::domain::fault::Fault;
use crate::domain::id::content_hash;

/// Times that a crawl by number begins anew before what it shows is taken as it is.
const ANEW: u32 = 3;
/// The mark of a crawl from the last page to the first.
const DOWN: &str = "down";

/// Where a crawl is within its pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Place {
    /// Last change from which on rows are asked for.
    from: Option<Instant>,
    /// Page.
    number: u32,
    /// Rows that the first page announced.
    count: Option<u64>,
    /// Times that it began anew.
    anew: u32,
    /// Whether pages are read from the last to the first.
    down: bool,
}

impl Place {
    fn of(at: &Checkpoint) -> Self {
        let text = |place: usize| at.after.get(place).map(String::as_str);
        Self {
            from: text(0)
                .and_then(|text| read_instant(text).ok())
                .or(at.since),
            number: text(1).and_then(|text| text.parse().ok()).unwrap_or(1),
            count: text(2).and_then(|text| text.parse().ok()),
            anew: text(3).and_then(|text| text.parse().ok()).unwrap_or(0),
            down: text(4) == Some(DOWN),
        }
    }

    /// The first page of what was changed from an instant on.
    fn first(from: Instant) -> Self {
        Self {
            from: Some(from),
            number: 1,
            count: None,
            anew: 0,
            down: false,
        }
    }

    fn after(self) -> Vec<String> {
        let from = self.from.map_or_else(String::new, |from| from.to_string());
        let count = self
            .count
            .map_or_else(String::new, |count| count.to_string());
        let way = if self.down { DOWN } else { "" };
        let (number, anew) = (self.number.to_string(), self.anew.to_string());
        vec![from, number, count, anew, way.to_owned()]
    }

    /// What comes after the first page of a crawl that ended there: by time on from the newest row that was seen, for what was changed
    /// meanwhile stands behind it; nothing where nothing can.
    fn rest(self, newest: Option<Instant>) -> Option<Self> {
        let newest = newest.map(|at| at.0 / 1000 * 1000)?;
        let from = self.from.map_or(0, |from| from.0);
        (self.down && newest > from).then(|| Self::first(Instant((newest - 1000).max(from + 1000))))
    }

    /// What comes after a page that was not the last: by time where that moves on, else by number, downwards from the last page where the
    /// order is that of change, and from the first where it is not and the count has changed.
    fn next(self, newest: Option<Instant>, count: u64, pages: u64) -> Self {
        if self.down {
            return Self {
                number: self.number.saturating_sub(1),
                ..self
            };
        }
        if let Some(newest) = newest.filter(|newest| self.from.is_none_or(|from| *newest > from)) {
            return Self::first(newest);
        }
        if newest.is_some() && self.number == 1 && pages > 1 {
            return Self {
                number: u32::try_from(pages).unwrap_or(u32::MAX),
                down: true,
                ..self
            };
        }
        let counted = self.count.unwrap_or(count);
        if counted != count && self.anew < ANEW {
            return Self {
                number: 1,
                count: None,
                anew: self.anew + 1,
                ..self
            };
        }
        Self {
            number: self.number + 1,
            count: Some(counted),
            ..self
        }
    }
}

/// What of a page decides how the crawl goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Facts {
    /// Rows on it.
    rows: usize,
    /// Rows that it says the collection has.
    count: u64,
    /// Pages that it says the collection has.
    pages: u64,
    /// Newest stamp on it.
    newest: Option<Instant>,
    /// Stamp of the last row, where the rows are in the order of their stamps.
    last: Option<Instant>,
}

impl Facts {
    fn of(objects: &[RawObject], envelope: &Envelope<'_>) -> Self {
        let ordered = objects.is_sorted_by_key(|object| object.version_at);
        let last = objects.last().filter(|_| ordered);
        Self {
            rows: objects.len(),
            count: envelope.count,
            pages: envelope.pages,
            newest: objects.iter().filter_map(|object| object.version_at).max(),
            last: last.and_then(|object| object.version_at),
        }
    }
}

impl Kantata {
    /// The next page of a collection; one that is known goes unread.
    pub(super) async fn crawl(
        &self,
        stream: &'static Stream,
        at: &Checkpoint,
        known: Option<&Known>,
    ) -> Result<Reread, Fault> {
        let changed = matches!(stream.cursor, Cursor::Changed(_));
        let unordered = stream.has(UNORDERED);
        let mut here = if at.under_way() {
            at.clone()
        } else {
            self.begun(stream, at)
        };
        let place = Place::of(&here);
        let order = match (changed, unordered) {
            (true, false) => Some("updated_at:asc"),
            // The stamp of creation never moves, so that a change of a row shifts no other.
            (false, _) => Some("created_at:asc"),
            (true, true) => None,
        };
        let mut ask = self
            .ask(stream, order)
            .with("page", place.number.to_string());
        if let Some(from) = place.from.filter(|_| changed) {
            ask = ask.with("updated_after", from.to_string());
        }
        let reply = self.http.send(&ask).await?;
        if !at.under_way() {
            here.until = Some(reply.server_time().unwrap_or(reply.received_at));
        }
        let digest = content_hash(&reply.body);
        let recalled = known
            .filter(|known| known.digest == digest)
            .and_then(|known| serde_json::from_str::<Facts>(&known.facts).ok());
        let unchanged = recalled.is_some();
        let (mut objects, mut joined) = (Vec::new(), 0);
        let facts = match recalled {
            Some(facts) => facts,
            None => {
                let envelope = self.envelope(&reply, stream.source)?;
                objects = self.listed(&envelope, stream.source)?;
                joined = self.join(stream, &envelope, &mut objects).await?;
                Facts::of(&objects, &envelope)
            }
        };
        let here = here.saw(facts.newest);
        let last = match place.down {
            true => place.number <= 1,
            false => facts.rows < PAGE_SIZE && u64::from(place.number) >= facts.pages,
        };
        let counted = place.count.is_some_and(|counted| counted != facts.count);
        let moved = !place.down && counted && place.anew < ANEW;
        // The crawl moves on by time only where the vendor kept the order: else by number, which loses nothing.
        let newest = facts
            .last
            .filter(|_| changed && !unordered)
            .map(|at| Instant(at.0 / 1000 * 1000 - 1000));
        let on = match last && !moved {
            true => place.rest(here.newest),
            false => Some(place.next(newest, facts.count, facts.pages)),
        };
        let next = match on {
            Some(on) => Checkpoint {
                after: on.after(),
                ..here
            },
            None if changed && facts.rows == 0 => self.late(stream, here).await?,
            None => here.ended(stream),
        };
        // Rows that another request completes, or that no stamp tells apart, are always read.
        let stamped = changed && objects.iter().all(|object| object.version_at.is_some());
        let known = (unchanged || stamped && !stream.has(JOIN)).then(|| Known {
            digest,
            facts: serde_json::to_string(&facts).unwrap_or_default(),
        });
        if !changed {
            for object in &mut objects {
                object.version_at = None;
            }
        }
        let done = !next.under_way();
        let expected = at.after.is_empty().then_some(facts.count);
        let mut page = page(&reply, objects, Vec::new(), next, done, expected);
        page.requests += joined;
        Ok(Reread {
            page,
            known,
            unchanged,
            rows: facts.rows as u64,
        })
    }

    /// A request for rows of a stream, with every filter off that would hide some.
    fn ask(&self, stream: &'static Stream, order: Option<&str>) -> Ask {
        let mut ask = Ask::get(stream.name, stream.source)
            .with("per_page", PAGE_SIZE.to_string())
            .with("apply_default_filters", "false");
        if let Some(order) = order {
            ask = ask.with("order", order);
        }
        for (name, value) in filters(stream) {
            ask = ask.with(name, *value);
        }
        ask
    }

    /// The checkpoint of a pass that begins.
    pub(super) fn begun(&self, stream: &Stream, at: &Checkpoint) -> Checkpoint {
        at.begin_seen(self.http.server_now(), self.settings.lookback(stream))
    }

    /// What follows a pass over changes that met none. The newest row is looked at: where it is newer than all that were seen, the
    /// clock that the pass begins by is before the one that rows are stamped by, and the pass begins anew at the last row seen.
    async fn late(&self, stream: &'static Stream, here: Checkpoint) -> Result<Checkpoint, Fault> {
        let Some(seen) = here.behind().filter(|_| !stream.has(UNORDERED)) else {
            return Ok(here.ended(stream));
        };
        let mut ask = self.ask(stream, Some("updated_at:desc"));
        ask.query
            .retain(|(name, _)| name != "per_page" && name != "include");
        let reply = self.http.send(&ask.with("per_page", "1")).await?;
        let rows = self.objects(&reply, stream.source)?;
        let newest = rows.iter().filter_map(|row| row.version_at).max();
        if newest.is_none_or(|newest| newest <= seen) {
            return Ok(here.ended(stream));
        }
        Ok(here.anew(seen, self.settings.lookback(stream)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crawl_moves_by_time_else_by_number_and_begins_anew_where_rows_went() {
        let first = Place::first(Instant(1_000));
        let by_time = first.next(Some(Instant(5_000)), 900, 5);
        assert_eq!((by_time.from, by_time.number), (Some(Instant(5_000)), 1));
        let second = first.next(None, 900, 5);
        assert_eq!((second.number, second.count), (2, Some(900)));
        let kept = Checkpoint {
            after: second.after(),
            ..Checkpoint::default()
        };
        assert_eq!(Place::of(&kept), second);
        let anew = second.next(None, 899, 5);
        assert_eq!((anew.number, anew.count, anew.anew), (1, None, 1));
        let patient = Place {
            anew: ANEW,
            ..second
        };
        assert_eq!(patient.next(None, 898, 5).number, 3);
    }

    #[test]
    fn a_second_of_many_rows_is_read_from_its_end() {
        let first = Place::first(Instant(1_000));
        let last = first.next(Some(Instant(1_000)), 900, 5);
        assert_eq!((last.number, last.down), (5, true));
        let kept = Checkpoint {
            after: last.after(),
            ..Checkpoint::default()
        };
        assert_eq!(Place::of(&kept), last);
        let before = last.next(Some(Instant(9_000)), 850, 5);
        assert_eq!((before.number, before.down), (4, true));
        assert_eq!(before.from, first.from);
        // What was changed meanwhile stands behind the newest row seen.
        let on = |newest| before.rest(Some(Instant(newest))).map(|place| place.from);
        assert_eq!(on(9_500), Some(Some(Instant(8_000))));
        assert_eq!(on(2_000), Some(Some(Instant(2_000))));
        assert_eq!(on(1_999), None);
        assert_eq!(first.rest(Some(Instant(9_500))), None);
    }
}
