//! The house, held by a test: which module may import which, how long a file may be, and that each says what it is for.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Module, and what it may import of this crate and of the entities (`entity::x` where only a part).
const EDGES: &[(&str, &[&str])] = &[
    ("domain", &["entity::value"]),
    ("access", &["domain", "entity::value"]),
    ("task", &["domain", "entity::value"]),
    ("connect", &["domain", "entity::value"]),
    (
        "sync",
        &[
            "domain",
            "task",
            "connect",
            "model",
            "entity::value",
            "entity::landing",
            "entity::governance::command",
        ],
    ),
    ("model", &["domain", "access", "entity"]),
    ("insight", &["domain", "access", "task", "model", "entity"]),
    (
        "serve",
        &["domain", "access", "model", "insight", "task", "entity"],
    ),
    (
        "config",
        &[
            "domain",
            "connect::Settings",
            "connect::StreamSettings",
            "entity::value",
        ],
    ),
];

/// Crates that only these modules may use.
const CRATES: &[(&str, &[&str])] = &[
    ("sea_orm", &["model", "insight", "sync", "serve"]),
    ("sqlx", &["model"]),
    ("reqwest", &["connect", "serve"]),
    ("async_graphql", &["serve"]),
    ("axum", &["serve", "app", "cli"]),
    ("sandbox", &["app", "cli"]),
];

/// Modules that may import everything.
const FREE: &[&str] = &["app", "cli", "main", "lib"];

/// Lines a file may have, its tests left out; beyond it, it wants to be two.
const LONGEST: usize = 500;
/// Files that are longer, with why.
const LONG: &[(&str, &str)] = &[
    (
        "src/domain/record/catalogue.rs",
        "a table of all canonical fields",
    ),
    (
        "migration/src/m0001_canonical.rs",
        "a table of all canonical columns, frozen once released",
    ),
    ("src/connect/kantata/map.rs", "a table of mappings"),
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn sources(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            sources(&path, into);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            into.push(path);
        }
    }
}

fn all_sources() -> Vec<(String, String)> {
    let mut paths = Vec::new();
    for folder in ["src", "entity/src", "migration/src", "sandbox/src", "tests"] {
        sources(&root().join(folder), &mut paths);
    }
    paths.sort();
    paths
        .into_iter()
        .map(|path| {
            let name = path.strip_prefix(root()).unwrap().display().to_string();
            (name, std::fs::read_to_string(&path).unwrap())
        })
        .collect()
}

/// The module of a file of the main crate: the folder or file right under `src`.
fn module(name: &str) -> Option<&str> {
    let rest = name.strip_prefix("src/")?;
    Some(rest.split('/').next()?.trim_end_matches(".rs"))
}

/// True for a file of a module that only tests have: its declaration says so.
fn for_tests(name: &str) -> bool {
    let mut path = PathBuf::from(name);
    while let (Some(stem), Some(parent)) = (
        path.file_stem().map(ToOwned::to_owned),
        path.parent().map(Path::to_owned),
    ) {
        let declared = ["mod.rs", "lib.rs"].iter().any(|file| {
            let text = std::fs::read_to_string(root().join(&parent).join(file)).unwrap_or_default();
            let module = stem.to_string_lossy();
            ["mod", "pub mod", "pub(crate) mod"]
                .iter()
                .any(|word| text.contains(&format!("#[cfg(test)]\n{word} {module};")))
        });
        if declared {
            return true;
        }
        if !parent.starts_with("src") && !parent.components().any(|part| part.as_os_str() == "src")
        {
            return false;
        }
        // A file `x/y.rs` or `x/mod.rs` may belong to a module `x` that only tests have.
        path = parent;
    }
    false
}

/// Code without comments and tests: what a module really imports.
fn code(text: &str) -> String {
    let body = text.split("#[cfg(test)]").next().unwrap_or(text);
    body.lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n")
}

/// Paths that code names after a root such as `crate::` or `entity::`, braces opened.
fn paths_after(code: &str, root: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (at, _) in code.match_indices(root) {
        let before = code[..at].chars().next_back();
        if before.is_some_and(|letter| letter.is_alphanumeric() || letter == '_' || letter == ':') {
            continue;
        }
        expand(&code[at + root.len()..], "", &mut found);
    }
    found
}

fn expand(rest: &str, prefix: &str, found: &mut BTreeSet<String>) {
    if let Some(inner) = rest.strip_prefix('{') {
        let mut depth = 0_i32;
        let mut start = 0;
        for (index, letter) in inner.char_indices() {
            match letter {
                '{' => depth += 1,
                '}' if depth == 0 => {
                    expand(inner[start..index].trim(), prefix, found);
                    return;
                }
                '}' => depth -= 1,
                ',' if depth == 0 => {
                    expand(inner[start..index].trim(), prefix, found);
                    start = index + 1;
                }
                _ => {}
            }
        }
        return;
    }
    let name: String = rest
        .chars()
        .take_while(|letter| letter.is_alphanumeric() || *letter == '_')
        .collect();
    if name.is_empty() {
        return;
    }
    let path = if prefix.is_empty() {
        name.clone()
    } else {
        format!("{prefix}::{name}")
    };
    match rest[name.len()..].strip_prefix("::") {
        Some(deeper) if path.matches("::").count() < 2 => expand(deeper, &path, found),
        _ => {
            found.insert(path);
        }
    }
}

fn allowed(edge: &str, path: &str) -> bool {
    path == edge || path.starts_with(&format!("{edge}::"))
}

#[test]
fn modules_import_only_along_the_edges() {
    let mut wrong = Vec::new();
    for (name, text) in all_sources() {
        let Some(module) = module(&name).filter(|module| !FREE.contains(module)) else {
            continue;
        };
        let edges = EDGES
            .iter()
            .find(|(of, _)| *of == module)
            .unwrap_or_else(|| panic!("{name}: module {module} is not in the house"))
            .1;
        if for_tests(&name) {
            continue;
        }
        let code = code(&text);
        for path in paths_after(&code, "crate::") {
            if !allowed(module, &path) && !edges.iter().any(|edge| allowed(edge, &path)) {
                wrong.push(format!("{name}: {module} imports {path}"));
            }
        }
        for path in paths_after(&code, "entity::") {
            let path = format!("entity::{path}");
            if !edges.iter().any(|edge| allowed(edge, &path)) {
                wrong.push(format!("{name}: {module} imports {path}"));
            }
        }
        for (outside, users) in CRATES {
            let uses = !paths_after(&code, &format!("{outside}::")).is_empty();
            if uses && !users.contains(&module) {
                wrong.push(format!("{name}: {module} uses {outside}"));
            }
        }
        if name != "src/domain/clock.rs" {
            for clock in ["Utc::now", "Local::now", "SystemTime::now"] {
                if code.contains(clock) {
                    wrong.push(format!("{name}: reads the wall clock ({clock})"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn crates_beside_the_hub_know_only_themselves() {
    let mut wrong = Vec::new();
    for (name, text) in all_sources() {
        let code = code(&text);
        let refused: &[&str] = match name.split('/').next() {
            Some("sandbox") => &["throughline::", "entity::", "migration::", "sea_orm::"],
            Some("entity") => &["throughline::", "async_graphql::", "reqwest::", "axum::"],
            Some("migration") => &["throughline::", "entity::"],
            _ => continue,
        };
        for other in refused {
            // In a crate of its own, `entity` may be a module's or a crate's name; only the crate at the start of a path counts.
            let imported = code
                .lines()
                .any(|line| line.trim_start().starts_with(&format!("use {other}")));
            if imported {
                wrong.push(format!("{name}: uses {other}"));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn files_are_short_and_say_what_they_are_for() {
    let mut wrong = Vec::new();
    for (name, text) in all_sources() {
        if !text.starts_with("//! ") {
            wrong.push(format!("{name}: does not open with a sentence of its job"));
        }
        if for_tests(&name) {
            continue;
        }
        let body = text
            .split("#[cfg(test)]\nmod tests {")
            .next()
            .unwrap_or(&text);
        let lines = body.lines().count();
        let excused = LONG.iter().any(|(long, _)| *long == name);
        if lines > LONGEST && !excused {
            wrong.push(format!("{name}: {lines} lines"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn an_import_off_the_edges_is_seen() {
    let code = "use crate::{domain::fault::Fault, serve::http};\nuse entity::landing::{connection, sync_run};";
    let paths = paths_after(code, "crate::");
    assert!(
        paths.contains("serve::http") && paths.contains("domain::fault::Fault"),
        "{paths:?}"
    );
    let entities = paths_after(code, "entity::");
    assert!(entities.contains("landing::connection"), "{entities:?}");
}
