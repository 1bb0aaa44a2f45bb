//! Small lists: items, payment terms, billing classes and record types.

use super::{Rows, Table, View, rows_of};
use crate::firm::{Kind, Role, ids};

/// Item of delivered time.
pub const TIME: u32 = 91;
/// Item of passed-on expenses.
pub const EXPENSE: u32 = 92;
/// Item of milestones.
pub const MILESTONE: u32 = 93;
/// Item of fees.
pub const FEE: u32 = 94;
/// Item of tax lines.
pub const TAX: u32 = 95;

/// Record type of employees.
pub const EMPLOYEE_TYPE: i64 = -4;
/// Record type of transactions.
pub const TRANSACTION_TYPE: i64 = -30;
/// Record type of time bills.
pub const TIME_TYPE: i64 = -256;

const ITEMS: [(u32, &str, &str); 5] = [
    (TIME, "Consulting time", "Service"),
    (EXPENSE, "Expenses passed on", "OthCharge"),
    (MILESTONE, "Milestone", "Service"),
    (FEE, "Fee", "Service"),
    (TAX, "Sales tax", "TaxItem"),
];
const TERMS: [u32; 7] = [0, 14, 15, 30, 45, 60, 90];
const RECORD_TYPES: [(i64, &str, &str); 10] = [
    (-2, "customer", "Customer"),
    (EMPLOYEE_TYPE, "employee", "Employee"),
    (-7, "job", "Project"),
    (-27, "projecttask", "Project Task"),
    (TRANSACTION_TYPE, "transaction", "Transaction"),
    (-102, "department", "Department"),
    (-117, "subsidiary", "Subsidiary"),
    (TIME_TYPE, "timebill", "Time"),
    (-294, "charge", "Charge"),
    (-295, "resourceallocation", "Resource Allocation"),
];

fn numbers<'a>(ids: impl Iterator<Item = u64> + 'a, range: std::ops::Range<u64>) -> Rows<'a> {
    Box::new(ids.filter(move |id| range.contains(id)))
}

fn item(_: &View<'_>, id: u64) -> Option<(u32, &'static str, &'static str)> {
    ITEMS
        .into_iter()
        .find(|(number, ..)| u64::from(*number) == id)
}

/// `item`
pub static ITEM: Table = Table {
    name: "item",
    columns: columns![_view, row in item;
        "id" => row.0,
        "itemid" => row.1,
        "displayname" => row.1,
        "itemtype" => row.2,
        "isinactive" => false,
    ],
    key: &["id"],
    rows: |_, range| numbers(ITEMS.iter().map(|row| u64::from(row.0)), range),
    stamp: None,
    partition: None,
};

fn term(_: &View<'_>, id: u64) -> Option<u32> {
    TERMS.into_iter().find(|days| u64::from(*days) == id)
}

/// `term`: the id is the number of days.
pub static TERM: Table = Table {
    name: "term",
    columns: columns![_view, row in term;
        "id" => row,
        "name" => format!("Net {row}"),
        "daysuntilnetdue" => row,
        "isinactive" => false,
    ],
    key: &["id"],
    rows: |_, range| numbers(TERMS.iter().map(|days| u64::from(*days)), range),
    stamp: None,
    partition: None,
};

fn role<'a>(view: &View<'a>, id: u64) -> Option<&'a Role> {
    view.firm.role(u32::try_from(id).ok()?)
}

/// `billingclass`: one a role.
pub static BILLING_CLASS: Table = Table {
    name: "billingclass",
    columns: columns![_view, row in role;
        "id" => ids::netsuite(Kind::Role, row.id),
        "name" => row.name,
        "description" => row.name,
        "isinactive" => !row.meta.live(),
    ],
    key: &["id"],
    rows: |view, range| rows_of(&view.firm.roles, 0, range, |_| true),
    stamp: None,
    partition: None,
};

fn record_type(_: &View<'_>, id: u64) -> Option<(i64, &'static str, &'static str)> {
    RECORD_TYPES
        .get(usize::try_from(id).ok()?.checked_sub(1)?)
        .copied()
}

/// `recordtype`: ids are negative, so that rows are numbered by their place.
pub static RECORD_TYPE: Table = Table {
    name: "recordtype",
    columns: columns![_view, row in record_type;
        "id" => row.0,
        "scriptid" => row.1,
        "name" => row.2,
    ],
    key: &[],
    rows: |_, range| numbers(1..=RECORD_TYPES.len() as u64, range),
    stamp: None,
    partition: None,
};
