//! Writes JSON text straight into a string: no value trees, as a page of a million-row collection must be cheap.

use chrono::{Datelike, NaiveDate, Offset, TimeZone, Timelike};
use chrono_tz::Tz;
use std::fmt::Write;

use crate::firm::{Currency, HourlyRate, Meta, Stamp};

/// Zone of the Kantata account: every time is rendered in it.
pub const ACCOUNT_ZONE: Tz = chrono_tz::America::Los_Angeles;

/// How rows are shown to a caller.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// The token may see money.
    pub financial: bool,
    /// Change stamps are cut to multiples of so many seconds (a fault that ties cursors); 1 leaves them.
    pub grain: i64,
}

impl Look {
    /// Everything, uncut.
    pub const FULL: Self = Self {
        financial: true,
        grain: 1,
    };
}

/// Appends one JSON object to a text.
pub struct Object<'a> {
    text: &'a mut String,
    first: bool,
    /// The token may see money.
    pub financial: bool,
    grain: i64,
}

impl<'a> Object<'a> {
    /// Opens an object.
    pub fn open(text: &'a mut String, look: Look) -> Self {
        text.push('{');
        Self {
            text,
            first: true,
            financial: look.financial,
            grain: look.grain,
        }
    }

    /// Closes it.
    pub fn close(self) {
        self.text.push('}');
    }

    fn key(&mut self, key: &str) {
        if !self.first {
            self.text.push(',');
        }
        self.first = false;
        self.text.push('"');
        self.text.push_str(key);
        self.text.push_str("\":");
    }

    /// A text.
    pub fn text(&mut self, key: &str, value: &str) -> &mut Self {
        self.key(key);
        quote(self.text, value);
        self
    }

    /// A text or null.
    pub fn maybe_text(&mut self, key: &str, value: Option<&str>) -> &mut Self {
        match value {
            Some(value) => self.text(key, value),
            None => self.null(key),
        }
    }

    /// A whole number.
    pub fn number(&mut self, key: &str, value: i64) -> &mut Self {
        self.key(key);
        let _ = write!(self.text, "{value}");
        self
    }

    /// Already JSON.
    pub fn raw(&mut self, key: &str, value: &str) -> &mut Self {
        self.key(key);
        self.text.push_str(value);
        self
    }

    /// True or false.
    pub fn flag(&mut self, key: &str, value: bool) -> &mut Self {
        self.raw(key, if value { "true" } else { "false" })
    }

    /// Null.
    pub fn null(&mut self, key: &str) -> &mut Self {
        self.raw(key, "null")
    }

    /// An id: a string of digits.
    pub fn id(&mut self, key: &str, value: u32) -> &mut Self {
        self.key(key);
        let _ = write!(self.text, "\"{value}\"");
        self
    }

    /// An id or null.
    pub fn maybe_id(&mut self, key: &str, value: Option<u32>) -> &mut Self {
        match value {
            Some(value) => self.id(key, value),
            None => self.null(key),
        }
    }

    /// A list of ids.
    pub fn ids(&mut self, key: &str, values: impl Iterator<Item = u32>) -> &mut Self {
        self.key(key);
        self.text.push('[');
        for (place, value) in values.enumerate() {
            let _ = write!(self.text, "{}\"{value}\"", if place > 0 { "," } else { "" });
        }
        self.text.push(']');
        self
    }

    /// A civil date.
    pub fn date(&mut self, key: &str, value: NaiveDate) -> &mut Self {
        self.key(key);
        self.text.push('"');
        push_date(self.text, value);
        self.text.push('"');
        self
    }

    /// A civil date or null.
    pub fn maybe_date(&mut self, key: &str, value: Option<NaiveDate>) -> &mut Self {
        match value {
            Some(value) => self.date(key, value),
            None => self.null(key),
        }
    }

    /// An instant in the account's zone.
    pub fn time(&mut self, key: &str, value: Stamp) -> &mut Self {
        self.key(key);
        self.text.push('"');
        push_time(self.text, value);
        self.text.push('"');
        self
    }

    /// Both stamps of a row.
    pub fn stamps(&mut self, meta: &Meta) -> &mut Self {
        self.time("created_at", meta.created_at)
            .changed(meta.updated_at)
    }

    /// The change stamp, cut if a fault ties cursors.
    pub fn changed(&mut self, at: Stamp) -> &mut Self {
        let seconds = at.seconds();
        self.time(
            "updated_at",
            Stamp::from_seconds(seconds - seconds.rem_euclid(self.grain.max(1))),
        )
    }

    /// Money that only financial tokens see; absent, not null, for others.
    pub fn money(&mut self, key: &str, minor: i64) -> &mut Self {
        if self.financial {
            self.number(key, minor)
        } else {
            self
        }
    }

    /// An hourly rate, null if unknown, absent without financial access.
    pub fn rate(&mut self, key: &str, rate: HourlyRate) -> &mut Self {
        if !self.financial {
            return self;
        }
        match rate.minor() {
            Some(minor) => self.number(key, minor),
            None => self.null(key),
        }
    }

    /// The three currency members.
    pub fn currency(&mut self, currency: Currency) -> &mut Self {
        self.text("currency", currency.code())
            .text("currency_symbol", currency.code())
            .number("currency_base_unit", currency.base_unit())
    }
}

/// Appends a quoted, escaped text.
pub fn quote(text: &mut String, value: &str) {
    text.push('"');
    for letter in value.chars() {
        match letter {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            control if u32::from(control) < 0x20 => {
                let _ = write!(text, "\\u{:04x}", u32::from(control));
            }
            other => text.push(other),
        }
    }
    text.push('"');
}

fn pair(text: &mut String, value: u32) {
    text.push(char::from(b'0' + (value / 10 % 10) as u8));
    text.push(char::from(b'0' + (value % 10) as u8));
}

fn push_date(text: &mut String, date: NaiveDate) {
    let year = date.year().unsigned_abs();
    pair(text, year / 100);
    pair(text, year);
    text.push('-');
    pair(text, date.month());
    text.push('-');
    pair(text, date.day());
}

/// Appends an instant with the account zone's offset.
pub fn push_time(text: &mut String, at: Stamp) {
    let utc = at.utc().naive_utc();
    let offset = ACCOUNT_ZONE
        .offset_from_utc_datetime(&utc)
        .fix()
        .local_minus_utc();
    let local = utc + chrono::TimeDelta::seconds(i64::from(offset));
    push_date(text, local.date());
    text.push('T');
    pair(text, local.hour());
    text.push(':');
    pair(text, local.minute());
    text.push(':');
    pair(text, local.second());
    text.push(if offset < 0 { '-' } else { '+' });
    pair(text, offset.unsigned_abs() / 3_600);
    text.push(':');
    pair(text, offset.unsigned_abs() / 60 % 60);
}
