//! What a run has to know of the account before it reads: the server's clock and zone, and the names behind internal ids.

use std::collections::HashMap;

use chrono_tz::Tz;
use entity::value::{Currency, Instant};
use serde_json::Value;

use super::answer::{Row, integer, text};
use super::reader::{AskError, Reader};
use super::refusal::Refusal;
use super::suiteql::{Column, Part, SERVER_CLOCK, Table};
use super::tables::{ACCOUNT, CURRENCY, DEPARTMENT, EMPLOYEE, INVOICE, JOB, SUBSIDIARY, TERM};
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
        let mut row = Row::new();
        let id = ONLY_SUBSIDIARY.to_string();
        put(&mut row, "id".to_owned(), Some(&id));
        put(
            &mut row,
            "name".to_owned(),
            Some(&self.company.as_deref().unwrap_or("Company")),
        );
        put(&mut row, "country".to_owned(), self.country.as_ref());
        put(&mut row, "currency_code".to_owned(), self.currency.as_ref());
        RawObject {
            external_id: id,
            version_at: None,
            payload: Value::Object(row).to_string(),
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

/// Reads the server's clock against the time of its reply and settles the zone.
pub async fn clock(
    reader: &Reader<'_>,
    settings: &Settings,
    now: Instant,
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
    if settings.zone.is_none() {
        seen.extend(sightings(reader).await);
    }
    // Records are compared stamp by stamp; the clock may run by itself, so that where the two differ the records are believed.
    let records = seen.get(usize::from(at.is_some())..).unwrap_or_default();
    let mut found = Zone::explain(settings.zone, &seen);
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

/// Documents that have a stamp in both services.
const STAMPED: Table = Table {
    columns: &[Column::plain("id"), Column::instant("lastmodifieddate")],
    filter: "t.type = 'CustInvc'",
    required: &["lastmodifieddate"],
    ..INVOICE
};

/// Offsets of a winter and a summer, from the documents nearest to each whose stamp the record service gives in UTC; none where they cannot
/// be read.
async fn sightings(reader: &Reader<'_>) -> Vec<Sighting> {
    let Ok(answer) = reader.page(&STAMPED, &[], &Part::default()).await else {
        return Vec::new();
    };
    let mut seen = Vec::new();
    for season in [1, 7] {
        let near = answer.rows.iter().min_by_key(|row| {
            let month = text(row, "lastmodifieddate")
                .and_then(|stamp| stamp.get(5..7)?.parse::<i32>().ok());
            month.map_or(i32::MAX, |month| {
                (month - season)
                    .rem_euclid(12)
                    .min((season - month).rem_euclid(12))
            })
        });
        if let Some(row) = near
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
    Subsidiary,
    /// `terms_days`: days of the payment terms.
    Terms,
    /// `customer`, or `project` with its `project_currency`: what the id in a column is, since customers, projects and people share one space.
    Entity(&'static str),
    /// `<column>_department`: the department that a name or id in a column means.
    Department(&'static str),
    /// `recordid_currency` and `recordid_zone`: currency and time zone of an employee's company.
    Employee,
    /// `account_type`: type of the ledger's account.
    Account,
}

impl Lookup {
    fn needs_currencies(self) -> bool {
        !matches!(self, Self::Terms | Self::Department(_) | Self::Account)
    }
}

/// A project as rows that name it need it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Job {
    customer: Option<i64>,
    currency: Option<i64>,
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
    jobs: HashMap<i64, Job>,
    departments: HashMap<String, i64>,
    /// Companies by employee.
    employees: HashMap<i64, i64>,
    /// Time zones by subsidiary, as the mapping of companies gives them.
    zones: HashMap<i64, String>,
    accounts: HashMap<i64, String>,
}

/// Internal id of the company in an account without subsidiaries.
pub const ONLY_SUBSIDIARY: i64 = 1;

impl Names {
    /// Reads the names that some lookups need.
    pub async fn read(
        reader: &Reader<'_>,
        settings: &Settings,
        lookups: &[Lookup],
        zone_of: &(dyn Fn(&RawObject) -> Option<String> + Send + Sync),
    ) -> Result<Self, Fault> {
        let mut names = Self::default();
        if lookups.iter().any(|lookup| lookup.needs_currencies()) {
            names.currencies(reader, settings).await?;
        }
        for lookup in lookups {
            match lookup {
                Lookup::Currency(_) => {}
                Lookup::Subsidiary => names.subsidiaries(reader, settings, zone_of).await?,
                Lookup::Terms => names.terms(reader).await?,
                Lookup::Entity(_) => names.jobs(reader).await?,
                Lookup::Account => names.accounts(reader).await?,
                Lookup::Department(_) => names.departments(reader).await?,
                Lookup::Employee => {
                    names.subsidiaries(reader, settings, zone_of).await?;
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

    /// ISO code of a currency's internal id.
    pub fn currency(&self, id: Option<i64>) -> Option<&str> {
        let code = id.and_then(|id| self.currencies.get(&id));
        code.or(self.only_currency.as_ref()).map(String::as_str)
    }

    async fn currencies(&mut self, reader: &Reader<'_>, settings: &Settings) -> Result<(), Fault> {
        let Some(rows) = optional(reader, &CURRENCY).await? else {
            let only = settings.currency.clone().ok_or_else(|| {
                let error = AskError::Refused(Refusal::Table(CURRENCY.name.to_owned()));
                reader.fault(CURRENCY.name, error)
            })?;
            self.only_currency = Some(only);
            return Ok(());
        };
        for row in rows {
            if let (Some(id), Some(code)) = (integer(&row, "id"), text(&row, "symbol")) {
                self.currencies.insert(id, code.to_owned());
            }
        }
        Ok(())
    }

    async fn subsidiaries(
        &mut self,
        reader: &Reader<'_>,
        settings: &Settings,
        zone_of: &(dyn Fn(&RawObject) -> Option<String> + Send + Sync),
    ) -> Result<(), Fault> {
        if !self.subsidiaries.is_empty() || self.only_subsidiary.is_some() {
            return Ok(());
        }
        let Some(rows) = optional(reader, &SUBSIDIARY).await? else {
            self.only_subsidiary = Some(ONLY_SUBSIDIARY);
            self.zones
                .extend(zone_of(&settings.company()).map(|zone| (ONLY_SUBSIDIARY, zone)));
            return Ok(());
        };
        for mut row in rows {
            let Some(id) = integer(&row, "id") else {
                continue;
            };
            self.name(&mut row, &[Lookup::Currency("currency")]);
            let code = text(&row, "currency_code").map(str::to_owned);
            self.subsidiaries.extend(code.map(|code| (id, code)));
            let object = RawObject {
                external_id: id.to_string(),
                version_at: None,
                payload: Value::Object(row).to_string(),
                deleted: false,
            };
            self.zones.extend(zone_of(&object).map(|zone| (id, zone)));
        }
        Ok(())
    }

    async fn terms(&mut self, reader: &Reader<'_>) -> Result<(), Fault> {
        for row in optional(reader, &TERM).await?.unwrap_or_default() {
            if let (Some(id), Some(days)) = (integer(&row, "id"), integer(&row, "daysuntilnetdue"))
            {
                self.terms.insert(id, days);
            }
        }
        Ok(())
    }

    async fn jobs(&mut self, reader: &Reader<'_>) -> Result<(), Fault> {
        const SHORT: Table = Table {
            columns: &[
                Column::plain("id"),
                Column::plain("customer"),
                Column::plain("parent"),
                Column::plain("currency"),
            ],
            ..JOB
        };
        if !self.jobs.is_empty() {
            return Ok(());
        }
        for row in optional(reader, &SHORT).await?.unwrap_or_default() {
            if let Some(id) = integer(&row, "id") {
                let customer = integer(&row, "customer").or(integer(&row, "parent"));
                let currency = integer(&row, "currency");
                self.jobs.insert(id, Job { customer, currency });
            }
        }
        Ok(())
    }

    async fn accounts(&mut self, reader: &Reader<'_>) -> Result<(), Fault> {
        for row in optional(reader, &ACCOUNT).await?.unwrap_or_default() {
            if let (Some(id), Some(kind)) = (integer(&row, "id"), text(&row, "accttype")) {
                self.accounts.insert(id, kind.to_owned());
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
            let company = integer(&row, "subsidiary").or(self.only_subsidiary);
            if let (Some(id), Some(company)) = (integer(&row, "id"), company) {
                self.employees.insert(id, company);
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
                    put(
                        row,
                        format!("{column}_code"),
                        code.or(self.only_currency.as_ref()),
                    );
                }
                Lookup::Subsidiary => {
                    if let Some(only) = self.only_subsidiary {
                        row.insert("subsidiary".to_owned(), only.to_string().into());
                    }
                    let code = integer(row, "subsidiary").and_then(|id| self.subsidiaries.get(&id));
                    put(
                        row,
                        "subsidiary_currency".to_owned(),
                        code.or(self.only_currency.as_ref()),
                    );
                }
                Lookup::Terms => {
                    let days = integer(row, "terms").and_then(|id| self.terms.get(&id));
                    put(row, "terms_days".to_owned(), days);
                }
                Lookup::Entity(column) => self.entity(row, column),
                Lookup::Account => {
                    let kind = integer(row, "account").and_then(|id| self.accounts.get(&id));
                    put(row, "account_type".to_owned(), kind);
                }
                Lookup::Department(column) => {
                    let id = text(row, column).and_then(|name| self.departments.get(name));
                    put(row, format!("{column}_department"), id);
                }
                Lookup::Employee => {
                    let company = integer(row, "recordid").and_then(|id| self.employees.get(&id));
                    let code = company.and_then(|id| self.subsidiaries.get(id));
                    put(
                        row,
                        "recordid_currency".to_owned(),
                        code.or(self.only_currency.as_ref()),
                    );
                    let zone = company.and_then(|id| self.zones.get(id));
                    put(row, "recordid_zone".to_owned(), zone);
                }
            }
        }
    }

    fn entity(&self, row: &mut Row, column: &str) {
        let Some(entity) = integer(row, column) else {
            return;
        };
        match self.jobs.get(&entity) {
            Some(job) => {
                let code = job.currency.and_then(|id| self.currencies.get(&id));
                put(row, "project".to_owned(), Some(&entity));
                put(
                    row,
                    "project_currency".to_owned(),
                    code.or(self.only_currency.as_ref()),
                );
                if column != "customer" {
                    put(row, "customer".to_owned(), job.customer.as_ref());
                }
            }
            None => put(row, "customer".to_owned(), Some(&entity)),
        }
    }
}

fn put(row: &mut Row, name: String, value: Option<&impl ToString>) {
    match value {
        Some(value) => {
            row.insert(name, value.to_string().into());
        }
        None => {
            row.entry(name).or_insert(Value::Null);
        }
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
        clock(&reader, &settings, at("2025-06-02T10:15:30Z")).await
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

    #[tokio::test]
    async fn accounts_without_companies_and_currencies_have_one_of_each() {
        let account = Account::new(|statement| {
            for table in ["currency", "subsidiary"] {
                if statement.contains(&format!("FROM {table} t")) {
                    return Err(Refusal::Table(table.to_owned()));
                }
            }
            Ok(vec![])
        });
        let hidden = Hides::default();
        let reader = Reader::new(&account, "erp", &hidden);
        let lookups = [Lookup::Currency("currency"), Lookup::Subsidiary];
        let missing = Names::read(&reader, &Settings::default(), &lookups, &|_| None).await;
        assert_eq!(missing.unwrap_err().code, "TABLE_HIDDEN");
        let settings = Settings {
            currency: Some("USD".to_owned()),
            ..Settings::default()
        };
        let names = Names::read(&reader, &settings, &lookups, &|_| None)
            .await
            .unwrap();
        let mut row = Row::new();
        names.name(&mut row, &lookups);
        assert!(names.single_company());
        assert_eq!(
            (text(&row, "currency_code"), text(&row, "subsidiary")),
            (Some("USD"), Some("1"))
        );
    }
}
