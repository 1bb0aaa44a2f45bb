//! What a pass has to know of the account before it reads: its settings, the server's clock, and the zone of its instants.

use chrono_tz::Tz;
use entity::value::{Currency, Instant};

use super::answer::{Row, integer, text};
use super::names::ONLY_SUBSIDIARY;
use super::reader::Reader;
use super::suiteql::{Column, Part, SERVER_CLOCK, Table};
use super::tables::SUBSIDIARY;
use super::zone::{Sighting, Zone, offset};
use crate::connect::RawObject;
use crate::domain::fault::{Fault, Remedy};

/// No zone is further from UTC; what is further is a clock that runs by itself.
const GREATEST_OFFSET_MINUTES: i64 = 15 * 60;

/// What the configuration says of an account.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// Zone of the account's instants; found out where empty.
    pub zone: Option<Tz>,
    /// Currency of an account that has only one.
    pub currency: Option<String>,
    /// Name of the company where the account has no subsidiaries.
    pub company: Option<String>,
    /// Country of the company where the account has no subsidiaries.
    pub country: Option<String>,
}

impl Settings {
    /// What a connection's options say; an unknown zone or currency is refused.
    pub fn of(settings: &crate::connect::Settings) -> Result<Self, Fault> {
        let option = |name: &str| settings.options.get(name).cloned();
        let zone = option("account_zone").map(|name| {
            name.parse::<Tz>().map_err(|_| {
                Fault::new(
                    "OPTION_INVALID",
                    Remedy::FixConfiguration,
                    format!(
                        "connection {}: account_zone is {name:?}, no time zone",
                        settings.connection
                    ),
                )
                .hint("write a name such as America/Los_Angeles, or leave it out to have it found")
            })
        });
        let currency = option("currency");
        if let Some(code) = currency
            .as_ref()
            .filter(|code| code.parse::<Currency>().is_err())
        {
            let detail = format!(
                "connection {}: currency is {code:?}, no code of three capital letters",
                settings.connection
            );
            return Err(Fault::new(
                "OPTION_INVALID",
                Remedy::FixConfiguration,
                detail,
            ));
        }
        Ok(Self {
            zone: zone.transpose()?,
            currency,
            company: option("company"),
            country: option("country"),
        })
    }

    /// The company of an account without subsidiaries, as its table would show it.
    pub fn company(&self) -> RawObject {
        let id = ONLY_SUBSIDIARY.to_string();
        let row = serde_json::json!({
            "id": id,
            "name": self.company.as_deref().unwrap_or("Company"),
            "country": self.country,
            "currency_code": self.currency,
        });
        RawObject {
            external_id: id,
            version_at: None,
            payload: row.to_string(),
            deleted: false,
        }
    }
}

/// The server's clock at the start of a run, and the zone of its instants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ServerClock {
    /// The instant that the server showed.
    pub now: Instant,
    /// The zone it writes instants in.
    pub zone: Zone,
}

/// Reads the server's clock against the time of its reply and settles the zone: the one found before, where the clock still shows it.
pub async fn clock(
    reader: &Reader<'_>,
    settings: &Settings,
    now: Instant,
    before: Option<Zone>,
) -> Result<ServerClock, Fault> {
    let answer = reader.asked().ask(SERVER_CLOCK).await;
    let answer = answer.map_err(|error| reader.fault("DUAL", error))?;
    let shown = answer.rows.first().and_then(|row| text(row, "servertime"));
    let shown = shown.unwrap_or_default();
    let believable =
        |at: &Instant| offset(shown, *at).is_some_and(|m| m.abs() <= GREATEST_OFFSET_MINUTES);
    let at = answer
        .answered_at
        .filter(believable)
        .or(Some(now).filter(believable));
    let mut seen: Vec<Sighting> = Vec::new();
    if let Some(at) = at
        && let Some(minutes) = offset(shown, at)
    {
        seen.push(Sighting { at, minutes });
    }
    let still = before.filter(|zone| {
        settings.zone.is_none() && seen.iter().all(|sighting| zone.shows(*sighting))
    });
    if settings.zone.is_none() && still.is_none() {
        seen.extend(sightings(reader).await);
    }
    // Records are compared stamp by stamp; the clock may run by itself, so that where the two differ the records are believed.
    let records = seen.get(usize::from(at.is_some())..).unwrap_or_default();
    let mut found = still.or_else(|| Zone::explain(settings.zone, &seen));
    if settings.zone.is_none() {
        found = found.or_else(|| Zone::explain(None, records));
    }
    let zone = match found {
        Some(zone) => zone,
        None if settings.zone.is_none() => {
            Zone::Fixed(seen.first().map_or(0, |first| first.minutes))
        }
        None => {
            return Err(Fault::new(
                "ACCOUNT_ZONE_WRONG",
                Remedy::FixConfiguration,
                format!("the account's clock says {shown:?}, which is not the time in the zone that `account_zone` names"),
            )
            .hint("set `account_zone` to the zone of the integration user's preferences, or leave it out to have it found"));
        }
    };
    let now = zone.instant(shown).ok_or_else(|| {
        Fault::new(
            "MALFORMED_PAGE",
            Remedy::Retry,
            format!("the account's clock says {shown:?}, which is no time"),
        )
    })?;
    Ok(ServerClock { now, zone })
}

/// Records that have a stamp in both services: type in the record service, and table.
const STAMPED: &[(&str, Table)] = &[
    ("invoice", stamped("transaction", "t.type = 'CustInvc'")),
    ("customer", stamped("customer", "")),
    ("job", stamped("job", "")),
    ("employee", stamped("employee", "")),
];

const STAMPS: &[Column] = &[Column::plain("id"), Column::instant("lastmodifieddate")];

const fn stamped(name: &'static str, filter: &'static str) -> Table {
    Table {
        name,
        columns: STAMPS,
        filter,
        required: &["lastmodifieddate"],
        ..SUBSIDIARY
    }
}

/// A record near a season: months between them, its type, and its row.
type Near = (i32, &'static str, Row);

/// Offsets of a winter and a summer, from the records nearest to each whose stamp the record service gives in UTC; none where they cannot be
/// read.
async fn sightings(reader: &Reader<'_>) -> Vec<Sighting> {
    let mut nearest: [Option<Near>; 2] = [None, None];
    for (kind, table) in STAMPED {
        let Ok(answer) = reader.page(table, &[], &Part::default()).await else {
            continue;
        };
        for (season, near) in [1, 7].into_iter().zip(&mut nearest) {
            for row in &answer.rows {
                let stamp = text(row, "lastmodifieddate").and_then(|stamp| stamp.get(5..7));
                let Some(month) = stamp.and_then(|month| month.parse::<i32>().ok()) else {
                    continue;
                };
                let away = (month - season)
                    .rem_euclid(12)
                    .min((season - month).rem_euclid(12));
                if near.as_ref().is_none_or(|(least, ..)| away < *least) {
                    *near = Some((away, kind, row.clone()));
                }
            }
        }
        if nearest
            .iter()
            .flatten()
            .filter(|(away, ..)| *away < 2)
            .count()
            == nearest.len()
        {
            break;
        }
    }
    let mut seen = Vec::new();
    for (_, kind, row) in nearest.into_iter().flatten() {
        seen.extend(sighting(reader, kind, &row).await);
    }
    seen
}

async fn sighting(reader: &Reader<'_>, kind: &str, row: &Row) -> Option<Sighting> {
    let id = integer(row, "id")?;
    let shown = text(row, "lastmodifieddate")?;
    let record = reader.asked().record(&format!("{kind}/{id}")).await.ok()?;
    let stamp = record.get("lastModifiedDate")?.as_str()?;
    let at = chrono::DateTime::parse_from_rfc3339(stamp).ok()?;
    let at = Instant::from_datetime(at.to_utc());
    Some(Sighting {
        at,
        minutes: offset(shown, at)?,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::reader::Hides;
    use super::super::reader::fake::Account;
    use super::*;

    fn at(text: &str) -> Instant {
        Instant::from_datetime(text.parse().unwrap())
    }

    /// An account in Pacific time that shows one invoice of each half of the year in both services.
    fn pacific(server: &'static str) -> Account {
        Account::new(move |statement| {
            Ok(if statement.contains("SYSDATE") {
                vec![json!({ "servertime": server })]
            } else if statement.starts_with("invoice/1") {
                vec![json!({"lastModifiedDate": "2024-01-20T20:00:00Z"})]
            } else if statement.starts_with("invoice/7") {
                vec![json!({"lastModifiedDate": "2024-07-20T19:00:00Z"})]
            } else {
                vec![
                    json!({"id": "1", "lastmodifieddate": "2024-01-20 12:00:00"}),
                    json!({"id": "4", "lastmodifieddate": "2024-04-20 12:00:00"}),
                    json!({"id": "7", "lastmodifieddate": "2024-07-20 12:00:00"}),
                ]
            })
        })
    }

    async fn settle(account: &Account, zone: Option<Tz>) -> Result<ServerClock, Fault> {
        let hidden = Hides::default();
        let reader = Reader::new(account, "erp", &hidden);
        let settings = Settings {
            zone,
            ..Settings::default()
        };
        clock(&reader, &settings, at("2025-06-02T10:15:30Z"), None).await
    }

    #[tokio::test]
    async fn a_zone_that_was_found_is_looked_for_again_only_where_the_clock_differs() {
        let account = pacific("2025-06-02 03:15:00");
        let hidden = Hides::default();
        let reader = Reader::new(&account, "erp", &hidden);
        let settings = Settings::default();
        let now = at("2025-06-02T10:15:30Z");
        let known = Some(Zone::Named(Tz::America__Los_Angeles));
        let found = clock(&reader, &settings, now, known).await.unwrap();
        assert_eq!(Some(found.zone), known);
        assert_eq!(account.asked.lock().unwrap().len(), 1);
        let moved = Some(Zone::Named(Tz::Europe__Berlin));
        let found = clock(&reader, &settings, now, moved).await.unwrap();
        assert_eq!(Some(found.zone), known);
    }

    #[tokio::test]
    async fn the_zone_is_found_from_clock_and_records() {
        let found = settle(&pacific("2025-06-02 03:15:00"), None).await.unwrap();
        assert_eq!(found.zone, Zone::Named(Tz::America__Los_Angeles));
        assert_eq!(found.now, at("2025-06-02T10:15:00Z"));
    }

    #[tokio::test]
    async fn records_are_believed_before_a_clock_of_its_own() {
        let found = settle(&pacific("2025-06-02 08:15:00"), None).await.unwrap();
        assert_eq!(found.zone, Zone::Named(Tz::America__Los_Angeles));
        assert_eq!(found.now, at("2025-06-02T15:15:00Z"));
        let far = settle(&pacific("2026-01-02 08:15:00"), None).await.unwrap();
        assert_eq!(far.now, at("2026-01-02T16:15:00Z"));
    }

    #[tokio::test]
    async fn a_wrong_zone_is_refused() {
        let refused = settle(&pacific("2025-06-02 03:15:00"), Some(Tz::Europe__Berlin)).await;
        assert_eq!(refused.unwrap_err().code, "ACCOUNT_ZONE_WRONG");
        assert!(
            settle(
                &pacific("2025-06-02 03:15:00"),
                Some(Tz::America__Los_Angeles)
            )
            .await
            .is_ok()
        );
    }
}
