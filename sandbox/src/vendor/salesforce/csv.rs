//! Results of a bulk job as CSV, with the oddities of the real thing.

use super::State;
use super::bulk::Job;
use super::cell::Cell;
use super::query::Scene;

/// Header and rows.
pub fn csv(state: &State, scene: &Scene<'_>, job: &Job, numbers: &[u32]) -> String {
    let quirks = state.settings.csv_quirks;
    if quirks && job.numbers.is_empty() {
        return String::new();
    }
    let delimiter = match job.delimiter.as_str() {
        "SEMICOLON" => ';',
        "TAB" => '\t',
        "PIPE" => '|',
        "CARET" => '^',
        "BACKQUOTE" => '`',
        _ => ',',
    };
    let ending = if job.ending == "CRLF" { "\r\n" } else { "\n" };
    let run = scene.run(state, true);
    let object = job.bound.object;
    let table = &state.store.tables[object];
    let mut out = String::with_capacity(64 + numbers.len() * 200);
    for (place, (name, _)) in job.bound.flat.iter().enumerate() {
        if place > 0 {
            out.push(delimiter);
        }
        out.push_str(&format!("\"{name}\""));
    }
    out.push_str(ending);
    for number in numbers {
        let Some(entry) = table.find(*number) else {
            continue;
        };
        for (place, (_, access)) in job.bound.flat.iter().enumerate() {
            if place > 0 {
                out.push(delimiter);
            }
            let mut cell = run.read(object, entry, access);
            let field = &state.store.objects[access.object].fields[access.field];
            let names = matches!(field.name, "Name" | "LastName" | "Description");
            if let Cell::Text(text) = &mut cell
                && quirks
                && names
                && number % 3 == 0
            {
                text.push('\0');
            }
            cell.write_csv(field.integer() && !quirks, &mut out);
        }
        out.push_str(ending);
    }
    out
}
