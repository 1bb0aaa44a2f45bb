//! The generated firm is the same each time, and sound.
#![allow(clippy::unwrap_used, reason = "tests")]

use chrono::NaiveDate;
use sandbox::firm::generate::generate;
use sandbox::firm::{Firm, Kind, Row, Scale, Stamp, truth};

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 25).unwrap()
}

fn small() -> Firm {
    generate(1, Scale::Small, today())
}

#[test]
fn the_same_seed_gives_the_same_firm() {
    let (one, two) = (
        generate(7, Scale::Tiny, today()),
        generate(7, Scale::Tiny, today()),
    );
    assert_eq!(format!("{one:?}"), format!("{two:?}"));
    let other = generate(8, Scale::Tiny, today());
    assert_ne!(truth::controls(&one), truth::controls(&other));
}

#[test]
fn no_invariant_is_breached() {
    for seed in 1..4 {
        let firm = generate(seed, Scale::Tiny, today());
        assert_eq!(truth::breaches(&firm), Vec::<String>::new(), "seed {seed}");
    }
    let firm = small();
    assert_eq!(truth::breaches(&firm), Vec::<String>::new());
}

#[test]
fn every_table_has_rows_numbered_from_one() {
    let firm = small();
    for kind in Kind::ALL {
        assert!(firm.table_len(*kind) > 0, "{kind:?} is empty");
    }
    assert!(
        firm.time_entries
            .iter()
            .enumerate()
            .all(|(place, row)| row.id() as usize == place + 1)
    );
    assert!(
        firm.invoices
            .iter()
            .enumerate()
            .all(|(place, row)| row.id() as usize == place + 1)
    );
    assert!(
        (50_000..75_000).contains(&firm.time_entries.len()),
        "{}",
        firm.time_entries.len()
    );
}

#[test]
fn even_a_tiny_firm_has_each_kind_of_row() {
    for seed in 1..=6 {
        let firm = generate(seed, Scale::Tiny, today());
        let empty: Vec<&Kind> = Kind::ALL
            .iter()
            .filter(|kind| firm.table_len(**kind) == 0)
            .collect();
        assert!(empty.is_empty(), "seed {seed}: {empty:?}");
        assert!(
            firm.adjustments.len() > 3 && firm.credit_notes.len() > 2,
            "seed {seed}"
        );
    }
}

#[test]
fn nothing_carries_a_stamp_after_the_horizon() {
    let firm = small();
    let horizon = Stamp::from_utc(today().and_hms_opt(0, 0, 0).unwrap().and_utc());
    macro_rules! check { ($($table:ident)*) => { $(for row in &firm.$table {
        assert!(row.meta.updated_at <= horizon && row.meta.created_at <= row.meta.updated_at, "{}: {row:?}", stringify!($table));
    })* } }
    check!(people time_off customers opportunities stage_moves engagements projects stories story_moves milestones estimates seats allocations
        assignments submissions resolutions time_entries adjustments expense_reports expenses postings charges invoices invoice_lines
        credit_notes payments applications external_payments fx_rates);
}

#[test]
fn time_is_worked_by_people_employed_that_day_and_mostly_approved_before_issue() {
    let firm = small();
    let mut early = 0;
    for entry in &firm.time_entries {
        assert!(
            firm.person(entry.person)
                .unwrap()
                .employed_on(entry.work_on)
        );
        assert!(entry.minutes > 0 && entry.minutes < 900, "{entry:?}");
        if entry.invoice.is_some() && !entry.approved {
            early += 1;
        }
    }
    assert!(
        early * 100 < firm.time_entries.len(),
        "{early} billed before approval"
    );
}

#[test]
fn all_the_mess_is_there() {
    use sandbox::firm::*;
    let firm = small();
    let has = |what: &str, yes: bool| assert!(yes, "no {what}");
    has(
        "all billing models",
        [
            BillingModel::TimeAndMaterials,
            BillingModel::FixedFee,
            BillingModel::Milestone,
            BillingModel::Retainer,
        ]
        .iter()
        .all(|model| firm.engagements.iter().any(|row| row.model == *model)),
    );
    has(
        "all credit reasons",
        [
            CreditReason::Price,
            CreditReason::Rebill,
            CreditReason::Goodwill,
        ]
        .iter()
        .all(|reason| firm.credit_notes.iter().any(|row| row.reason == *reason)),
    );
    has(
        "void",
        firm.invoices
            .iter()
            .any(|row| row.status == InvoiceStatus::Void),
    );
    has(
        "pending invoice",
        firm.invoices
            .iter()
            .any(|row| row.status == InvoiceStatus::PendingApproval),
    );
    has(
        "re-bill",
        firm.invoices.iter().any(|row| row.rebill_of.is_some()),
    );
    has(
        "duplicate account",
        firm.customers.iter().any(|row| row.duplicate_of.is_some()),
    );
    has(
        "missing bill rate",
        firm.time_entries
            .iter()
            .any(|row| row.billable && row.bill_rate.minor().is_none()),
    );
    has(
        "missing cost rate",
        firm.time_entries
            .iter()
            .any(|row| row.cost_rate.minor().is_none()),
    );
    has(
        "rejection",
        firm.resolutions
            .iter()
            .any(|row| row.decision == Decision::Rejected),
    );
    has(
        "withdrawal",
        firm.resolutions
            .iter()
            .any(|row| row.decision == Decision::Cancelled),
    );
    has(
        "reversed milestone",
        firm.story_moves.windows(2).any(|pair| {
            pair[0].story == pair[1].story
                && pair[0].state == StoryState::Completed
                && pair[1].state == StoryState::Started
        }),
    );
    has(
        "unapplied cash",
        firm.payments
            .iter()
            .any(|row| row.applied_minor < row.amount_minor),
    );
    has(
        "partial payment",
        firm.invoices
            .iter()
            .any(|row| row.applied_minor > 0 && row.open_minor() > 0),
    );
    has("orphan posting", firm.postings.iter().any(|row| matches!(row.from, PostedFrom::Entry(id) if row.meta.live() && !firm.time_entry(id).unwrap().meta.live())));
    has(
        "won without project",
        firm.opportunities.iter().any(|row| {
            row.won_at.is_some()
                && !firm
                    .engagements
                    .iter()
                    .any(|deal| deal.opportunity == Some(row.id))
        }),
    );
    has(
        "contractor",
        firm.people
            .iter()
            .any(|row| row.employment == Employment::Contractor),
    );
    has(
        "part-time",
        firm.workweek_terms.iter().any(|row| row.workweek == 2),
    );
    has("deletions", firm.deletions.len() > 20);
}
