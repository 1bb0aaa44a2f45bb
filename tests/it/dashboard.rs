//! The committed bundle is made from the committed sources: `web/stamp.mjs` writes their digest, this computes it again without Node.

use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

const SOURCES: &[&str] = &[
    "src",
    "public",
    "index.html",
    "package.json",
    "package-lock.json",
    "vite.config.ts",
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
