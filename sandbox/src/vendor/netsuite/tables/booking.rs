//! Bookings of people on projects.

use super::column::number;
use super::job::{hours, known};
use super::{Table, View, rows_of};
use crate::firm::{Allocation, Kind, Seat, ids};

fn seat<'a>(view: &View<'a>, row: &Allocation) -> Option<&'a Seat> {
    let seat = view.firm.seats.get((row.seat as usize).checked_sub(1)?)?;
    (seat.person.is_some() && known(view, seat.project).is_some()).then_some(seat)
}

fn allocation<'a>(view: &View<'a>, id: u64) -> Option<(&'a Allocation, &'a Seat)> {
    let row = view
        .firm
        .allocations
        .get((number(id, 0)? as usize).checked_sub(1)?)?;
    seat(view, row)
        .filter(|_| row.meta.live())
        .map(|seat| (row, seat))
}

/// `resourceallocation`
pub static RESOURCE_ALLOCATION: Table = Table {
    name: "resourceallocation",
    columns: columns![_view, pair in allocation;
        "id" => pair.0.id,
        "externalid" => format!("kantata:allocation:{}", ids::kantata(Kind::Allocation, pair.0.id)),
        "allocationresource" (-> "employee") => pair.1.person.map(|id| ids::netsuite(Kind::Person, id)),
        "project" (-> "job") => ids::netsuite(Kind::Project, pair.1.project),
        "startdate" => pair.0.start_on,
        "enddate" => pair.0.end_on,
        "allocationamount" => hours(pair.0.minutes),
        "allocationunit" => "H",
        "numberhours" => hours(pair.0.minutes),
        "allocationtype" => if pair.0.hard { 1u32 } else { 2 },
        "lastmodifieddate" => pair.0.meta.updated_at,
    ],
    key: &["id"],
    rows: |view, range| {
        rows_of(&view.firm.allocations, 0, range, move |row| {
            seat(&view, row).is_some()
        })
    },
    stamp: Some("lastmodifieddate"),
    partition: None,
};
