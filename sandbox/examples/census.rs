//! Prints how many rows of each table a generated firm has, and how long it took.

use sandbox::firm::{Kind, Scale, generate::generate};

fn main() {
    let scale = std::env::args()
        .nth(1)
        .and_then(|name| Scale::named(&name))
        .unwrap_or(Scale::Small);
    let started = std::time::Instant::now();
    let firm = generate(
        1,
        scale,
        chrono::NaiveDate::from_ymd_opt(2026, 11, 25).unwrap_or_default(),
    );
    println!("{:?} in {:?}", scale, started.elapsed());
    for kind in Kind::ALL {
        println!(
            "{kind:?} {} ({} live)",
            firm.table_len(*kind),
            firm.live_count(*kind)
        );
    }
}
