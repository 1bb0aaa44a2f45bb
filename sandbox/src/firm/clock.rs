//! Instants of the firm: whole seconds since 1970 in four bytes, so that a million entries stay small.

use std::num::NonZeroU32;

use chrono::{DateTime, NaiveDate, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;

/// An instant in whole seconds, UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stamp(NonZeroU32);

impl Stamp {
    /// The instant so many seconds after 1970, held inside the years that fit.
    pub fn from_seconds(seconds: i64) -> Self {
        let held = u32::try_from(seconds.max(1)).unwrap_or(u32::MAX);
        Self(NonZeroU32::new(held).unwrap_or(NonZeroU32::MIN))
    }

    /// The instant of a UTC time, cut to the second.
    pub fn from_utc(at: DateTime<Utc>) -> Self {
        Self::from_seconds(at.timestamp())
    }

    /// The instant of a civil date and second of day in a zone; a missing local time takes the next one.
    pub fn local(date: NaiveDate, second_of_day: u32, zone: Tz) -> Self {
        let time = NaiveTime::from_num_seconds_from_midnight_opt(second_of_day % 86_400, 0)
            .unwrap_or(NaiveTime::MIN);
        let naive = date.and_time(time);
        let at = zone
            .from_local_datetime(&naive)
            .earliest()
            .map(|local| local.with_timezone(&Utc))
            .unwrap_or_else(|| naive.and_utc());
        Self::from_utc(at)
    }

    /// Seconds since 1970.
    pub fn seconds(self) -> i64 {
        i64::from(self.0.get())
    }

    /// As a UTC time.
    pub fn utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp(self.seconds(), 0).unwrap_or_default()
    }

    /// The civil date in a zone.
    pub fn date_in(self, zone: Tz) -> NaiveDate {
        self.utc().with_timezone(&zone).date_naive()
    }

    /// So many seconds later (or earlier).
    pub fn plus(self, seconds: i64) -> Self {
        Self::from_seconds(self.seconds() + seconds)
    }
}
