//! Serves the sandbox until it is interrupted: `cargo run -p sandbox -- --scale small --seed 1 [--today 2026-11-25] [--live SECONDS]`.

use std::process::ExitCode;
use std::time::Duration;

use sandbox::firm::Scale;
use sandbox::{Options, Running};

struct Asked {
    options: Options,
    live: Option<u64>,
}

fn asked(mut words: impl Iterator<Item = String>) -> Result<Asked, String> {
    let mut asked = Asked {
        options: Options::default(),
        live: None,
    };
    while let Some(word) = words.next() {
        let value = words
            .next()
            .ok_or_else(|| format!("{word} needs a value"))?;
        let wrong = || format!("{word} cannot be {value}");
        match word.as_str() {
            "--seed" => asked.options.seed = value.parse().map_err(|_| wrong())?,
            "--scale" => {
                asked.options.scale = Scale::named(&value)
                    .ok_or_else(|| format!("{}: choose tiny, small, medium or large", wrong()))?
            }
            "--today" => {
                asked.options.today = Some(
                    value
                        .parse()
                        .map_err(|_| format!("{}: write it as 2026-11-25", wrong()))?,
                )
            }
            "--live" => asked.live = Some(value.parse().map_err(|_| wrong())?),
            _ => {
                return Err(format!(
                    "unknown option {word}: there are --seed, --scale, --today and --live"
                ));
            }
        }
    }
    Ok(asked)
}

#[tokio::main]
async fn main() -> ExitCode {
    let asked = match asked(std::env::args().skip(1)) {
        Ok(asked) => asked,
        Err(message) => {
            eprintln!("{message}");
            return ExitCode::from(2);
        }
    };
    match sandbox::start(asked.options).await {
        Ok(running) => {
            println!("{}", running.endpoints());
            live(&running, asked.live).await;
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("the sandbox could not start: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Waits for the interrupt; lets something happen every so many seconds if asked.
async fn live(running: &Running, every: Option<u64>) {
    let steps = async {
        match every {
            Some(seconds) => {
                let mut timer = tokio::time::interval(Duration::from_secs(seconds.max(1)));
                loop {
                    timer.tick().await;
                    tracing::info!(step = ?running.world.advance(), "something happened");
                }
            }
            None => std::future::pending::<()>().await,
        }
    };
    tokio::select! {
        () = steps => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}
