//! Currencies and exchange rates: units of base for one of the transaction currency.

use super::{Rows, Table, View, rows_of};
use crate::firm::{Currency, FxRate};

fn currency(_view: &View<'_>, id: u64) -> Option<Currency> {
    Currency::ALL
        .into_iter()
        .find(|currency| u64::from(currency.number()) == id)
}

fn rate<'a>(view: &View<'a>, id: u64) -> Option<&'a FxRate> {
    view.firm
        .fx_rates
        .get(usize::try_from(id).ok()?.checked_sub(1)?)
}

/// `currency`
pub static CURRENCY: Table = Table {
    name: "currency",
    columns: columns![view, row in currency;
        "id" => row.number(),
        "name" => row.title(),
        "symbol" => row.code(),
        "displaysymbol" => row.code(),
        "currencyprecision" => row.digits(),
        "exchangerate" => {
            let rates = view.firm.fx_rates.iter().rev();
            rates.into_iter().find(|rate| rate.from == row && rate.to == Currency::Usd && rate.rate_type.number() == 1).map_or(rust_decimal::Decimal::ONE, |rate| rate.rate)
        },
        "isbasecurrency" => row == Currency::Usd,
        "isinactive" => false,
    ],
    key: &["id"],
    rows: |_, range| -> Rows<'_> {
        let ids = Currency::ALL
            .into_iter()
            .map(|currency| u64::from(currency.number()));
        Box::new(ids.filter(move |id| range.contains(id)))
    },
    stamp: None,
    partition: None,
};

/// `currencyrate`
pub static CURRENCY_RATE: Table = Table {
    name: "currencyrate",
    columns: columns![_view, row in rate;
        "id" => row.id,
        "basecurrency" (-> "currency") => row.to.number(),
        "transactioncurrency" (-> "currency") => row.from.number(),
        "effectivedate" => row.effective_on,
        "exchangerate" => row.rate,
        "currencyratetype" => row.rate_type.number(),
        "lastmodifieddate" => row.meta.updated_at,
    ],
    key: &["id"],
    rows: |view, range| rows_of(&view.firm.fx_rates, 0, range, |_| true),
    stamp: Some("lastmodifieddate"),
    partition: None,
};
