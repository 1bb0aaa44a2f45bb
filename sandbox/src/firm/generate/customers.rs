//! Customers: groups and children, CRM duplicates, prospects, and the 30 % without an explicit cross reference.

use super::dice::Dice;
use super::names;
use super::organisation::{earlier, later, priced};
use crate::firm::*;

const PLACES: [&[(&str, &str)]; 4] = [
    &[
        ("US", "Boston"),
        ("US", "Chicago"),
        ("US", "Austin"),
        ("CA", "Toronto"),
    ],
    &[
        ("DE", "Hamburg"),
        ("DE", "Munich"),
        ("AT", "Vienna"),
        ("FR", "Lyon"),
    ],
    &[("GB", "Leeds"), ("GB", "London"), ("IE", "Dublin")],
    &[("JP", "Osaka"), ("JP", "Tokyo"), ("JP", "Nagoya")],
];
const SUFFIX: [&str; 4] = ["Inc", "GmbH", "Ltd", "KK"];

/// Fills customers; the first ones are those that buy.
pub fn fill(firm: &mut Firm) {
    let mut dice = Dice::new(firm.seed, 4);
    let leaders: Vec<u32> = firm
        .people
        .iter()
        .filter(|person| person.in_crm && person.released_on.is_none())
        .map(|person| person.id)
        .collect();
    let buyers = (firm.scale.people() * 6 / 10).max(6);
    for place in 0..buyers {
        let entity = 1 + (place as u32 * 7 + 1) % 4;
        customer(firm, &mut dice, &leaders, place, entity, true);
    }
    for place in 0..buyers / 3 {
        let entity = 1 + place as u32 % 4;
        customer(firm, &mut dice, &leaders, buyers + place, entity, false);
    }
    for id in 1..=buyers as u32 {
        if id.is_multiple_of(16) || id == 5 {
            duplicate(firm, &mut dice, id);
        }
    }
}

fn customer(
    firm: &mut Firm,
    dice: &mut Dice,
    leaders: &[u32],
    place: usize,
    entity: u32,
    buys: bool,
) {
    let id = firm.customers.len() as u32 + 1;
    let head = names::CUSTOMER_HEAD[place % names::CUSTOMER_HEAD.len()];
    let round = place / names::CUSTOMER_HEAD.len();
    let tail = names::CUSTOMER_TAIL[(place * 5 + round * 7) % names::CUSTOMER_TAIL.len()];
    let number = if round >= names::CUSTOMER_TAIL.len() {
        format!(" {}", round + 1)
    } else {
        String::new()
    };
    let (country, city) = *dice.pick(PLACES[entity as usize - 1]);
    let currency = Currency::ALL[entity as usize - 1];
    let created = Stamp::local(
        earlier(firm.first_day, dice.between(120, 900)),
        9 * 3_600 + id % 7_000,
        chrono_tz::UTC,
    );
    let changed = later(firm.first_day, dice.between(10, firm.scale.days() - 10));
    let mut meta = Meta::at(created);
    meta.touch(Stamp::local(
        changed,
        14 * 3_600 + id % 5_000,
        chrono_tz::UTC,
    ));
    firm.customers.push(Customer {
        id,
        name: format!("{head} {tail}{number} {}", SUFFIX[entity as usize - 1]),
        parent: (buys && id > 8 && dice.chance(1_500)).then_some(1 + id % 8),
        leader: *dice.pick(leaders),
        entity,
        currency,
        country,
        city,
        tax_id: format!("{country}{:09}", 100_000_000 + i64::from(id) * 7_919),
        terms_days: *dice.pick(&[30, 30, 30, 14, 45, 60]),
        credit_limit_minor: dice
            .chance(7_000)
            .then(|| priced(dice.between(10, 90) * 2_500_000, currency)),
        cross_referenced: id % 10 < 7,
        duplicate_of: None,
        in_crm: true,
        in_erp: buys,
        in_psa: buys,
        erp_created_at: created.plus(dice.between(1, 9) * 86_400),
        meta,
    });
}

fn duplicate(firm: &mut Firm, dice: &mut Dice, of: u32) {
    let Some(mut copy) = firm.customer(of).cloned() else {
        return;
    };
    copy.id = firm.customers.len() as u32 + 1;
    copy.name = if dice.chance(5_000) {
        copy.name
            .replace(' ', "  ")
            .trim_end_matches(" Inc")
            .to_uppercase()
    } else {
        format!("{} (old)", copy.name)
    };
    copy.duplicate_of = Some(of);
    copy.parent = None;
    copy.cross_referenced = false;
    copy.in_erp = false;
    copy.in_psa = false;
    copy.credit_limit_minor = None;
    copy.meta = Meta::at(copy.meta.created_at.plus(86_400 * 200));
    firm.customers.push(copy);
}
