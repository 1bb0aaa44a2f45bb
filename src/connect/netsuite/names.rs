//! The names behind an account's internal ids, read at the start of a pass where its stream needs them and given to its rows.

use std::collections::HashMap;

use serde_json::Value;

use super::account::Settings;
use super::answer::{Row, integer, text};
use super::reader::{AskError, Reader};
use super::refusal::Refusal;
use super::suiteql::{Column, Part, Table};
use super::tables::{ACCOUNT, CURRENCY, DEPARTMENT, EMPLOYEE, JOB, SUBSIDIARY, TERM};
use crate::connect::RawObject;
use crate::domain::fault::Fault;

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
    use super::super::reader::Hides;
    use super::super::reader::fake::Account;
    use super::*;

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
