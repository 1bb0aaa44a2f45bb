//! `Contact` as resource, and `pse__Work_Calendar__c`.

use rust_decimal::Decimal;

use super::{GROUP, PRACTICE, REGION, delivery_group, hours, prefix, reference};
use crate::firm::{Employment, Kind, Person, Workweek};
use crate::vendor::salesforce::crm::user::turn;
use crate::vendor::salesforce::schema::*;

fn row<'a>(view: &View<'a>, number: u32) -> Option<&'a Person> {
    view.firm.person(number)
}

/// Resources, which are contacts.
pub fn contacts() -> Object {
    let fields = vec![
        field("FirstName", Type::Text(40), |v, n| {
            Some(row(v, n)?.first_name.clone().into())
        }),
        field("LastName", Type::Text(80), |v, n| {
            Some(row(v, n)?.last_name.clone().into())
        }),
        fixed("Name", Type::Text(121), |v, n| {
            Some(row(v, n)?.full_name().into())
        }),
        field("Email", Type::Text(128), |v, n| {
            Some(row(v, n)?.email.clone().into())
        }),
        written("AccountId", Type::Reference("Account", "Account")),
        field(
            "ReportsToId",
            Type::Reference("Contact", "ReportsTo"),
            |v, n| reference(prefix::CONTACT, row(v, n)?.manager?),
        ),
        field("Title", Type::Text(128), |v, n| {
            let role = row(v, n)?.term_on(v.today)?.role;
            Some(v.firm.role(role)?.name.into())
        }),
        field("CurrencyIsoCode", Type::Picklist(&[]), |v, n| {
            Some(v.firm.entity(row(v, n)?.entity)?.currency.code().into())
        }),
        field("pse__Is_Resource__c", Type::Flag, |v, n| {
            row(v, n)?;
            Some(true.into())
        }),
        field("pse__Is_Resource_Active__c", Type::Flag, |v, n| {
            Some(row(v, n)?.employed_on(v.today).into())
        }),
        field("pse__Resource_Role__c", Type::Picklist(&[]), |v, n| {
            let role = row(v, n)?.term_on(v.today)?.role;
            Some(v.firm.role(role)?.name.into())
        }),
        field("pse__Region__c", REGION, |v, n| {
            reference(prefix::REGION, row(v, n)?.entity)
        }),
        field("pse__Practice__c", PRACTICE, |v, n| {
            reference(prefix::PRACTICE, row(v, n)?.term_on(v.today)?.practice)
        }),
        field("pse__Group__c", GROUP, delivery_group),
        field(
            "pse__Salesforce_User__c",
            Type::Reference("User", "pse__Salesforce_User__r"),
            |v, n| {
                v.side.users.get(&n)?;
                Some(crate::firm::ids::salesforce(Kind::Person, n).into())
            },
        ),
        field("pse__Start_Date__c", Type::Date, |v, n| {
            Some(row(v, n)?.hired_on.into())
        }),
        field("pse__Last_Date__c", Type::Date, |v, n| {
            Some(row(v, n)?.released_on?.into())
        }),
        field("pse__Utilization_Target__c", Type::Percent, |v, n| {
            Some(Decimal::from(row(v, n)?.target_percent).into())
        }),
        field("pse__External_Resource__c", Type::Flag, |v, n| {
            Some((row(v, n)?.employment == Employment::Contractor).into())
        }),
        field("pse__Default_Cost_Rate__c", Type::Currency, |v, n| {
            let row = row(v, n)?;
            let currency = v.firm.entity(row.entity)?.currency;
            Some(currency.decimal(row.term_on(v.today)?.cost_minor).into())
        }),
        field(
            "pse__Exclude_From_Time_Calculations__c",
            Type::Flag,
            |v, n| {
                row(v, n)?;
                Some(false.into())
            },
        ),
        field(
            "pse__Work_Calendar__c",
            Type::Reference("pse__Work_Calendar__c", "pse__Work_Calendar__r"),
            |v, n| {
                let terms = v.firm.workweek_terms.iter();
                let term = terms
                    .filter(|term| term.person == n && term.start_on <= v.today)
                    .max_by_key(|term| term.start_on);
                let own = term.map(|term| term.workweek);
                let default = || {
                    v.firm
                        .workweeks
                        .iter()
                        .find(|row| row.default)
                        .map(|row| row.id)
                };
                reference(prefix::CALENDAR, own.or_else(default)?)
            },
        ),
    ];
    Object::new(
        "Contact",
        prefix::CONTACT,
        Stamps::Full,
        &[Kind::Person, Kind::WorkweekTerm],
        |v| {
            let mut rows = rows_of(&v.firm.people, |row| row.in_psa);
            for entry in &mut rows {
                turn(v, entry);
                let hired = row(v, entry.number).map(|row| row.hired_on);
                entry.turns(hired, v.today);
            }
            rows
        },
        fields,
    )
    .requiring(&["LastName"])
}

fn week<'a>(view: &View<'a>, number: u32) -> Option<&'a Workweek> {
    view.firm.workweeks.get((number as usize).checked_sub(1)?)
}

/// Work calendars: hours by weekday.
pub fn calendars() -> Object {
    let day = |name, get| field(name, Type::Double(2), get);
    let fields = vec![
        field("Name", Type::Text(80), |v, n| {
            Some(week(v, n)?.title.into())
        }),
        day("pse__Monday_Hours__c", |v, n| hours(week(v, n)?.minutes[0])),
        day("pse__Tuesday_Hours__c", |v, n| {
            hours(week(v, n)?.minutes[1])
        }),
        day("pse__Wednesday_Hours__c", |v, n| {
            hours(week(v, n)?.minutes[2])
        }),
        day("pse__Thursday_Hours__c", |v, n| {
            hours(week(v, n)?.minutes[3])
        }),
        day("pse__Friday_Hours__c", |v, n| hours(week(v, n)?.minutes[4])),
        day("pse__Saturday_Hours__c", |v, n| {
            hours(week(v, n)?.minutes[5])
        }),
        day("pse__Sunday_Hours__c", |v, n| hours(week(v, n)?.minutes[6])),
        field("pse__Week_Total__c", Type::Double(2), |v, n| {
            hours(week(v, n)?.minutes.iter().sum())
        }),
    ];
    Object::new(
        "pse__Work_Calendar__c",
        prefix::CALENDAR,
        Stamps::Full,
        &[Kind::Workweek],
        |v| rows_of(&v.firm.workweeks, |_| true),
        fields,
    )
}
