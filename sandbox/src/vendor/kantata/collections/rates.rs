//! Rate cards with their versions, and the exchange table with its spot rates.

use crate::firm::*;
use crate::vendor::kantata::collection::{Collection, Include, PLAIN, among, id_of, table};

const CARD: u32 = 0;
const CARD_VERSION: u32 = 8_000;
/// The one exchange table.
pub const EXCHANGE_TABLE: u32 = 12;

fn currency(place: u32) -> Currency {
    Currency::ALL[(place as usize - 1) % 4]
}

/// `rate_card_sets`
pub static RATE_CARD_SETS: Collection = Collection {
    name: "rate_card_sets",
    render: |firm, number, object, _| {
        let Some(row) = firm.rate_card_sets.get(number as usize - 1) else {
            return;
        };
        object
            .text("title", row.title)
            .flag("account_default", number == 1)
            .raw("active_currencies", "[\"USD\",\"EUR\",\"GBP\",\"JPY\"]")
            .raw("default_currencies", "[\"USD\"]")
            .flag("destroyable", false)
            .stamps(&row.meta);
    },
    ..table!(RateCardSet, rate_card_sets)
};

/// `rate_card_set_versions`
pub static RATE_CARD_SET_VERSIONS: Collection = Collection {
    name: "rate_card_set_versions",
    matches: |firm, number, params| {
        let Some(row) = firm.rate_card_versions.get(number as usize - 1) else {
            return false;
        };
        among(
            params,
            &["rate_card_set_id"],
            Some(id_of(Kind::RateCardSet, row.set)),
        )
    },
    render: |firm, number, object, _| {
        let Some(row) = firm.rate_card_versions.get(number as usize - 1) else {
            return;
        };
        object
            .id("rate_card_set_id", id_of(Kind::RateCardSet, row.set))
            .date("effective_date", row.effective_on)
            .flag("active", row.published)
            .raw("used_currencies", "[\"USD\",\"EUR\",\"GBP\",\"JPY\"]")
            .stamps(&row.meta);
    },
    ..table!(RateCardVersion, rate_card_versions)
};

/// `rate_cards`: one a set and currency.
pub static RATE_CARDS: Collection = Collection {
    name: "rate_cards",
    vendor_id: |number| CARD + number,
    number: |id| id.checked_sub(CARD).filter(|number| *number > 0),
    numbers: |firm| (1..=firm.rate_card_sets.len() as u32 * 4).collect(),
    present: |firm, number| (1..=firm.rate_card_sets.len() as u32 * 4).contains(&number),
    matches: |_, number, params| {
        among(
            params,
            &["rate_card_set_id"],
            Some(id_of(Kind::RateCardSet, (number - 1) / 4 + 1)),
        )
    },
    order_by_stamps: false,
    default_order: ("id", false),
    render: |firm, number, object, _| {
        let set = (number - 1) / 4 + 1;
        let place = (number - 1) % 4 + 1;
        let versions: Vec<&RateCardVersion> = firm
            .rate_card_versions
            .iter()
            .filter(|row| row.set == set)
            .collect();
        let effective = versions
            .iter()
            .rev()
            .find(|row| row.published && row.effective_on <= firm.today)
            .map(|row| CARD_VERSION + (row.id - 1) * 4 + place);
        object
            .text("currency", currency(number).code())
            .id("rate_card_set_id", id_of(Kind::RateCardSet, set))
            .number("uses", 1)
            .flag("removable", false)
            .ids(
                "rate_card_version_ids",
                versions
                    .iter()
                    .map(|row| CARD_VERSION + (row.id - 1) * 4 + place),
            )
            .maybe_id("effective_rate_card_version_id", effective);
    },
    includes: &[Include {
        name: "rate_card_set",
        collection: "rate_card_sets",
        ids_member: None,
        of: |_, number| vec![(number - 1) / 4 + 1],
    }],
    subject: Some("RateCard"),
    ..PLAIN
};

/// `rate_card_versions`: one a set version and currency.
pub static RATE_CARD_VERSIONS: Collection = Collection {
    name: "rate_card_versions",
    vendor_id: |number| CARD_VERSION + number,
    number: |id| id.checked_sub(CARD_VERSION).filter(|number| *number > 0),
    numbers: |firm| (1..=firm.rate_card_versions.len() as u32 * 4).collect(),
    present: |firm, number| (1..=firm.rate_card_versions.len() as u32 * 4).contains(&number),
    matches: |firm, number, params| {
        let version = (number - 1) / 4 + 1;
        let Some(row) = firm.rate_card_versions.get(version as usize - 1) else {
            return false;
        };
        among(
            params,
            &["rate_card_set_version_id"],
            Some(id_of(Kind::RateCardVersion, version)),
        ) && among(
            params,
            &["rate_card_set_id"],
            Some(id_of(Kind::RateCardSet, row.set)),
        ) && among(
            params,
            &["rate_card_id"],
            Some(CARD + (row.set - 1) * 4 + (number - 1) % 4 + 1),
        )
    },
    order_by_stamps: false,
    default_order: ("id", false),
    render: |firm, number, object, _| {
        let version = (number - 1) / 4 + 1;
        let Some(row) = firm.rate_card_versions.get(version as usize - 1) else {
            return;
        };
        let default = firm.role_rates.iter().find(|rate| {
            rate.version == version && rate.role.is_none() && rate.currency == currency(number)
        });
        object
            .id(
                "rate_card_id",
                CARD + (row.set - 1) * 4 + (number - 1) % 4 + 1,
            )
            .id(
                "rate_card_set_version_id",
                id_of(Kind::RateCardVersion, version),
            )
            .money("default_rate", default.map_or(0, |rate| rate.rate_minor));
    },
    ..PLAIN
};

/// `rate_card_roles`
pub static RATE_CARD_ROLES: Collection = Collection {
    name: "rate_card_roles",
    numbers: |firm| {
        firm.role_rates
            .iter()
            .filter(|row| row.role.is_some())
            .map(|row| row.id)
            .collect()
    },
    present: |firm, number| {
        firm.role_rates
            .get(number as usize - 1)
            .is_some_and(|row| row.role.is_some())
    },
    matches: |firm, number, params| {
        let Some(row) = firm.role_rates.get(number as usize - 1) else {
            return false;
        };
        among(
            params,
            &["rate_card_version_id"],
            Some(CARD_VERSION + (row.version - 1) * 4 + row.currency.number()),
        )
    },
    order_by_stamps: false,
    default_order: ("id", false),
    render: |firm, number, object, _| {
        let Some(row) = firm.role_rates.get(number as usize - 1) else {
            return;
        };
        object
            .id(
                "rate_card_version_id",
                CARD_VERSION + (row.version - 1) * 4 + row.currency.number(),
            )
            .maybe_id("role_id", row.role.map(|id| id_of(Kind::Role, id)))
            .money("rate", row.rate_minor);
    },
    ..table!(RoleRate, role_rates)
};

/// `exchange_tables`
pub static EXCHANGE_TABLES: Collection = Collection {
    name: "exchange_tables",
    vendor_id: |_| EXCHANGE_TABLE,
    number: |id| (id == EXCHANGE_TABLE).then_some(1),
    numbers: |_| vec![1],
    present: |_, number| number == 1,
    order_by_stamps: false,
    default_order: ("id", false),
    render: |_, _, object, _| {
        object
            .text("name", "Account rates")
            .flag("account_default", true)
            .flag("insights_account_default", true);
    },
    ..PLAIN
};

/// `exchange_rates` of the table: the spot rates.
pub static EXCHANGE_RATES: Collection = Collection {
    name: "exchange_rates",
    numbers: |firm| {
        firm.fx_rates
            .iter()
            .filter(|row| row.rate_type == RateType::Spot)
            .map(|row| row.id)
            .collect()
    },
    present: |firm, number| {
        firm.fx_rates
            .get(number as usize - 1)
            .is_some_and(|row| row.rate_type == RateType::Spot)
    },
    matches: |firm, number, params| {
        let Some(row) = firm.fx_rates.get(number as usize - 1) else {
            return false;
        };
        params
            .date("date")
            .is_none_or(|day| row.effective_on == day)
            && params
                .get("source_currency")
                .is_none_or(|code| code == row.from.code())
            && params
                .get("target_currency")
                .is_none_or(|code| code == row.to.code())
    },
    order_by_stamps: false,
    default_order: ("id", false),
    render: |firm, number, object, _| {
        let Some(row) = firm.fx_rates.get(number as usize - 1) else {
            return;
        };
        object
            .id("exchange_table_id", EXCHANGE_TABLE)
            .text("source_currency", row.from.code())
            .text("target_currency", row.to.code())
            .text("source_currency_symbol", row.from.code())
            .date("effective_date", row.effective_on)
            .text("rate", &row.rate.to_string());
    },
    ..table!(FxRate, fx_rates)
};
