//! What a run has to know of the account before it reads: the server's clock and zone, and the names behind internal ids.

use std::collections::HashMap;

use chrono::{Datelike, NaiveDate};
use chrono_tz::Tz;
use entity::value::Instant;

use super::answer::{Row, integer, text};
use super::reader::{AskError, Reader};
use super::refusal::Refusal;
use super::suiteql::{Column, Part, SERVER_CLOCK, Table};
use super::tables::{CURRENCY, DEPARTMENT, EMPLOYEE, INVOICE, JOB, SUBSIDIARY, TERM};
use super::zone::{Sighting, Zone, offset};
use crate::domain::fault::{Fault, Remedy};

/// How far the hub's clock and the server's may differ besides the zone.
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

/// The server's clock at the start of a run, and the zone of its instants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ServerClock {
    /// The instant that the server showed.
    pub now: Instant,
    /// The zone it writes instants in.
    pub zone: Zone,
}

/// Reads the server's clock against the hub's and settles the zone.
pub async fn clock(
    reader: &Reader<'_>,
    settings: &Settings,
    now: Instant,
) -> Result<ServerClock, Fault> {
    let answer = reader.asked().ask(SERVER_CLOCK).await;
    let answer = answer.map_err(|error| reader.fault("DUAL", error))?;
    let shown = answer.rows.first().and_then(|row| text(row, "servertime"));
    let shown = shown.unwrap_or_default();
    let minutes = offset(shown, now)
        .filter(|minutes| minutes.abs() <= GREATEST_OFFSET_MINUTES)
        .ok_or_else(|| {
            Fault::new(
                "SERVER_CLOCK_ODD",
                Remedy::Fail,
                format!("the account's clock says {shown:?} while the hub's says {now}"),
            )
            .hint("no zone is that far from UTC: set the hub's clock")
        })?;
    let mut seen = vec![Sighting { at: now, minutes }];
    if settings.zone.is_none() {
        seen.extend(sightings(reader, now).await);
    }
    let zone = match Zone::explain(settings.zone, &seen) {
        Some(zone) => zone,
        None if settings.zone.is_none() => Zone::Fixed(minutes),
        None => {
            return Err(Fault::new(
                "ACCOUNT_ZONE_WRONG",
                Remedy::FixConfiguration,
                format!("the account's clock is {minutes} minutes from UTC, which is not what `account_zone` says"),
            )
            .hint("set `account_zone` to the zone of the integration user's preferences, or leave it out to have it found"));
        }
    };
    let now = zone.instant(shown).unwrap_or(now);
    Ok(ServerClock { now, zone })
}

/// Documents that have a stamp in both services.
const STAMPED: Table = Table {
    columns: &[Column::plain("id"), Column::instant("lastmodifieddate")],
    filter: "t.type = 'CustInvc'",
    ..INVOICE
};

/// Offsets of a winter and a summer, from documents whose stamp the record service gives in UTC; none where they cannot be read.
async fn sightings(reader: &Reader<'_>, now: Instant) -> Vec<Sighting> {
    let mut seen = Vec::new();
    let year = now.datetime().year() - 1;
    for (from, until) in [((1, 5), (2, 25)), ((6, 20), (8, 31))] {
        let day = |(month, day)| NaiveDate::from_ymd_opt(year, month, day);
        let (Some(from), Some(until)) = (day(from), day(until)) else {
            continue;
        };
        let part = Part {
            from: Some(format!("{from} 00:00:00")),
            until: Some(format!("{until} 00:00:00")),
            ..Part::default()
        };
        let Ok(answer) = reader.page(&STAMPED, &[], &part).await else {
            continue;
        };
        if let Some(row) = answer.rows.first()
            && let Some(sighting) = sighting(reader, row).await
        {
            seen.push(sighting);
        }
    }
    seen
}

async fn sighting(reader: &Reader<'_>, row: &Row) -> Option<Sighting> {
    let id = integer(row, "id")?;
    let shown = text(row, "lastmodifieddate")?;
    let record = reader.asked().record(&format!("invoice/{id}")).await.ok()?;
    let stamp = record.get("lastModifiedDate")?.as_str()?;
    let at = chrono::DateTime::parse_from_rfc3339(stamp).ok()?;
    let at = Instant::from_datetime(at.to_utc());
    Some(Sighting {
        at,
        minutes: offset(shown, at)?,
    })
}

/// A name that a row is given beside an internal id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lookup {
    /// `<column>_code`: the currency's ISO code; of an account with one currency, that.
    Currency(&'static str),
    /// `subsidiary_currency`: the currency of the row's subsidiary.
    SubsidiaryCurrency,
    /// `terms_days`: days of the payment terms.
    Terms,
    /// `customer` and `project`: what `entity` is, since ids of customers, projects and people share one space.
    Entity,
    /// `practice` beside the text of a department's name or id in `<column>`: `<column>_department`.
    Department(&'static str),
    /// `recordid_currency`: the currency that an employee's labour cost is kept in.
    Employee,
}

/// The names of an account, read where a stream needs them.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// ISO codes by internal id.
    currencies: HashMap<i64, String>,
    /// The one currency of an account that has no table of them.
    only_currency: Option<String>,
    /// ISO codes by subsidiary.
    subsidiaries: HashMap<i64, String>,
    /// The one subsidiary of an account that has no table of them.
    only_subsidiary: Option<i64>,
    terms: HashMap<i64, i64>,
    /// Customers by project.
    jobs: HashMap<i64, Option<i64>>,
    departments: HashMap<String, i64>,
    employees: HashMap<i64, String>,
}

/// Internal id of the company in an account without subsidiaries.
pub const ONLY_SUBSIDIARY: i64 = 1;

impl Names {
    /// Reads the names that some lookups need.
    pub async fn read(
        reader: &Reader<'_>,
        settings: &Settings,
        lookups: &[Lookup],
    ) -> Result<Self, Fault> {
        let mut names = Self::default();
        names.currencies(reader, settings).await?;
        for lookup in lookups {
            match lookup {
                Lookup::Currency(_) => {}
                Lookup::SubsidiaryCurrency => names.subsidiaries(reader).await?,
                Lookup::Terms => names.terms(reader).await?,
                Lookup::Entity => names.jobs(reader).await?,
                Lookup::Department(_) => names.departments(reader).await?,
                Lookup::Employee => {
                    names.subsidiaries(reader).await?;
                    names.employees(reader).await?;
                }
            }
        }
        Ok(names)
    }

    /// Whether the account has no table of subsidiaries.
    pub fn single_company(&self) -> bool {
        self.only_subsidiary.is_some()
    }

    /// The currency of an account that has only one.
    pub fn only_currency(&self) -> Option<&str> {
        self.only_currency.as_deref()
    }

    async fn currencies(&mut self, reader: &Reader<'_>, settings: &Settings) -> Result<(), Fault> {
        let Some(rows) = optional(reader, &CURRENCY).await? else {
            self.only_currency.clone_from(&settings.currency);
            return Ok(());
        };
        for row in rows {
            if let (Some(id), Some(code)) = (integer(&row, "id"), text(&row, "symbol")) {
                self.currencies.insert(id, code.to_owned());
            }
        }
        Ok(())
    }

    async fn subsidiaries(&mut self, reader: &Reader<'_>) -> Result<(), Fault> {
        if !self.subsidiaries.is_empty() || self.only_subsidiary.is_some() {
            return Ok(());
        }
        let Some(rows) = optional(reader, &SUBSIDIARY).await? else {
            self.only_subsidiary = Some(ONLY_SUBSIDIARY);
            return Ok(());
        };
        for row in rows {
            let code = integer(&row, "currency").and_then(|id| self.currencies.get(&id));
            if let (Some(id), Some(code)) = (integer(&row, "id"), code.or(self.only_currency.as_ref())) {
                self.subsidiaries.insert(id, code.clone());
            }
        }
        Ok(())
    }

    async fn terms(&mut self, reader: &Reader<'_>) -> Result<(), Fault> {
        for row in optional(reader, &TERM).await?.unwrap_or_default() {
            if let (Some(id), Some(days)) = (integer(&row, "id"), integer(&row, "daysuntilnetdue")) {
                self.terms.insert(id, days);
            }
        }
        Ok(())
    }

    async fn jobs(&mut self, reader: &Reader<'_>) -> Result<(), Fault> {
        const SHORT: Table = Table {
            columns: &[Column::plain("id"), Column::plain("customer"), Column::plain("parent")],
            ..JOB
        };
        for row in optional(reader, &SHORT).await?.unwrap_or_default() {
            if let Some(id) = integer(&row, "id") {
                let customer = integer(&row, "customer").or(integer(&row, "parent"));
                self.jobs.insert(id, customer);
            }
        }
        Ok(())
    }

    async fn departments(&mut self, reader: &Reader<'_>) -> Result<(), Fault> {
        for row in optional(reader, &DEPARTMENT).await?.unwrap_or_default() {
            if let Some(id) = integer(&row, "id") {
                self.departments.insert(id.to_string(), id);
                if let Some(name) = text(&row, "name") {
                    self.departments.insert(name.to_owned(), id);
                }
            }
        }
        Ok(())
    }

    async fn employees(&mut self, reader: &Reader<'_>) -> Result<(), Fault> {
        const SHORT: Table = Table {
            columns: &[Column::plain("id"), Column::plain("subsidiary")],
            ..EMPLOYEE
        };
        for row in optional(reader, &SHORT).await?.unwrap_or_default() {
            let code = integer(&row, "subsidiary").and_then(|id| self.subsidiaries.get(&id));
            if let (Some(id), Some(code)) = (integer(&row, "id"), code.or(self.only_currency.as_ref())) {
                self.employees.insert(id, code.clone());
            }
        }
        Ok(())
    }

    /// Gives a row the names that it needs.
    pub fn name(&self, row: &mut Row, lookups: &[Lookup]) {
        for lookup in lookups {
            match lookup {
                Lookup::Currency(column) => {
                    let code = integer(row, column).and_then(|id| self.currencies.get(&id));
                    put(row, format!("{column}_code"), code.or(self.only_currency.as_ref()));
                }
                Lookup::SubsidiaryCurrency => {
                    if let Some(only) = self.only_subsidiary {
                        row.insert("subsidiary".to_owned(), only.to_string().into());
                    }
                    let code = integer(row, "subsidiary").and_then(|id| self.subsidiaries.get(&id));
                    put(row, "subsidiary_currency".to_owned(), code.or(self.only_currency.as_ref()));
                }
                Lookup::Terms => {
                    let days = integer(row, "terms").and_then(|id| self.terms.get(&id));
                    put(row, "terms_days".to_owned(), days);
                }
                Lookup::Entity => self.entity(row),
                Lookup::Department(column) => {
                    let id = text(row, column).and_then(|name| self.departments.get(name));
                    put(row, format!("{column}_department"), id);
                }
                Lookup::Employee => {
                    let code = integer(row, "recordid").and_then(|id| self.employees.get(&id));
                    put(row, "recordid_currency".to_owned(), code);
                }
            }
        }
    }

    fn entity(&self, row: &mut Row) {
        let Some(entity) = integer(row, "entity") else {
            return;
        };
        match self.jobs.get(&entity) {
            Some(customer) => {
                put(row, "project".to_owned(), Some(&entity));
                put(row, "customer".to_owned(), customer.as_ref());
            }
            None => put(row, "customer".to_owned(), Some(&entity)),
        }
    }
}

fn put(row: &mut Row, name: String, value: Option<&impl ToString>) {
    if let Some(value) = value {
        row.insert(name, value.to_string().into());
    }
}

/// All rows of a table, or `None` where the account has no such table.
async fn optional(reader: &Reader<'_>, table: &Table) -> Result<Option<Vec<Row>>, Fault> {
    match reader.all(table, &[], Part::default()).await {
        Ok(rows) => Ok(Some(rows)),
        Err(AskError::Refused(Refusal::Table(_))) => Ok(None),
        Err(error) => Err(reader.fault(table.name, error)),
    }
}
