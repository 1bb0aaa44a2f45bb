//! Accounts of the ledger and accounting periods, one a month.

use chrono::{Datelike, NaiveDate};

use super::{Rows, Table, View};

/// Bank.
pub const BANK: u32 = 100;
/// Receivables.
pub const RECEIVABLES: u32 = 120;
/// Payables.
pub const PAYABLES: u32 = 200;
/// Taxes owed.
pub const TAXES: u32 = 220;
/// Revenue of services.
pub const REVENUE: u32 = 400;
/// Expenses of projects.
pub const EXPENSES: u32 = 600;
/// Subcontracted work.
pub const SUBCONTRACTORS: u32 = 610;

const ACCOUNTS: [(u32, &str, &str, &str); 7] = [
    (BANK, "1000", "Bank", "Bank"),
    (RECEIVABLES, "1200", "Accounts Receivable", "AcctRec"),
    (PAYABLES, "2000", "Accounts Payable", "AcctPay"),
    (TAXES, "2200", "Sales Tax Payable", "OthCurrLiab"),
    (REVENUE, "4000", "Service Revenue", "Income"),
    (EXPENSES, "6000", "Project Expenses", "Expense"),
    (SUBCONTRACTORS, "6100", "Subcontractors", "COGS"),
];

fn account(_: &View<'_>, id: u64) -> Option<(u32, &'static str, &'static str, &'static str)> {
    ACCOUNTS
        .into_iter()
        .find(|(number, ..)| u64::from(*number) == id)
}

/// `account`
pub static ACCOUNT: Table = Table {
    name: "account",
    columns: columns![_view, row in account;
        "id" => row.0,
        "acctnumber" => row.1,
        "accountsearchdisplayname" => format!("{} {}", row.1, row.2),
        "fullname" => row.2,
        "accttype" => row.3,
        "isinactive" => false,
    ],
    key: &["id"],
    rows: |_, range| -> Rows<'_> {
        Box::new(
            ACCOUNTS
                .iter()
                .map(|row| u64::from(row.0))
                .filter(move |id| range.contains(id)),
        )
    },
    stamp: None,
    partition: None,
};

/// Internal id of the period of a month.
pub fn period_of(year: i32, month: u32) -> i64 {
    i64::from(year) * 100 + i64::from(month)
}

fn period(_: &View<'_>, id: u64) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(
        i32::try_from(id / 100).ok()?,
        u32::try_from(id % 100).ok()?,
        1,
    )
}

/// `accountingperiod`
pub static PERIOD: Table = Table {
    name: "accountingperiod",
    columns: columns![view, first in period;
        "id" => period_of(first.year(), first.month()),
        "periodname" => first.format("%b %Y").to_string(),
        "startdate" => first,
        "enddate" => first.checked_add_months(chrono::Months::new(1)).and_then(|day| day.pred_opt()),
        "isquarter" => false,
        "isyear" => false,
        "isposting" => true,
        "closed" => first.checked_add_months(chrono::Months::new(2)).is_some_and(|day| day <= view.firm.today),
    ],
    key: &["id"],
    rows: |view, range| -> Rows<'_> {
        let (from, to) = (view.firm.first_day.year(), view.firm.today.year());
        let ids =
            (from..=to).flat_map(|year| (1..=12).map(move |month| period_of(year, month) as u64));
        Box::new(ids.filter(move |id| range.contains(id)))
    },
    stamp: None,
    partition: None,
};
