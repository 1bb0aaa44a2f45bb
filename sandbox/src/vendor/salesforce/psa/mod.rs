//! Certinia PSA and accounting on the same org: the firm's work in `pse__` and `c2g__` objects.

mod accounting;
mod approval;
mod assignment;
mod billing;
mod delivery;
mod expense;
mod people;
mod project;
mod settlement;
mod split;
mod structure;
mod timecard;
mod work;

use rust_decimal::Decimal;

use super::cell::Cell;
use super::schema::{Field, Object, Type, View, fixed};
use crate::firm::HourlyRate;
use crate::firm::ids::salesforce_id;

pub use work::Work;

/// Prefixes of ids.
mod prefix {
    pub const CONTACT: &str = "003";
    pub const PROJECT: &str = "a1d";
    pub const TASK: &str = "a1T";
    pub const MILESTONE: &str = "a1M";
    pub const ASSIGNMENT: &str = "a0Y";
    pub const HEADER: &str = "a2R";
    pub const SPLIT: &str = "a2S";
    pub const EXPENSE: &str = "a0E";
    pub const REPORT: &str = "a0F";
    pub const EVENT: &str = "a0B";
    pub const ITEM: &str = "a0C";
    pub const RATE: &str = "a1R";
    pub const RATE_SET: &str = "a1S";
    pub const RATE_JUNCTION: &str = "a1J";
    pub const REGION: &str = "a1G";
    pub const PRACTICE: &str = "a1P";
    pub const GROUP: &str = "a1Q";
    pub const CALENDAR: &str = "a1W";
    pub const INSTANCE: &str = "04g";
    pub const STEP: &str = "04h";
    pub const COMPANY: &str = "a3C";
    pub const INVOICE: &str = "a3I";
    pub const INVOICE_LINE: &str = "a3L";
    pub const CREDIT: &str = "a3N";
    pub const CREDIT_LINE: &str = "a3M";
    pub const CASH: &str = "a3P";
    pub const MATCHING: &str = "a3H";
}

/// All objects.
pub fn objects() -> Vec<Object> {
    vec![
        people::contacts(),
        people::calendars(),
        structure::regions(),
        structure::practices(),
        structure::groups(),
        project::projects(),
        delivery::tasks(),
        delivery::milestones(),
        assignment::assignments(),
        timecard::headers(),
        split::splits(),
        expense::reports(),
        expense::expenses(),
        approval::instances(),
        approval::steps(),
        billing::events(),
        billing::items(),
        structure::rate_cards(),
        structure::rate_sets(),
        structure::rate_junctions(),
        accounting::companies(),
        accounting::invoices(),
        accounting::invoice_lines(),
        settlement::credits(),
        settlement::credit_lines(),
        settlement::cash(),
        settlement::matchings(),
    ]
}

/// What the package adds to opportunities.
pub fn opportunity_fields() -> Vec<Field> {
    vec![
        fixed(
            "pse__Primary_Project__c",
            Type::Reference("pse__Proj__c", "pse__Primary_Project__r"),
            |v, n| {
                let contract = v.side.contracts.get(&n)?;
                reference(prefix::PROJECT, *v.side.work.first_project.get(contract)?)
            },
        ),
        fixed("pse__Region__c", REGION, |v, n| {
            reference(prefix::REGION, v.firm.opportunity(n)?.entity)
        }),
        fixed("pse__Practice__c", PRACTICE, |v, n| {
            reference(prefix::PRACTICE, v.firm.opportunity(n)?.practice)
        }),
        fixed("pse__Is_Services_Opportunity__c", Type::Flag, |_, _| {
            Some(true.into())
        }),
    ]
}

const REGION: Type = Type::Reference("pse__Region__c", "pse__Region__r");
const PRACTICE: Type = Type::Reference("pse__Practice__c", "pse__Practice__r");
const GROUP: Type = Type::Reference("pse__Grp__c", "pse__Group__r");
const PROJECT: Type = Type::Reference("pse__Proj__c", "pse__Project__r");
const RESOURCE: Type = Type::Reference("Contact", "pse__Resource__r");
const APPROVER: Type = Type::Reference("User", "pse__Approver__r");

/// An id as a reference.
fn reference(prefix: &str, number: u32) -> Option<Cell> {
    Some(salesforce_id(prefix, number).into())
}

/// Minutes as hours, two decimals.
fn hours(minutes: i64) -> Option<Cell> {
    Some(
        (Decimal::from(minutes) / Decimal::from(60))
            .round_dp(2)
            .into(),
    )
}

/// A rate per hour.
fn rate(currency: crate::firm::Currency, rate: HourlyRate) -> Option<Cell> {
    Some(currency.decimal(rate.minor()?).into())
}

/// The group all work belongs to.
fn delivery_group(_: &View<'_>, _: u32) -> Option<Cell> {
    reference(prefix::GROUP, 1)
}
