//! The zone of the text that statements give for instants: not documented, so measured against the server's clock and checked at each run.

use std::fmt;

use chrono::{DateTime, Datelike, Duration, LocalResult, NaiveDateTime, Offset, TimeZone, Utc};
use chrono_tz::Tz;
use entity::value::Instant;

/// How the masked text is written.
const TEXT: &str = "%Y-%m-%d %H:%M:%S";
const QUARTER_SECONDS: i64 = 900;

/// Zones tried, in this order, where two offsets of the year are known and the configuration names none.
const CANDIDATES: &[Tz] = &[
    Tz::America__Los_Angeles,
    Tz::America__New_York,
    Tz::America__Chicago,
    Tz::America__Denver,
    Tz::Europe__London,
    Tz::Europe__Berlin,
    Tz::Europe__Helsinki,
    Tz::America__Halifax,
    Tz::America__Anchorage,
    Tz::America__St_Johns,
    Tz::Australia__Sydney,
    Tz::Australia__Adelaide,
    Tz::Pacific__Auckland,
    Tz::America__Santiago,
    Tz::Asia__Jerusalem,
];

/// The zone in which an account writes instants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Zone {
    /// Minutes east of UTC, the whole year.
    Fixed(i64),
    /// A zone with its changes of offset.
    Named(Tz),
}

/// Minutes east of UTC that the server's clock shows, to the quarter of an hour; `None` where the text is no instant.
pub fn offset(server: &str, now: Instant) -> Option<i64> {
    let shown = parse(server)?.and_utc();
    let seconds = (shown - now.datetime()).num_seconds();
    Some((seconds + QUARTER_SECONDS / 2).div_euclid(QUARTER_SECONDS) * QUARTER_SECONDS / 60)
}

/// An offset seen on a record at an instant, in minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sighting {
    /// When.
    pub at: Instant,
    /// Minutes east of UTC.
    pub minutes: i64,
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Fixed(0) => f.write_str("UTC"),
            Self::Fixed(minutes) => {
                let sign = if minutes < 0 { '-' } else { '+' };
                let minutes = minutes.abs();
                write!(f, "UTC{sign}{:02}:{:02}", minutes / 60, minutes % 60)
            }
            Self::Named(zone) => f.write_str(zone.name()),
        }
    }
}

impl Zone {
    /// The zone that explains what was seen: the one configured where it fits, a fixed offset, or a zone whose offsets fit all of it.
    pub fn explain(configured: Option<Tz>, seen: &[Sighting]) -> Option<Self> {
        if let Some(zone) = configured {
            return Self::Named(zone).fits(seen).then_some(Self::Named(zone));
        }
        let first = seen.first()?;
        let fixed = Some(Self::Fixed(first.minutes)).filter(|zone| zone.fits(seen));
        let mut named = CANDIDATES.iter().map(|zone| Self::Named(*zone));
        let named = named.find(|zone| zone.fits(seen));
        // An offset seen in one season alone is most likely that of a zone with two; but no offset at all is UTC.
        if first.minutes == 0 || seasons(seen) > 1 {
            return fixed.or(named);
        }
        named.or(fixed)
    }

    fn fits(self, seen: &[Sighting]) -> bool {
        seen.iter().all(|sighting| self.shows(*sighting))
    }

    /// Whether it has the offset that was seen.
    pub fn shows(self, sighting: Sighting) -> bool {
        self.minutes(sighting.at) == sighting.minutes
    }

    /// Minutes east of UTC at an instant.
    pub fn minutes(self, at: Instant) -> i64 {
        match self {
            Self::Fixed(minutes) => minutes,
            Self::Named(zone) => {
                let offset = at.datetime().with_timezone(&zone).offset().fix();
                i64::from(offset.local_minus_utc()) / 60
            }
        }
    }

    /// The instant that a text means; in the hour that is shown twice, the earlier one.
    pub fn instant(self, text: &str) -> Option<Instant> {
        let shown = parse(text)?;
        let at: DateTime<Utc> = match self {
            Self::Fixed(minutes) => (shown - Duration::minutes(minutes)).and_utc(),
            Self::Named(zone) => match zone.from_local_datetime(&shown) {
                LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => at.to_utc(),
                LocalResult::None => {
                    let before = zone.from_local_datetime(&(shown - Duration::hours(1)));
                    before.earliest()?.to_utc() + Duration::hours(1)
                }
            },
        };
        Some(Instant::from_datetime(at))
    }

    /// The text from which a window has to begin so that nothing since an instant is missed, whatever change of offset lies between it and now.
    pub fn text_from(self, since: Instant, now: Instant) -> String {
        let back = (self.minutes(since) - self.minutes(now)).max(0);
        let shown = since.datetime().naive_utc() + Duration::minutes(self.minutes(since) - back);
        shown.format(TEXT).to_string()
    }
}

/// Seasons in which offsets were seen: winter, summer, or both.
fn seasons(seen: &[Sighting]) -> usize {
    let summer = |sighting: &Sighting| (4..=9).contains(&sighting.at.datetime().month());
    let first = seen.first().map(summer);
    1 + usize::from(seen.iter().any(|sighting| Some(summer(sighting)) != first))
}

fn parse(text: &str) -> Option<NaiveDateTime> {
    NaiveDateTime::parse_from_str(text, TEXT).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text of an instant, as the account writes it.
    fn shown(zone: Zone, at: Instant) -> String {
        let shown = at.datetime().naive_utc() + Duration::minutes(zone.minutes(at));
        shown.format(TEXT).to_string()
    }

    fn at(text: &str) -> Instant {
        Instant::from_datetime(text.parse().unwrap())
    }

    #[test]
    fn a_zone_is_written_as_people_write_it() {
        for (zone, expected) in [
            (Zone::Fixed(0), "UTC"),
            (Zone::Fixed(-480), "UTC-08:00"),
            (Zone::Fixed(330), "UTC+05:30"),
            (Zone::Named(Tz::Europe__Berlin), "Europe/Berlin"),
        ] {
            assert_eq!(zone.to_string(), expected);
        }
    }

    #[test]
    fn the_offset_is_rounded_to_quarters() {
        let now = at("2025-06-02T10:15:00Z");
        assert_eq!(offset("2025-06-02 03:14:31", now), Some(-420));
        assert_eq!(offset("2025-06-02 10:16:59", now), Some(0));
        assert_eq!(offset("2025-06-02 16:00:10", now), Some(345));
        assert_eq!(offset("2/6/2025", now), None);
    }

    #[test]
    fn summer_and_winter_tell_the_zone() {
        let winter = at("2025-01-15T12:00:00Z");
        let summer = at("2025-07-15T12:00:00Z");
        let seen = |a, b| {
            [
                Sighting {
                    at: winter,
                    minutes: a,
                },
                Sighting {
                    at: summer,
                    minutes: b,
                },
            ]
        };
        assert_eq!(Zone::explain(None, &seen(0, 0)), Some(Zone::Fixed(0)));
        assert_eq!(
            Zone::explain(None, &seen(-480, -420)),
            Some(Zone::Named(Tz::America__Los_Angeles))
        );
        assert_eq!(
            Zone::explain(None, &seen(60, 120)),
            Some(Zone::Named(Tz::Europe__Berlin))
        );
        assert_eq!(Zone::explain(Some(Tz::Europe__Berlin), &seen(0, 0)), None);
        assert_eq!(Zone::explain(None, &seen(7, 8)), None);
        let once = |minutes| {
            Zone::explain(
                None,
                &[Sighting {
                    at: summer,
                    minutes,
                }],
            )
        };
        assert_eq!(once(-420), Some(Zone::Named(Tz::America__Los_Angeles)));
        assert_eq!(once(330), Some(Zone::Fixed(330)));
        assert_eq!(once(0), Some(Zone::Fixed(0)));
    }

    #[test]
    fn texts_and_instants_agree_across_the_year() {
        let zone = Zone::Named(Tz::America__Los_Angeles);
        for text in [
            "2025-01-15T12:00:00Z",
            "2025-07-15T12:00:00Z",
            "2025-03-09T09:59:59Z",
            "2025-03-09T10:00:00Z",
        ] {
            assert_eq!(
                zone.instant(&shown(zone, at(text))),
                Some(at(text)),
                "{text}"
            );
        }
        assert_eq!(
            zone.instant("2025-11-02 01:30:00"),
            Some(at("2025-11-02T08:30:00Z"))
        );
        assert_eq!(
            zone.instant("2025-03-09 02:30:00"),
            Some(at("2025-03-09T10:30:00Z"))
        );
        assert_eq!(
            Zone::Fixed(330).instant("2025-06-02 15:45:00"),
            Some(at("2025-06-02T10:15:00Z"))
        );
    }

    #[test]
    fn a_window_over_the_repeated_hour_begins_earlier() {
        let zone = Zone::Named(Tz::America__Los_Angeles);
        let since = at("2025-11-02T08:50:00Z");
        assert_eq!(
            zone.text_from(since, at("2025-11-02T09:20:00Z")),
            "2025-11-02 00:50:00"
        );
        assert_eq!(
            zone.text_from(since, at("2025-11-02T08:59:00Z")),
            "2025-11-02 01:50:00"
        );
    }
}
