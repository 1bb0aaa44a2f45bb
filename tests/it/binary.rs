//! The program itself, as a person meets it: run as a child, with wrong input and with right, told by what it prints and how it ends.

mod command;
mod config;
mod connection;
mod content;
mod database;
mod demo;
pub(crate) mod place;
mod serve;
