//! The `throughline` command.

use std::process::ExitCode;

/// The system's allocator keeps an arena for each thread and gives little back: a hub that loads sets of rows on many threads in turn held more
/// than twice the memory that it used.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    throughline::cli::run()
}
