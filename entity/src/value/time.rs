//! Civil days and instants.

use std::fmt;

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};
use sea_orm::DeriveValueType;
use serde::{Deserialize, Serialize};

const EPOCH: NaiveDate = NaiveDate::from_ymd_opt(1970, 1, 1).expect("a day of the calendar");

/// A civil date, kept as days since 1970-01-01; it belongs to no time zone.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, DeriveValueType,
)]
#[serde(transparent)]
pub struct Day(pub i32);

impl Day {
    /// The day of a calendar date.
    pub fn from_date(date: NaiveDate) -> Self {
        Self(i32::try_from((date - EPOCH).num_days()).unwrap_or(i32::MAX))
    }

    /// The calendar date.
    pub fn date(self) -> NaiveDate {
        let days = Days::new(u64::from(self.0.unsigned_abs()));
        let date = if self.0 >= 0 {
            EPOCH.checked_add_days(days)
        } else {
            EPOCH.checked_sub_days(days)
        };
        date.unwrap_or(NaiveDate::MAX)
    }

    /// A day of the calendar from year, month and day of the month.
    pub fn ymd(year: i32, month: u32, day: u32) -> Option<Self> {
        NaiveDate::from_ymd_opt(year, month, day).map(Self::from_date)
    }

    /// First day of the month it lies in.
    pub fn month_start(self) -> Self {
        let date = self.date();
        Self(self.0 - i32::try_from(date.day0()).unwrap_or(0))
    }

    /// Last day of the month it lies in.
    pub fn month_end(self) -> Self {
        let date = self.date();
        let (year, month) = if date.month() == 12 {
            (date.year() + 1, 1)
        } else {
            (date.year(), date.month() + 1)
        };
        Self::ymd(year, month, 1).map_or(self, |next| Self(next.0 - 1))
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.date().fmt(f)
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.date().fmt(f)
    }
}

/// An instant in UTC, kept as whole milliseconds since 1970-01-01T00:00:00Z, truncated at reading.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, DeriveValueType,
)]
#[serde(transparent)]
pub struct Instant(pub i64);

impl Instant {
    /// The instant of a date and time in UTC.
    pub fn from_datetime(at: DateTime<Utc>) -> Self {
        Self(at.timestamp_millis())
    }

    /// The date and time in UTC.
    pub fn datetime(self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.0).unwrap_or(DateTime::<Utc>::MAX_UTC)
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            &self
                .datetime()
                .to_rfc3339_opts(chrono::SecondsFormat::Millis, true),
        )
    }
}

impl fmt::Debug for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_know_their_month() {
        let day = Day::ymd(2024, 2, 10).unwrap();
        assert_eq!(day.month_start(), Day::ymd(2024, 2, 1).unwrap());
        assert_eq!(day.month_end(), Day::ymd(2024, 2, 29).unwrap());
        assert_eq!(Day::ymd(1969, 12, 31).unwrap().0, -1);
        assert_eq!(
            Day(-1).date(),
            NaiveDate::from_ymd_opt(1969, 12, 31).unwrap()
        );
    }
}
