//! The contract is what the code says: `schema.graphql` equals the schema, and everything in it is described.

use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{TypeKind, TypeSystemDefinition};
use throughline::serve::graphql;

/// Compares a committed text with what the code says; `THROUGHLINE_WRITE=1` writes it.
pub fn committed(path: &str, said: &str) {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::env::var_os("THROUGHLINE_WRITE").is_some() {
        std::fs::write(&path, said).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == said,
        "{} is not what the code says; run the test again with THROUGHLINE_WRITE=1 and read the difference",
        path.display()
    );
}

#[test]
fn schema_is_what_the_code_says() {
    committed("schema.graphql", &graphql::sdl().unwrap());
}

#[test]
fn everything_is_described() {
    let sdl = graphql::sdl().unwrap();
    let document = parse_schema(&sdl).unwrap();
    let mut bare = Vec::new();
    for definition in document.definitions {
        let TypeSystemDefinition::Type(definition) = definition else {
            continue;
        };
        let definition = definition.node;
        let name = definition.name.node.to_string();
        if definition.description.is_none() {
            bare.push(name.clone());
        }
        let fields = match definition.kind {
            TypeKind::Object(object) => object.fields,
            TypeKind::Interface(interface) => interface.fields,
            TypeKind::InputObject(input) => {
                for field in input.fields {
                    if field.node.description.is_none() {
                        bare.push(format!("{name}.{}", field.node.name.node));
                    }
                }
                continue;
            }
            _ => continue,
        };
        for field in fields {
            let path = format!("{name}.{}", field.node.name.node);
            for argument in &field.node.arguments {
                if argument.node.description.is_none() {
                    bare.push(format!("{path}({})", argument.node.name.node));
                }
            }
            if field.node.description.is_none() {
                bare.push(path);
            }
        }
    }
    assert!(bare.is_empty(), "without a description: {bare:?}");
}
