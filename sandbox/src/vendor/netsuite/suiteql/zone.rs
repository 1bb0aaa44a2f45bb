//! The account's zone and date formats: how instants become text, and text instants.

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Timelike};
use chrono_tz::Tz;

/// How an account writes dates without a mask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateFormat {
    /// `5/31/2025`
    MonthFirst,
    /// `31/05/2025`
    DayFirst,
    /// `2025-05-31`
    Iso,
}

/// Zone and date format of an account.
#[derive(Clone, Copy, Debug)]
pub struct Zone {
    /// Zone of the text of instants, with its daylight saving.
    pub tz: Tz,
    /// Format of dates.
    pub format: DateFormat,
}

impl Zone {
    /// Civil time of an instant.
    pub fn local(&self, seconds: i64) -> NaiveDateTime {
        let utc = chrono::DateTime::from_timestamp(seconds, 0).unwrap_or_default();
        utc.with_timezone(&self.tz).naive_local()
    }

    /// Instant of a civil time: the earlier of two, the next hour where it is skipped.
    pub fn utc(&self, local: NaiveDateTime) -> i64 {
        let found = self.tz.from_local_datetime(&local).earliest().or_else(|| {
            self.tz
                .from_local_datetime(&(local + chrono::TimeDelta::hours(1)))
                .earliest()
        });
        found.map_or_else(|| local.and_utc().timestamp(), |at| at.timestamp())
    }

    /// A date in the account's format.
    pub fn date_text(&self, date: NaiveDate) -> String {
        match self.format {
            DateFormat::MonthFirst => format!("{}/{}/{}", date.month(), date.day(), date.year()),
            DateFormat::DayFirst => date.format("%d/%m/%Y").to_string(),
            DateFormat::Iso => date.format("%Y-%m-%d").to_string(),
        }
    }

    /// Reads a date in the account's format.
    pub fn parse_date(&self, text: &str) -> Option<NaiveDate> {
        let pattern = match self.format {
            DateFormat::MonthFirst => "%m/%d/%Y",
            DateFormat::DayFirst => "%d/%m/%Y",
            DateFormat::Iso => "%Y-%m-%d",
        };
        NaiveDate::parse_from_str(text.trim(), pattern).ok()
    }
}

enum Part<'a> {
    Year,
    Month,
    MonthName,
    Day,
    Hour24,
    Hour12,
    Minute,
    Second,
    HalfDay,
    Text(&'a str),
}

const PARTS: &[(&str, Part<'static>)] = &[
    ("YYYY", Part::Year),
    ("HH24", Part::Hour24),
    ("HH12", Part::Hour12),
    ("MON", Part::MonthName),
    ("MM", Part::Month),
    ("DD", Part::Day),
    ("HH", Part::Hour12),
    ("MI", Part::Minute),
    ("SS", Part::Second),
    ("AM", Part::HalfDay),
    ("PM", Part::HalfDay),
];
const MONTHS: [&str; 12] = [
    "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC",
];

/// The next part of a mask and its length; none for a letter that no mask has.
fn next(mask: &str) -> Option<(&'static Part<'static>, usize)> {
    PARTS
        .iter()
        .find(|(name, _)| {
            mask.get(..name.len())
                .is_some_and(|head| head.eq_ignore_ascii_case(name))
        })
        .map(|(name, part)| (part, name.len()))
}

fn parts(mask: &str) -> Option<Vec<Part<'_>>> {
    let mut found = Vec::new();
    let mut rest = mask;
    while let Some(first) = rest.chars().next() {
        if first == '"' {
            let end = rest[1..].find('"')? + 1;
            found.push(Part::Text(&rest[1..end]));
            rest = &rest[end + 1..];
        } else if first.is_ascii_alphanumeric() {
            let (part, length) = next(rest)?;
            found.push(match part {
                Part::Year => Part::Year,
                Part::Month => Part::Month,
                Part::MonthName => Part::MonthName,
                Part::Day => Part::Day,
                Part::Hour24 => Part::Hour24,
                Part::Hour12 => Part::Hour12,
                Part::Minute => Part::Minute,
                Part::Second => Part::Second,
                Part::HalfDay | Part::Text(_) => Part::HalfDay,
            });
            rest = &rest[length..];
        } else {
            found.push(Part::Text(&rest[..first.len_utf8()]));
            rest = &rest[first.len_utf8()..];
        }
    }
    Some(found)
}

/// Text of a civil time through a mask; none for a mask that is none.
pub fn to_char(at: NaiveDateTime, mask: &str) -> Option<String> {
    let mut text = String::new();
    for part in parts(mask)? {
        text += &match part {
            Part::Year => format!("{:04}", at.year()),
            Part::Month => format!("{:02}", at.month()),
            Part::MonthName => MONTHS[at.month0() as usize].to_owned(),
            Part::Day => format!("{:02}", at.day()),
            Part::Hour24 => format!("{:02}", at.hour()),
            Part::Hour12 => format!("{:02}", at.hour12().1),
            Part::Minute => format!("{:02}", at.minute()),
            Part::Second => format!("{:02}", at.second()),
            Part::HalfDay => (if at.hour12().0 { "PM" } else { "AM" }).to_owned(),
            Part::Text(text) => text.to_owned(),
        };
    }
    Some(text)
}

/// Reads a civil time through a mask, and whether the mask has a time of day; none where text and mask do not meet.
pub fn parse(text: &str, mask: &str) -> Option<(NaiveDateTime, bool)> {
    let (mut year, mut month, mut day) = (1970, 1, 1);
    let (mut hour, mut minute, mut second, mut half, mut timed) = (0, 0, 0, None, false);
    let mut rest = text;
    for part in parts(mask)? {
        let digits = if matches!(part, Part::Year) { 4 } else { 2 };
        let mut number = || -> Option<u32> {
            let length = rest
                .bytes()
                .take(digits)
                .take_while(u8::is_ascii_digit)
                .count();
            let number = rest.get(..length)?.parse().ok()?;
            rest = &rest[length..];
            Some(number)
        };
        match part {
            Part::Year => year = i32::try_from(number()?).ok()?,
            Part::Month => month = number()?,
            Part::Day => day = number()?,
            Part::Hour24 | Part::Hour12 => (hour, timed) = (number()?, true),
            Part::Minute => minute = number()?,
            Part::Second => second = number()?,
            Part::MonthName => {
                let name = rest.get(..3)?.to_ascii_uppercase();
                month = MONTHS.iter().position(|known| *known == name)? as u32 + 1;
                rest = &rest[3..];
            }
            Part::HalfDay => {
                half = Some(rest.get(..2)?.eq_ignore_ascii_case("PM"));
                rest = &rest[2..];
            }
            Part::Text(expected) => rest = rest.strip_prefix(expected)?,
        }
    }
    if let Some(afternoon) = half {
        hour = hour % 12 + if afternoon { 12 } else { 0 };
    }
    let date = NaiveDate::from_ymd_opt(year, month, day)?;
    let time = NaiveTime::from_hms_opt(hour, minute, second)?;
    rest.is_empty().then(|| (date.and_time(time), timed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks_write_and_read() {
        let (at, timed) = parse("2025-06-02 10:15:00", "YYYY-MM-DD HH24:MI:SS").unwrap();
        assert!(timed);
        assert_eq!(
            to_char(at, "DD-MON-YYYY HH12:MI AM").unwrap(),
            "02-JUN-2025 10:15 AM"
        );
        assert_eq!(
            to_char(at, "YYYY-MM-DD\"T\"HH24:MI:SS").unwrap(),
            "2025-06-02T10:15:00"
        );
        assert!(parse("2025-06-02 10:15", "YYYY-MM-DD").is_none());
        assert!(to_char(at, "QQ").is_none());
    }

    #[test]
    fn zones_follow_daylight_saving() {
        let zone = Zone {
            tz: Tz::America__Los_Angeles,
            format: DateFormat::MonthFirst,
        };
        let winter = zone.local(1_736_942_400);
        assert_eq!(winter.to_string(), "2025-01-15 04:00:00");
        let summer = zone.local(1_752_580_800);
        assert_eq!(summer.to_string(), "2025-07-15 05:00:00");
        assert_eq!(zone.utc(summer), 1_752_580_800);
        assert_eq!(zone.date_text(summer.date()), "7/15/2025");
    }
}
