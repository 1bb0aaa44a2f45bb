//! `pse__Assignment__c`: seats that a person holds.

use super::{PROJECT, RESOURCE, hours, prefix, rate, reference};
use crate::firm::{Kind, Seat};
use crate::vendor::salesforce::crm::CURRENCIES;
use crate::vendor::salesforce::schema::*;

fn seat<'a>(view: &View<'a>, number: u32) -> Option<&'a Seat> {
    view.firm.seats.get((number as usize).checked_sub(1)?)
}

/// Assignments: seats that a person holds.
pub fn assignments() -> Object {
    let fields = vec![
        fixed("Name", Type::Text(80), |v, n| {
            let row = seat(v, n)?;
            let person = v.firm.person(row.person?)?;
            Some(
                format!(
                    "{} on {}",
                    person.full_name(),
                    v.firm.project(row.project)?.code
                )
                .into(),
            )
        }),
        fixed("pse__Assignment_Number__c", Type::Text(30), |v, n| {
            Some(format!("A-{:06}", seat(v, n)?.id).into())
        }),
        field("pse__Project__c", PROJECT, |v, n| {
            reference(prefix::PROJECT, seat(v, n)?.project)
        }),
        field("pse__Resource__c", RESOURCE, |v, n| {
            reference(prefix::CONTACT, seat(v, n)?.person?)
        }),
        field("pse__Role__c", Type::Picklist(&[]), |v, n| {
            Some(v.firm.role(seat(v, n)?.role)?.name.into())
        }),
        field(
            "pse__Status__c",
            Type::Picklist(&["Scheduled", "Tentative", "Closed", "Completed"]),
            |v, n| {
                let closed = v.firm.project(seat(v, n)?.project)?.closed_on.is_some();
                Some(if closed { "Closed" } else { "Scheduled" }.into())
            },
        ),
        fixed("pse__Start_Date__c", Type::Date, |v, n| {
            let booked = v.side.work.bookings.get(&n).map(|booking| booking.1);
            Some(
                booked
                    .or(Some(v.firm.project(seat(v, n)?.project)?.start_on))?
                    .into(),
            )
        }),
        fixed("pse__End_Date__c", Type::Date, |v, n| {
            let booked = v.side.work.bookings.get(&n).map(|booking| booking.2);
            Some(
                booked
                    .or(Some(v.firm.project(seat(v, n)?.project)?.due_on))?
                    .into(),
            )
        }),
        field("pse__Scheduled_Hours__c", Type::Double(2), |v, n| {
            hours(v.side.work.bookings.get(&n)?.0)
        }),
        field("pse__Bill_Rate__c", Type::Currency, |v, n| {
            let row = seat(v, n)?;
            let (bill, _) = v.side.work.rates.get(&(row.project, row.person?))?;
            rate(v.firm.project(row.project)?.currency, *bill)
        }),
        field("pse__Daily_Bill_Rate__c", Type::Flag, |v, n| {
            seat(v, n)?;
            Some(false.into())
        }),
        field("pse__Cost_Rate_Amount__c", Type::Currency, |v, n| {
            let row = seat(v, n)?;
            let (_, cost) = v.side.work.rates.get(&(row.project, row.person?))?;
            rate(v.firm.project(row.project)?.currency, *cost)
        }),
        field("pse__Daily_Cost_Rate__c", Type::Flag, |v, n| {
            seat(v, n)?;
            Some(false.into())
        }),
        field("pse__Cost_Rate_Currency_Code__c", Type::Text(3), |v, n| {
            Some(v.firm.project(seat(v, n)?.project)?.currency.code().into())
        }),
        field("pse__Is_Billable__c", Type::Flag, |v, n| {
            Some(
                v.firm
                    .project(seat(v, n)?.project)?
                    .engagement
                    .is_some()
                    .into(),
            )
        }),
        field("pse__Closed_for_Time_Entry__c", Type::Flag, |v, n| {
            Some(
                v.firm
                    .project(seat(v, n)?.project)?
                    .closed_on
                    .is_some()
                    .into(),
            )
        }),
        field("CurrencyIsoCode", Type::Picklist(CURRENCIES), |v, n| {
            Some(v.firm.project(seat(v, n)?.project)?.currency.code().into())
        }),
    ];
    Object::new(
        "pse__Assignment__c",
        prefix::ASSIGNMENT,
        Stamps::Full,
        &[Kind::Seat, Kind::Allocation, Kind::Project],
        |v| {
            let mut entries = rows_of(&v.firm.seats, |row| row.person.is_some());
            for entry in &mut entries {
                let project = seat(v, entry.number).and_then(|row| v.firm.project(row.project));
                let closed = project.filter(|row| row.closed_on.is_some());
                entry.moved(closed.map(|row| row.meta.updated_at));
            }
            entries
        },
        fields,
    )
}
