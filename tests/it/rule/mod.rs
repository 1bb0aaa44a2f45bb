//! The rules over a real database, through the real model and the figures: golden cases of four moments, and the life of an exception.

mod golden;
mod life;
mod office;
