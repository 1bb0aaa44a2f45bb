//! Prints how many rows a generated firm has and a few ratios that tell whether it is a plausible one.

use std::collections::BTreeMap;

use chrono::Datelike;
use sandbox::firm::generate::{Rates, generate};
use sandbox::firm::{
    AppliedFrom, BillingModel, Currency, Firm, Kind, RateType, Scale, Subject, value_of,
};

fn main() {
    let scale = std::env::args()
        .nth(1)
        .and_then(|name| Scale::named(&name))
        .unwrap_or(Scale::Small);
    let started = std::time::Instant::now();
    let firm = generate(
        1,
        scale,
        chrono::NaiveDate::from_ymd_opt(2026, 11, 25).unwrap_or_default(),
    );
    println!("{scale:?} in {:?}", started.elapsed());
    for kind in Kind::ALL {
        println!(
            "{kind:?} {} ({} live)",
            firm.table_len(*kind),
            firm.live_count(*kind)
        );
    }
    hours(&firm);
    money(&firm);
}

/// Share of billable, other client and internal time by year.
fn hours(firm: &Firm) {
    let mut years: BTreeMap<i32, [i64; 3]> = BTreeMap::new();
    for entry in &firm.time_entries {
        let client = firm
            .project(entry.project)
            .is_some_and(|row| row.engagement.is_some());
        let place = if entry.billable {
            0
        } else if client {
            1
        } else {
            2
        };
        years.entry(entry.work_on.year()).or_default()[place] += i64::from(entry.minutes) / 60;
    }
    println!("hours by year (billable, client not billable, internal): {years:?}");
}

/// Price, billed and cost by billing model in thousands of group currency, at budget rates.
fn money(firm: &Firm) {
    let rates = Rates::of(firm);
    let usd = |minor: i64, currency: Currency| {
        rates.convert(minor, currency, Currency::Usd, RateType::Budget, firm.today) / 100_000
    };
    let mut models: BTreeMap<BillingModel, [i64; 4]> = BTreeMap::new();
    for entry in &firm.time_entries {
        let Some(project) = firm.project(entry.project) else {
            continue;
        };
        let Some(model) = project.model else { continue };
        let cents = |rate: Option<i64>| {
            usd(
                value_of(i64::from(entry.minutes), rate.unwrap_or(0)) * 1_000,
                project.currency,
            )
        };
        let row = models.entry(model).or_default();
        row[0] += cents(entry.cost_rate.minor());
        row[1] += if entry.billable {
            cents(entry.bill_rate.minor())
        } else {
            0
        };
    }
    for line in &firm.invoice_lines {
        let Some(invoice) = firm.invoice(line.invoice).filter(|row| row.status.issued()) else {
            continue;
        };
        let Some(model) = firm.engagement(invoice.engagement).map(|row| row.model) else {
            continue;
        };
        let row = models.entry(model).or_default();
        let place = if matches!(line.subject, Subject::Expense(_)) {
            3
        } else {
            2
        };
        row[place] += usd(line.net_minor * 1_000, invoice.currency);
    }
    for (model, [cost, standard, billed, expenses]) in models {
        println!(
            "{model:?}: cost {}k, value at rates {}k, billed {}k, expenses billed {}k",
            cost / 1_000,
            standard / 1_000,
            billed / 1_000,
            expenses / 1_000
        );
    }
    let open: i64 = firm
        .invoices
        .iter()
        .map(|row| usd(row.open_minor(), row.currency))
        .sum();
    let credited: i64 = firm
        .applications
        .iter()
        .filter(|row| matches!(row.from, AppliedFrom::Credit(_)))
        .count() as i64;
    println!("open receivables {open}k, credits applied {credited}");
    let statuses =
        firm.invoices
            .iter()
            .fold(BTreeMap::new(), |mut found: BTreeMap<_, usize>, row| {
                *found.entry(row.status).or_default() += 1;
                found
            });
    println!("invoices by status {statuses:?}");
    let waiting = firm
        .time_entries
        .iter()
        .filter(|row| !row.approved && row.meta.live())
        .count();
    println!("unapproved entries {waiting}");
    let late = firm
        .projects
        .iter()
        .filter(|row| {
            row.engagement.is_some() && (row.activated_at.is_none() || row.job_created_at.is_none())
        })
        .count();
    println!("projects not set up {late}");
}
