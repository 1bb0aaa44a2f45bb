//! The query string as the vendor's framework reads it: blanks are absent, true and false in two spellings, arrays as they are.

use chrono::{DateTime, NaiveDate};

use crate::firm::Stamp;

/// Parameters of a request.
#[derive(Clone, Debug, Default)]
pub struct Params {
    pairs: Vec<(String, String)>,
}

/// A parameter that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Malformed(pub String);

impl Params {
    /// Reads a query string.
    pub fn parse(query: &str) -> Self {
        let pairs = url::form_urlencoded::parse(query.as_bytes())
            .map(|(key, value)| (key.into_owned(), value.into_owned()))
            .filter(|(_, value)| !value.trim().is_empty())
            .collect();
        Self { pairs }
    }

    /// A value, the last one given; blank is absent.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.pairs
            .iter()
            .rev()
            .find(|(name, _)| name == key)
            .map(|(_, value)| value.as_str())
    }

    /// Values of a list: `x=1,2` or `x[]=1&x[]=2`.
    pub fn list(&self, key: &str) -> Option<Vec<&str>> {
        let array = format!("{key}[]");
        let many: Vec<&str> = self
            .pairs
            .iter()
            .filter(|(name, _)| *name == array)
            .map(|(_, value)| value.as_str())
            .collect();
        if !many.is_empty() {
            return Some(many);
        }
        self.get(key).map(|value| {
            value
                .split(',')
                .map(str::trim)
                .filter(|part| !part.is_empty())
                .collect()
        })
    }

    /// Numbers of a list; what is not numeric is dropped.
    pub fn numbers(&self, key: &str) -> Option<Vec<u32>> {
        self.list(key)
            .map(|list| list.iter().filter_map(|part| part.parse().ok()).collect())
    }

    /// True, false, or not given.
    pub fn flag(&self, key: &str) -> Option<bool> {
        match self.get(key)? {
            "true" | "TRUE" | "1" => Some(true),
            "false" | "FALSE" | "0" => Some(false),
            _ => None,
        }
    }

    /// Given at all, with whatever value: the vendor's flags whose `false` means true.
    pub fn given(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    /// An ISO time.
    pub fn time(&self, key: &str) -> Result<Option<Stamp>, Malformed> {
        let Some(value) = self.get(key) else {
            return Ok(None);
        };
        if let Ok(at) = DateTime::parse_from_rfc3339(value) {
            return Ok(Some(Stamp::from_utc(at.to_utc())));
        }
        match value.parse::<NaiveDate>() {
            Ok(day) => Ok(Some(Stamp::local(day, 0, super::json::ACCOUNT_ZONE))),
            Err(_) => Err(Malformed(format!(
                "{key} is not a valid ISO 8601 date or time"
            ))),
        }
    }

    /// A civil date.
    pub fn date(&self, key: &str) -> Option<NaiveDate> {
        self.get(key)?.get(..10)?.parse().ok()
    }

    /// Everything that selects and orders rows, as a key for cached selections.
    pub fn selection_key(&self) -> String {
        let mut parts: Vec<String> = self
            .pairs
            .iter()
            .filter(|(key, _)| {
                !matches!(
                    key.as_str(),
                    "page" | "per_page" | "limit" | "offset" | "include" | "optional_fields"
                )
            })
            .map(|(key, value)| format!("{key}={value}"))
            .collect();
        parts.sort_unstable();
        parts.join("&")
    }

    /// Keys that select rows.
    pub fn selecting(&self) -> impl Iterator<Item = &str> {
        self.pairs
            .iter()
            .map(|(key, _)| key.as_str())
            .filter(|key| {
                !matches!(
                    *key,
                    "page"
                        | "per_page"
                        | "limit"
                        | "offset"
                        | "include"
                        | "optional_fields"
                        | "order"
                )
            })
    }
}

/// Page size: 20 unless told, clamped to 200, nonsense is 20.
pub fn per_page(params: &Params) -> usize {
    match params
        .get("per_page")
        .and_then(|value| value.parse::<i64>().ok())
    {
        Some(size) if size >= 1 => size.min(200) as usize,
        _ => 20,
    }
}

/// The page as it is echoed, raw.
pub fn raw_page(params: &Params) -> i64 {
    params
        .get("page")
        .map_or(1, |value| value.parse().unwrap_or(0))
}
