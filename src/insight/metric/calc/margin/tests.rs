//! The worked examples of margin, and properties that hold for any rows.

use chrono_tz::Tz;
use entity::canonical::engagement::{BillingCycle, BillingModel};
use entity::canonical::expense::ExpenseNature;
use entity::canonical::fx_rate::RateType;
use entity::canonical::time_entry::TimeEntryStatus;
use entity::value::{Currency, Day, Instant};
use proptest::prelude::*;

use super::*;
use crate::insight::metric::calc::fx::FxTable;

const HOUR: i64 = 3_600_000;

fn day(text: &str) -> Day {
    Day::from_date(text.parse().unwrap())
}

fn at(text: &str) -> Instant {
    Instant(i64::from(day(text).0) * 86_400_000 + 12 * HOUR)
}

fn currency(code: &str) -> Currency {
    code.parse().unwrap()
}

fn contract(model: BillingModel) -> Contract {
    Contract {
        id: 1,
        model,
        binds: true,
        price: None,
        cap: None,
        currency: Some(Currency::USD),
        start_on: None,
        end_on: None,
        ended_early_on: None,
        principal: false,
        markup: 0,
        cycle: BillingCycle::Month,
        deadline_days: 15,
        customer: 1,
        legal_entity: 1,
        first_project: 0,
        opportunity: 0,
        signed_on: None,
    }
}

fn project() -> Project {
    Project {
        id: 1,
        contract: 1,
        customer: 1,
        practice: 1,
        manager: 1,
        legal_entity: 1,
        model: BillingModel::Unknown,
        internal: false,
        currency: Currency::USD,
        entity_currency: Currency::USD,
        zone: Tz::UTC,
        price: None,
        start_on: None,
        code: None,
        opportunity: 0,
        activated_at: None,
        billable_at: None,
        cancelled: false,
    }
}

fn entry(id: i64, on: &str, hours: i64, bill: i64, cost: i64) -> Entry {
    Entry {
        id,
        project: 1,
        person: 1,
        role: 0,
        submission: 0,
        source: 0,
        work_on: day(on),
        ms: hours * HOUR,
        billable: true,
        status: TimeEntryStatus::Approved,
        bill_rate: Some(bill * 1_000_000),
        cost_rate: Some(cost * 1_000_000),
        currency: Currency::USD,
        correction: false,
        rework: false,
        productive: false,
        submitted_at: None,
        approved_at: None,
    }
}

fn expense(id: i64, on: &str, amount: i64, nature: ExpenseNature) -> Expense {
    Expense {
        id,
        project: 1,
        person: 1,
        submission: 0,
        spent_on: day(on),
        amount,
        currency: Currency::USD,
        nature,
        billable: nature == ExpenseNature::Reimbursable,
        approved: true,
        submitted: false,
        approved_at: None,
    }
}

fn estimate(id: i64, on: &str, cost: i64) -> Estimate {
    Estimate {
        id,
        project: 1,
        as_of_on: day(on),
        cost: cost * 10_000,
        currency: Currency::USD,
        version_at: Instant(0),
    }
}

fn rows(facts: &Facts, fx: &FxTable, as_of: &str) -> Vec<Row> {
    facts.rows(&Terms {
        fx,
        target: Currency::USD,
        as_of: day(as_of),
    })
}

fn revenue(rows: &[Row], basis: Basis) -> i64 {
    rows.iter().map(|row| row.revenue[basis as usize]).sum()
}

fn by_month(rows: &[Row], month: &str) -> i64 {
    cells(rows)
        .get(&(1, day(month)))
        .map_or(0, |cell| cell.revenue[Basis::Group as usize])
}

#[test]
fn cost_to_cost_catches_up_cumulatively() {
    let mut contract = contract(BillingModel::FixedFee);
    contract.price = Some(500_000 * 10_000);
    let project = project();
    let mut rework = entry(3, "2026-01-20", 100, 0, 100);
    rework.rework = true;
    let work = [
        entry(1, "2026-01-10", 1_100, 0, 100),
        rework,
        entry(2, "2026-02-10", 1_000, 0, 100),
    ];
    let subcontract = expense(
        9,
        "2026-02-11",
        40_000 * 10_000,
        ExpenseNature::Subcontractor,
    );
    let estimates = [
        estimate(1, "2026-01-31", 280_000),
        estimate(2, "2026-02-28", 190_000),
    ];
    let facts = Facts {
        contract: Some(&contract),
        projects: vec![&project],
        entries: work.iter().collect(),
        expenses: vec![&subcontract],
        estimates: estimates.iter().collect(),
        ..Facts::default()
    };
    let rows = rows(&facts, &FxTable::new(Currency::USD), "2026-02-28");
    assert_eq!(
        by_month(&rows, "2026-01-01"),
        1_410_256_410,
        "110 of 390: 141,025.6410"
    );
    assert_eq!(
        by_month(&rows, "2026-02-01"),
        1_430_652_681,
        "143,065.2681 in the period"
    );
    assert_eq!(
        revenue(&rows, Basis::Group),
        2_840_909_091,
        "284,090.9091 to date"
    );
    let cell = &cells(&rows)[&(1, day("2026-01-01"))];
    assert_eq!(
        cell.labor[0],
        120_000 * 10_000,
        "rework is cost, not progress"
    );
    assert_eq!(cell.rework[0], 10_000 * 10_000);
}

#[test]
fn a_loss_to_be_expected_is_provided_for_in_full_and_taken_back() {
    let mut contract = contract(BillingModel::FixedFee);
    contract.price = Some(100_000 * 10_000);
    let project = project();
    let mut rework = entry(3, "2026-02-20", 100, 0, 100);
    rework.rework = true;
    let work = [
        entry(1, "2026-01-10", 500, 0, 100),
        entry(2, "2026-02-10", 200, 0, 100),
        rework,
    ];
    let estimates = [
        estimate(1, "2026-01-31", 50_000),
        estimate(2, "2026-02-28", 30_000),
        estimate(3, "2026-03-31", 15_000),
    ];
    let facts = Facts {
        contract: Some(&contract),
        projects: vec![&project],
        entries: work.iter().collect(),
        estimates: estimates.iter().collect(),
        ..Facts::default()
    };
    let cells = cells(&rows(&facts, &FxTable::new(Currency::USD), "2026-03-31"));
    let grown = |month: &str| cells[&(1, day(month))].provision;
    // 50,000 + 50,000 on 100,000; then 80,000, rework in it, + 30,000; then 80,000 + 15,000.
    assert_eq!(grown("2026-01-01"), [0; 3]);
    assert_eq!(grown("2026-02-01"), [10_000 * 10_000; 3]);
    assert_eq!(grown("2026-03-01"), [-10_000 * 10_000; 3]);
}

#[test]
fn no_estimate_is_undefined_and_a_later_one_catches_up() {
    let mut contract = contract(BillingModel::FixedFee);
    contract.price = Some(100_000 * 10_000);
    let project = project();
    let work = [
        entry(1, "2026-01-10", 100, 0, 100),
        entry(2, "2026-02-10", 100, 0, 100),
    ];
    let estimates = [estimate(1, "2026-02-28", 20_000)];
    let facts = Facts {
        contract: Some(&contract),
        projects: vec![&project],
        entries: work.iter().collect(),
        estimates: estimates.iter().collect(),
        ..Facts::default()
    };
    let cells = cells(&rows(&facts, &FxTable::new(Currency::USD), "2026-03-31"));
    assert!(cells[&(1, day("2026-01-01"))].gaps.estimate);
    assert_eq!(cells[&(1, day("2026-02-01"))].revenue[0], 50_000 * 10_000);
}

#[test]
fn a_cost_without_rate_spoils_completion_from_then_on() {
    let mut contract = contract(BillingModel::FixedFee);
    contract.price = Some(100_000 * 10_000);
    let mut project = project();
    project.entity_currency = currency("EUR");
    let mut fx = FxTable::new(Currency::USD);
    fx.publish(
        Currency::USD,
        currency("EUR"),
        RateType::Spot,
        day("2026-01-09"),
        "0.9".parse().unwrap(),
    );
    fx.sort();
    let work = [
        entry(1, "2026-01-10", 100, 0, 100),
        entry(2, "2026-02-10", 100, 0, 100),
    ];
    let mut to_come = estimate(1, "2026-01-31", 9_000);
    to_come.currency = currency("EUR");
    let facts = Facts {
        contract: Some(&contract),
        projects: vec![&project],
        entries: work.iter().collect(),
        estimates: vec![&to_come],
        ..Facts::default()
    };
    let cells = cells(&rows(&facts, &fx, "2026-02-28"));
    assert_eq!(cells[&(1, day("2026-01-01"))].revenue[0], 50_000 * 10_000);
    assert!(cells[&(1, day("2026-02-01"))].gaps.completion_rate);
}

#[test]
fn a_retainer_is_earned_by_the_day() {
    let mut contract = contract(BillingModel::Retainer);
    contract.price = Some(18_100 * 10_000);
    contract.start_on = Some(day("2026-01-15"));
    contract.end_on = Some(day("2026-07-14"));
    let project = project();
    let facts = Facts {
        contract: Some(&contract),
        projects: vec![&project],
        ..Facts::default()
    };
    let fx = FxTable::new(Currency::USD);
    let all = rows(&facts, &fx, "2026-12-31");
    assert_eq!(by_month(&all, "2026-01-01"), 1_700 * 10_000);
    assert_eq!(revenue(&all, Basis::Group), 18_100 * 10_000);
    contract.ended_early_on = Some(day("2026-03-31"));
    let facts = Facts {
        contract: Some(&contract),
        projects: vec![&project],
        ..Facts::default()
    };
    assert_eq!(
        revenue(&rows(&facts, &fx, "2026-12-31"), Basis::Group),
        7_600 * 10_000
    );
}

#[test]
fn a_milestone_counts_on_acceptance_and_back_on_reversal() {
    let contract = contract(BillingModel::Milestone);
    let project = project();
    let milestone = Milestone {
        id: 5,
        project: 1,
        amount: Some(10_000 * 10_000),
        currency: Currency::USD,
        moves: vec![
            (at("2026-01-20"), true),
            (at("2026-02-03"), false),
            (at("2026-03-01"), true),
        ],
    };
    let facts = Facts {
        contract: Some(&contract),
        projects: vec![&project],
        milestones: vec![&milestone],
        ..Facts::default()
    };
    let rows = rows(&facts, &FxTable::new(Currency::USD), "2026-03-31");
    let months: Vec<i64> = ["2026-01-01", "2026-02-01", "2026-03-01"]
        .map(|m| by_month(&rows, m))
        .into();
    assert_eq!(months, [100_000_000, -100_000_000, 100_000_000]);
}

#[test]
fn an_agent_earns_the_markup_and_a_principal_all() {
    let mut contract = contract(BillingModel::TimeAndMaterials);
    contract.markup = 100_000;
    let project = project();
    let travel = expense(1, "2026-01-10", 10_005_500, ExpenseNature::Reimbursable);
    let fx = FxTable::new(Currency::USD);
    let agent = Facts {
        contract: Some(&contract),
        projects: vec![&project],
        expenses: vec![&travel],
        ..Facts::default()
    };
    let row = rows(&agent, &fx, "2026-01-31").remove(0);
    assert_eq!(
        row.revenue[2],
        11_006_000 - 10_005_500,
        "1,000.55 x 1.1 = 1,100.605, billed 1,100.60"
    );
    assert_eq!(row.expense, [0; 3]);
    contract.principal = true;
    let principal = Facts {
        contract: Some(&contract),
        projects: vec![&project],
        expenses: vec![&travel],
        ..Facts::default()
    };
    let row = rows(&principal, &fx, "2026-01-31").remove(0);
    assert_eq!(
        (row.revenue[2], row.pass_through[2], row.expense[2]),
        (11_006_000, 11_006_000, 10_005_500)
    );
}

#[test]
fn currencies_convert_directly_and_a_missing_rate_spoils_its_currency_only() {
    let contract = contract(BillingModel::TimeAndMaterials);
    let mut project = project();
    project.currency = currency("EUR");
    project.entity_currency = currency("GBP");
    let mut fx = FxTable::new(Currency::USD);
    fx.publish(
        currency("EUR"),
        Currency::USD,
        RateType::Spot,
        day("2026-01-10"),
        "1.08".parse().unwrap(),
    );
    fx.sort();
    let mut work = entry(1, "2026-01-10", 10, 100, 50);
    work.currency = currency("EUR");
    let facts = Facts {
        contract: Some(&contract),
        projects: vec![&project],
        entries: vec![&work],
        ..Facts::default()
    };
    let row = rows(&facts, &fx, "2026-01-31").remove(0);
    assert_eq!(row.revenue, [10_000_000, MISSING, 10_800_000]);
    let cell = &cells(&[row])[&(1, day("2026-01-01"))];
    assert_eq!(cell.gaps.revenue_rate, [0, 1, 0]);
    assert_eq!(cell.gaps.spent_rate, [0, 1, 0]);
}

#[test]
fn the_margin_of_two_currencies() {
    let mut fx = FxTable::new(Currency::USD);
    for (code, rate) in [("EUR", "1.08"), ("GBP", "1.27")] {
        fx.publish(
            currency(code),
            Currency::USD,
            RateType::Spot,
            day("2026-01-10"),
            rate.parse().unwrap(),
        );
    }
    fx.sort();
    let contract = contract(BillingModel::TimeAndMaterials);
    let mut project = project();
    project.currency = currency("EUR");
    let mut billed = entry(1, "2026-01-10", 1_000, 100, 0);
    billed.currency = currency("EUR");
    let mut cost = entry(2, "2026-01-10", 1_000, 0, 50);
    cost.currency = currency("GBP");
    cost.billable = false;
    let facts = Facts {
        contract: Some(&contract),
        projects: vec![&project],
        entries: vec![&billed, &cost],
        ..Facts::default()
    };
    let cell = &cells(&rows(&facts, &fx, "2026-01-31"))[&(1, day("2026-01-01"))];
    let group = Basis::Group as usize;
    assert_eq!(cell.revenue[group], 108_000 * 10_000);
    assert_eq!(cell.revenue[group] - cell.labor[group], 44_500 * 10_000);
}

#[test]
fn lines_without_rates_are_left_out_and_counted() {
    let contract = contract(BillingModel::TimeAndMaterials);
    let project = project();
    let mut unbilled = entry(1, "2026-01-10", 8, 0, 50);
    unbilled.bill_rate = None;
    let mut uncosted = entry(2, "2026-01-11", 8, 100, 0);
    uncosted.cost_rate = None;
    let facts = Facts {
        contract: Some(&contract),
        projects: vec![&project],
        entries: vec![&unbilled, &uncosted],
        ..Facts::default()
    };
    let cell =
        &cells(&rows(&facts, &FxTable::new(Currency::USD), "2026-01-31"))[&(1, day("2026-01-01"))];
    assert_eq!((cell.gaps.bill_rate, cell.gaps.cost_rate), (1, 1));
    assert_eq!(
        (cell.revenue[0], cell.labor[0]),
        (800 * 10_000, 400 * 10_000)
    );
}

#[test]
fn a_price_credit_reduces_revenue_at_the_original_invoices_rate() {
    let contract = contract(BillingModel::TimeAndMaterials);
    let mut project = project();
    project.currency = currency("EUR");
    project.entity_currency = currency("GBP");
    let mut fx = FxTable::new(Currency::USD);
    fx.publish(
        currency("EUR"),
        Currency::USD,
        RateType::Spot,
        day("2026-02-01"),
        "1.10".parse().unwrap(),
    );
    fx.sort();
    let facts = Facts {
        contract: Some(&contract),
        projects: vec![&project],
        credits: vec![PriceCredit {
            line: 7,
            project: 1,
            entry: 1,
            work_on: day("2026-01-10"),
            amount: 1_000_000,
            currency: currency("EUR"),
            original_issued_on: day("2026-02-02"),
            printed_rate: Some(8_500_000_000),
        }],
        ..Facts::default()
    };
    let row = rows(&facts, &fx, "2026-03-31").remove(0);
    assert_eq!(row.on, day("2026-01-10"));
    assert_eq!(row.revenue, [-1_000_000, -850_000, -1_100_000]);
}

prop_compose! {
    fn some_entry()(
        id in 1_i64..1_000_000,
        on in 0_i32..120,
        minutes in -300_i64..600,
        bill in prop::option::weighted(0.9, 1_i64..400_000_000),
        cost in prop::option::weighted(0.9, 1_i64..200_000_000),
        billable in prop::bool::weighted(0.8),
        correction in prop::bool::weighted(0.1),
    ) -> Entry {
        Entry {
            work_on: Day(day("2026-01-01").0 + on),
            ms: minutes * 60_000,
            bill_rate: bill,
            cost_rate: cost,
            billable,
            correction,
            ..entry(id, "2026-01-01", 0, 0, 0)
        }
    }
}

proptest! {
    #[test]
    fn a_cap_does_not_care_for_order_of_arrival(
        entries in prop::collection::vec(some_entry(), 1..40),
        cap in 0_i64..100_000_000,
        seed in any::<u64>(),
    ) {
        let mut unique = entries;
        unique.sort_by_key(|entry| entry.id);
        unique.dedup_by_key(|entry| entry.id);
        let mut contract = contract(BillingModel::TimeAndMaterials);
        contract.cap = Some(cap);
        let project = project();
        let fx = FxTable::new(Currency::USD);
        let run = |entries: Vec<&Entry>, as_of: &str| {
            let facts = Facts {
                contract: Some(&contract),
                projects: vec![&project],
                entries,
                ..Facts::default()
            };
            rows(&facts, &fx, as_of)
        };
        let whole = run(unique.iter().collect(), "2026-12-31");
        let mut shuffled: Vec<&Entry> = unique.iter().collect();
        shuffled.sort_by_key(|entry| blake3::hash(&(entry.id as u64 ^ seed).to_le_bytes()).as_bytes()[0]);
        prop_assert_eq!(&run(shuffled, "2026-12-31"), &whole);
        prop_assert!(revenue(&whole, Basis::Project) <= cap);
        // Rows sum to cells, and what is known by a month's end does not change what came before.
        let all = cells(&whole);
        let total: i64 = all.values().map(|cell| cell.revenue[0]).sum();
        prop_assert_eq!(total, revenue(&whole, Basis::Project));
        let january = cells(&run(unique.iter().collect(), "2026-01-31"));
        prop_assert_eq!(january.get(&(1, day("2026-01-01"))), all.get(&(1, day("2026-01-01"))));
    }

    #[test]
    fn periods_of_completion_add_up_to_date(
        entries in prop::collection::vec(some_entry(), 1..30),
        estimates in prop::collection::vec((0_i32..120, 0_i64..50_000), 0..6),
    ) {
        let mut unique = entries;
        unique.sort_by_key(|entry| entry.id);
        unique.dedup_by_key(|entry| entry.id);
        let mut contract = contract(BillingModel::FixedFee);
        contract.price = Some(77_777 * 10_000);
        let project = project();
        let fx = FxTable::new(Currency::USD);
        let estimates: Vec<Estimate> = estimates
            .iter()
            .enumerate()
            .map(|(place, (on, cost))| Estimate {
                as_of_on: Day(day("2026-01-01").0 + on),
                ..estimate(i64::try_from(place).unwrap(), "2026-01-01", *cost)
            })
            .collect();
        let facts = Facts {
            contract: Some(&contract),
            projects: vec![&project],
            entries: unique.iter().collect(),
            estimates: estimates.iter().collect(),
            ..Facts::default()
        };
        let rows = rows(&facts, &fx, "2026-12-31");
        let total = revenue(&rows, Basis::Project);
        prop_assert!((0..=77_777 * 10_000).contains(&total));
        let by_cell: i64 = cells(&rows).values().map(|cell| cell.revenue[0]).sum();
        prop_assert_eq!(by_cell, total);
    }
}
