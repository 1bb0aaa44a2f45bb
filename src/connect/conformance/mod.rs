//! What every connector passes against its vendor's simulator, in calm weather and through faults.
#![allow(
    clippy::unwrap_used,
    reason = "tests fail by panicking, and their names are their documentation"
)]

mod absent;
mod across;
mod bench;
mod certinia;
mod elsewhere;
mod kantata;
mod names;
mod netsuite;
mod proxy;
mod refusal;
mod salesforce;
mod shift;
mod storm;
mod suite;
