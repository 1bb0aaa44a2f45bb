//! What a margin rests on: rates, estimates and rates of exchange that are missing or differ, and margins that run away.

pub(super) mod anomaly;
pub(super) mod erosion;
pub(super) mod estimate_missing;
pub(super) mod exchange_rates_differ;
pub(super) mod missing_exchange_rate;
pub(super) mod missing_rate;
pub(super) mod over_recognized_revenue;
pub(super) mod to_date;
