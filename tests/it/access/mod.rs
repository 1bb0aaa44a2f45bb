//! Who sees what, proven over the API: rows, classes, figures over groups, audit and commands, for every role and many a token.

mod census;
mod claims;
mod command;
mod cost;
mod figures;
mod firm;
mod groups;
mod payload;
mod rows;
mod world;
