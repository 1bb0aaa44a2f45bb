//! A second, slow and plain implementation of leakage, receivables, set-up, synchronization and exception figures, compared with the engine.
//!
//! It is written from the metric contract alone and reads the same rows of the database; it shares no code with `insight`. How the
//! contract was read stands at the head of each file.

mod books;
mod cases;
mod cases_hub;
mod cases_work;
mod compare;
mod exact;
mod facts;
mod given_up;
mod hub;
mod items;
mod kinds;
mod leakage;
mod outstanding;
mod receivable;
mod sandbox;
mod setup;
