//! Vendor ids of the firm's rows: pure functions of table and number, shared so that cross references agree.

use super::Kind;

/// Kantata's account.
pub const KANTATA_ACCOUNT: u32 = 55;

/// First Kantata id of a table, minus one: id = base + number.
fn kantata_base(kind: Kind) -> u32 {
    match kind {
        Kind::Practice => 100,
        Kind::LegalEntity => 200,
        Kind::Role => 300,
        Kind::Workweek => 400,
        Kind::HolidayCalendar => 450,
        Kind::Holiday => 5_000,
        Kind::RateCardSet => 80,
        Kind::RateCardVersion => 8_800,
        Kind::RoleRate => 88_000,
        Kind::Person => 7_000,
        Kind::Customer => 60_000,
        Kind::Project => 40_000,
        Kind::Invoice => 5_100_000,
        Kind::TimeEntry => 91_000_000,
        Kind::Submission => 33_000_000,
        Kind::Resolution => 35_000_000,
        Kind::Story => 2_000_000,
        _ => 1_000_000,
    }
}

/// Kantata id of a row.
pub fn kantata(kind: Kind, id: u32) -> u32 {
    kantata_base(kind) + id
}

/// The row's number behind a Kantata id.
pub fn kantata_number(kind: Kind, vendor_id: u32) -> Option<u32> {
    vendor_id
        .checked_sub(kantata_base(kind))
        .filter(|number| *number > 0)
}

/// NetSuite internal id of a row. Entities (customer, job, employee) share one number space, transactions another.
pub fn netsuite(kind: Kind, id: u32) -> u32 {
    let base = match kind {
        Kind::LegalEntity | Kind::Practice | Kind::Role => 0,
        Kind::Person => 10_000,
        Kind::Customer => 100_000,
        Kind::Project => 1_000_000,
        Kind::Engagement => 2_000_000,
        Kind::Invoice => 3_000_000,
        Kind::CreditNote => 6_000_000,
        Kind::Payment => 7_000_000,
        _ => 0,
    };
    base + id
}

/// Salesforce 18-character id of a row.
pub fn salesforce(kind: Kind, id: u32) -> String {
    let prefix = match kind {
        Kind::Customer => "001",
        Kind::Person => "005",
        Kind::Opportunity => "006",
        Kind::StageMove => "008",
        Kind::Engagement => "800",
        Kind::Project => "a1d",
        Kind::TimeEntry => "a2R",
        Kind::Expense => "a0E",
        Kind::BillingMilestone => "a1M",
        _ => "a00",
    };
    salesforce_id(prefix, id)
}

/// Salesforce 18-character id from a three-character key prefix and a number.
pub fn salesforce_id(prefix: &str, id: u32) -> String {
    const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let mut rest = id as usize;
    let mut tail = [b'0'; 7];
    for place in tail.iter_mut().rev() {
        *place = DIGITS[rest % 62];
        rest /= 62;
    }
    let mut text = String::with_capacity(18);
    text.push_str(prefix);
    text.push_str("Qy000");
    text.extend(tail.iter().map(|byte| char::from(*byte)));
    let checks: Vec<char> = text
        .as_bytes()
        .chunks(5)
        .map(|chunk| {
            let bits = chunk
                .iter()
                .enumerate()
                .filter(|(_, byte)| byte.is_ascii_uppercase())
                .fold(0usize, |bits, (place, _)| bits | 1 << place);
            char::from(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"[bits])
        })
        .collect();
    text.extend(checks);
    text
}
