//! `pse__Timecard_Header__c`: one row a week.

use super::work::Header;
use super::{APPROVER, PROJECT, RESOURCE, hours, prefix, rate, reference};
use crate::firm::{Currency, Kind, ids, value_of};
use crate::vendor::salesforce::cell::Cell;
use crate::vendor::salesforce::crm::CURRENCIES;
use crate::vendor::salesforce::schema::*;

pub(super) fn row<'a>(view: &View<'a>, number: u32) -> Option<&'a Header> {
    view.side.work.header(number)
}

pub(super) fn currency(view: &View<'_>, header: &Header) -> Option<Currency> {
    Some(view.firm.project(header.project)?.currency)
}

pub(super) fn billable_amount(view: &View<'_>, header: &Header, minutes: i64) -> Option<Cell> {
    let currency = currency(view, header)?;
    let minor = match header.billable {
        true => value_of(minutes, header.bill.minor()?),
        false => 0,
    };
    Some(currency.decimal(minor).into())
}

pub(super) fn cost(view: &View<'_>, header: &Header, minutes: i64) -> Option<Cell> {
    let minor = value_of(minutes, header.cost.minor()?);
    Some(currency(view, header)?.decimal(minor).into())
}

pub(super) fn name(prefix: &str, header: &Header) -> String {
    let day = header.monday.format("%m-%d-%Y");
    format!("{prefix}-{day}-{:06}", header.number)
}

/// Headers.
pub fn headers() -> Object {
    let day = |name, get| field(name, Type::Double(2), get);
    let fields = vec![
        fixed("Name", Type::Text(80), |v, n| {
            Some(name("TCH", row(v, n)?).into())
        }),
        field("OwnerId", Type::Reference("User", "Owner"), |v, n| {
            let manager = v.firm.project(row(v, n)?.project)?.manager;
            Some(ids::salesforce(Kind::Person, manager).into())
        }),
        field("pse__Resource__c", RESOURCE, |v, n| {
            reference(prefix::CONTACT, row(v, n)?.person)
        }),
        field("pse__Project__c", PROJECT, |v, n| {
            reference(prefix::PROJECT, row(v, n)?.project)
        }),
        field(
            "pse__Assignment__c",
            Type::Reference("pse__Assignment__c", "pse__Assignment__r"),
            |v, n| {
                let row = row(v, n)?;
                let seat = v.side.work.seats.get(&(row.project, row.person))?;
                reference(prefix::ASSIGNMENT, *seat)
            },
        ),
        written(
            "pse__Milestone__c",
            Type::Reference("pse__Milestone__c", "pse__Milestone__r"),
        ),
        field("pse__Start_Date__c", Type::Date, |v, n| {
            Some(row(v, n)?.monday.into())
        }),
        field("pse__End_Date__c", Type::Date, |v, n| {
            Some(row(v, n)?.sunday().into())
        }),
        day("pse__Monday_Hours__c", |v, n| {
            hours(row(v, n)?.minutes[0].into())
        }),
        day("pse__Tuesday_Hours__c", |v, n| {
            hours(row(v, n)?.minutes[1].into())
        }),
        day("pse__Wednesday_Hours__c", |v, n| {
            hours(row(v, n)?.minutes[2].into())
        }),
        day("pse__Thursday_Hours__c", |v, n| {
            hours(row(v, n)?.minutes[3].into())
        }),
        day("pse__Friday_Hours__c", |v, n| {
            hours(row(v, n)?.minutes[4].into())
        }),
        day("pse__Saturday_Hours__c", |v, n| {
            hours(row(v, n)?.minutes[5].into())
        }),
        day("pse__Sunday_Hours__c", |v, n| {
            hours(row(v, n)?.minutes[6].into())
        }),
        fixed("pse__Total_Hours__c", Type::Double(2), |v, n| {
            hours(row(v, n)?.total())
        }),
        fixed("pse__Total_Days_Worked__c", Type::Double(0), |v, n| {
            let worked = row(v, n)?.minutes.iter().filter(|minutes| **minutes != 0);
            Some(rust_decimal::Decimal::from(worked.count()).into())
        }),
        field(
            "pse__Status__c",
            Type::Picklist(&["Saved", "Submitted", "Approved", "Rejected"]),
            |v, n| Some(row(v, n)?.status(v.firm).into()),
        ),
        field("pse__Submitted__c", Type::Flag, |v, n| {
            let status = row(v, n)?.status(v.firm);
            Some(matches!(status, "Submitted" | "Approved").into())
        }),
        field("pse__Approved__c", Type::Flag, |v, n| {
            Some(row(v, n)?.approved.into())
        }),
        field("pse__Approver__c", APPROVER, |v, n| {
            let decision = row(v, n)?.sheet(v.firm)?.resolution?;
            let decision = v
                .firm
                .resolutions
                .get((decision as usize).checked_sub(1)?)?;
            Some(ids::salesforce(Kind::Person, decision.person).into())
        }),
        field("pse__Billable__c", Type::Flag, |v, n| {
            Some(row(v, n)?.billable.into())
        }),
        field("pse__Bill_Rate__c", Type::Currency, |v, n| {
            rate(currency(v, row(v, n)?)?, row(v, n)?.bill)
        }),
        field("pse__Daily_Bill_Rate__c", Type::Flag, |v, n| {
            row(v, n)?;
            Some(false.into())
        }),
        field("pse__Cost_Rate_Amount__c", Type::Currency, |v, n| {
            rate(currency(v, row(v, n)?)?, row(v, n)?.cost)
        }),
        field("pse__Cost_Rate_Currency_Code__c", Type::Text(3), |v, n| {
            Some(currency(v, row(v, n)?)?.code().into())
        }),
        fixed("pse__Total_Billable_Amount__c", Type::Currency, |v, n| {
            billable_amount(v, row(v, n)?, row(v, n)?.total())
        }),
        fixed("pse__Total_Cost__c", Type::Currency, |v, n| {
            cost(v, row(v, n)?, row(v, n)?.total())
        }),
        field("pse__Include_In_Financials__c", Type::Flag, |v, n| {
            Some(row(v, n)?.approved.into())
        }),
        field("pse__Billed__c", Type::Flag, |v, n| {
            Some(row(v, n)?.invoices.iter().any(Option::is_some).into())
        }),
        field("pse__Invoiced__c", Type::Flag, |v, n| {
            let mut invoices = row(v, n)?.invoices.iter().flatten();
            let issued = |id: &u32| {
                v.firm
                    .invoice(*id)
                    .is_some_and(|row| row.erp_created_at.is_some())
            };
            Some(invoices.any(issued).into())
        }),
        field("pse__Exclude_from_Billing__c", Type::Flag, |v, n| {
            row(v, n)?;
            Some(false.into())
        }),
        field("pse__Time_Credited__c", Type::Flag, |v, n| {
            Some(row(v, n)?.credit.into())
        }),
        field("pse__Time_Excluded__c", Type::Flag, |v, n| {
            row(v, n)?;
            Some(false.into())
        }),
        written("pse__Audit_Notes__c", Type::TextArea),
        field("CurrencyIsoCode", Type::Picklist(CURRENCIES), |v, n| {
            Some(currency(v, row(v, n)?)?.code().into())
        }),
    ];
    Object::new(
        "pse__Timecard_Header__c",
        prefix::HEADER,
        Stamps::Full,
        &[
            Kind::TimeEntry,
            Kind::TimeAdjustment,
            Kind::Submission,
            Kind::Invoice,
        ],
        |v| v.side.work.headers.iter().map(entry).collect(),
        fields,
    )
    .with_children(&[(
        "pse__Timecards__r",
        "pse__Timecard__c",
        "pse__Timecard_Header__c",
    )])
}

pub(super) fn entry(header: &Header) -> Entry {
    Entry {
        number: header.number,
        created: header.created,
        modified: header.modified,
        deleted: header.deleted,
    }
}
