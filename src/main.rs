//! The `throughline` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    throughline::cli::run()
}
