//! The crawl of a collection: by the time of the last change, each page beginning anew at the last change seen, else by number.
//!
//! Pages are separate queries: a row that goes while they are read shifts those behind it by one place, so that a crawl by number begins
//! anew where the count has changed.

use entity::value::Instant;

use super::protocol::{Kantata, PAGE_SIZE, UNORDERED, page};
use crate::connect::http::Ask;
use crate::connect::mapping::convert::at as read_instant;
use crate::connect::{Checkpoint, Cursor, Page, Stream};
use crate::domain::fault::Fault;

/// Times that a crawl by number begins anew before what it shows is taken as it is.
const ANEW: u32 = 3;

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
        }
    }

    fn after(self) -> Vec<String> {
        let from = self.from.map_or_else(String::new, |from| from.to_string());
        let count = self
            .count
            .map_or_else(String::new, |count| count.to_string());
        vec![from, self.number.to_string(), count, self.anew.to_string()]
    }

    /// What comes after a page that was not the last: by time where that moves on, else by number, from the first page where the
    /// count has changed.
    fn next(self, newest: Option<Instant>, count: u64) -> Self {
        if let Some(newest) = newest.filter(|newest| self.from.is_none_or(|from| *newest > from)) {
            return Self {
                from: Some(newest),
                number: 1,
                count: None,
                anew: 0,
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

impl Kantata {
    /// The next page of a collection.
    pub(super) async fn crawl(
        &self,
        stream: &'static Stream,
        at: &Checkpoint,
    ) -> Result<Page, Fault> {
        let changed = matches!(stream.cursor, Cursor::Changed(_));
        let unordered = stream.parameters.iter().any(|(name, _)| *name == UNORDERED);
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
        let envelope = self.envelope(&reply, stream.source)?;
        let (mut objects, count, page_count) = self.listed(&envelope, stream.source)?;
        let joined = self.join(stream, &envelope, &mut objects).await?;
        let here = here.saw(objects.iter().filter_map(|object| object.version_at));
        let last = objects.len() < PAGE_SIZE && u64::from(place.number) >= page_count;
        let moved = place.count.is_some_and(|counted| counted != count) && place.anew < ANEW;
        // The crawl moves on by time only where the vendor kept the order: else by number, which loses nothing.
        let ordered = changed && !unordered && objects.is_sorted_by_key(|object| object.version_at);
        let newest = objects
            .last()
            .filter(|_| ordered)
            .and_then(|object| object.version_at)
            .map(|at| Instant(at.0 / 1000 * 1000 - 1000));
        let next = match last && !moved {
            true if changed && objects.is_empty() => self.late(stream, here).await?,
            true => here.ended(stream),
            false => Checkpoint {
                after: place.next(newest, count).after(),
                ..here
            },
        };
        if !changed {
            for object in &mut objects {
                object.version_at = None;
            }
        }
        let done = !next.under_way();
        let expected = at.after.is_empty().then_some(count);
        let mut page = page(&reply, objects, Vec::new(), next, done, expected);
        page.requests += joined;
        Ok(page)
    }

    /// A request for rows of a stream, with every filter off that would hide some.
    fn ask(&self, stream: &'static Stream, order: Option<&str>) -> Ask {
        let mut ask = Ask::get(stream.name, stream.source)
            .with("per_page", PAGE_SIZE.to_string())
            .with("apply_default_filters", "false");
        if let Some(order) = order {
            ask = ask.with("order", order);
        }
        let own = stream.parameters.iter();
        for (name, value) in own.filter(|(name, _)| !name.starts_with('#')) {
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
        let unordered = stream.parameters.iter().any(|(name, _)| *name == UNORDERED);
        let Some(seen) = here.behind().filter(|_| !unordered) else {
            return Ok(here.ended(stream));
        };
        let mut ask = self.ask(stream, Some("updated_at:desc"));
        ask.query
            .retain(|(name, _)| name != "per_page" && name != "include");
        let reply = self.http.send(&ask.with("per_page", "1")).await?;
        let (rows, ..) = self.objects(&reply, stream.source)?;
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
        let first = Place {
            from: Some(Instant(1_000)),
            number: 1,
            count: None,
            anew: 0,
        };
        let by_time = first.next(Some(Instant(5_000)), 900);
        assert_eq!((by_time.from, by_time.number), (Some(Instant(5_000)), 1));
        let second = first.next(Some(Instant(1_000)), 900);
        assert_eq!((second.number, second.count), (2, Some(900)));
        let kept = Checkpoint {
            after: second.after(),
            ..Checkpoint::default()
        };
        assert_eq!(Place::of(&kept), second);
        let anew = second.next(None, 899);
        assert_eq!((anew.number, anew.count, anew.anew), (1, None, 1));
        let patient = Place {
            anew: ANEW,
            ..second
        };
        assert_eq!(patient.next(None, 898).number, 3);
    }
}
