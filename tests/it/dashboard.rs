//! The committed bundle is made from the committed sources (`web/stamp.mjs` writes their digest, this computes it again without Node), and asks only
//! what `schema.graphql` offers.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

const SOURCES: &[&str] = &[
    "src",
    "public",
    "graphiql",
    "index.html",
    "package.json",
    "package-lock.json",
    "vite.config.ts",
    "vite.graphiql.config.ts",
    "codegen.ts",
    "tsconfig.json",
];

fn walk(path: &Path, files: &mut Vec<PathBuf>) {
    if path.is_dir() {
        for entry in fs::read_dir(path).unwrap() {
            walk(&entry.unwrap().path(), files);
        }
    } else {
        files.push(path.to_owned());
    }
}

#[test]
fn the_bundle_is_made_from_the_sources() {
    let web = Path::new(env!("CARGO_MANIFEST_DIR")).join("web");
    let mut files = Vec::new();
    for source in SOURCES {
        walk(&web.join(source), &mut files);
    }
    let mut names: Vec<String> = files
        .iter()
        .map(|file| {
            file.strip_prefix(&web)
                .unwrap()
                .to_str()
                .unwrap()
                .replace('\\', "/")
        })
        .collect();
    names.sort();
    let mut digest = Sha256::new();
    for name in names {
        digest.update(name.as_bytes());
        digest.update([0]);
        digest.update(fs::read(web.join(&name)).unwrap());
        digest.update([0]);
    }
    let found: String = digest
        .finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let stamped = fs::read_to_string(web.join("dist/sources.sha256")).unwrap();
    assert_eq!(
        stamped.trim(),
        found,
        "web/dist is older than its sources: run `npm run build` in web/ and commit the result"
    );
}

/// The operations in the script that the committed page loads, by name: template literals that begin with an operation's keyword, fragments included.
fn bundled_operations() -> BTreeMap<String, String> {
    let dist = Path::new(env!("CARGO_MANIFEST_DIR")).join("web/dist");
    let page = fs::read_to_string(dist.join("index.html")).unwrap();
    let script = page
        .split("src=\"")
        .filter_map(|rest| rest.split('"').next())
        .find(|source| source.ends_with(".js"))
        .expect("the page loads a script");
    let bundle = fs::read_to_string(dist.join(script.trim_start_matches(['.', '/']))).unwrap();
    let texts = bundle.split('`');
    texts
        .filter_map(|text| Some((operation(text)?.to_owned(), text.to_owned())))
        .collect()
}

/// The name of the operation that a text begins with.
fn operation(text: &str) -> Option<&str> {
    let mut words = text.split_whitespace();
    matches!(words.next(), Some("query" | "mutation" | "subscription")).then(|| {
        words
            .next()
            .unwrap_or_default()
            .split('(')
            .next()
            .unwrap_or_default()
    })
}

#[test]
fn the_bundle_asks_only_what_the_schema_offers() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(root.join("schema.graphql")).unwrap();
    let schema = apollo_compiler::Schema::parse_and_validate(text, "schema.graphql")
        .unwrap_or_else(|found| panic!("schema.graphql is not valid: {}", found.errors));
    let operations = bundled_operations();
    let sources = fs::read_to_string(root.join("web/src/queries.graphql")).unwrap();
    let written: BTreeSet<&str> = sources.lines().filter_map(operation).collect();
    let bundled: BTreeSet<&str> = operations.keys().map(String::as_str).collect();
    assert_eq!(
        bundled, written,
        "operations in the bundle, and in web/src/queries.graphql"
    );
    for (name, text) in operations {
        apollo_compiler::ExecutableDocument::parse_and_validate(&schema, text, &name)
            .unwrap_or_else(|found| panic!("the dashboard's {name}: {}", found.errors));
    }
}
