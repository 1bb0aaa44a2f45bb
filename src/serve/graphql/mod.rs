//! The GraphQL schema, built at start from the catalogue of entities, the registry of metrics and a few static tables.
//!
//! It is made of definitions: an entity, a metric or a sheet of the hub's state brings its types, fields, filters and descriptions, and no
//! resolver is written for it. The committed `schema.graphql` is what [`sdl`] says, kept equal by a test.

mod ask;
pub(crate) mod context;
mod entity;
pub mod error;
mod exception;
mod filter;
mod metric;
mod moment;
mod mutation;
pub(crate) mod needs;
pub(crate) mod page;
mod redact;
mod rule;
mod shape;
mod sheet;
mod subscription;
mod value;
mod viewer;

use async_graphql::SDLExportOptions;
use async_graphql::dynamic::{Object, Schema, SchemaError};

use shape::{choices, object};

/// Nesting of fields at most; introspection needs 15, and what a viewer may nest is less or as much.
const DEPTH: usize = 16;
/// Directives on a field at most.
const DIRECTIVES: usize = 5;

/// Builds the schema.
pub fn schema() -> Result<Schema, SchemaError> {
    let query = Object::new("Query")
        .description("What the hub knows, for one viewer, at one moment.")
        .field(entity::node_field())
        .field(viewer::field_of_viewer())
        .field(exception::exceptions())
        .field(exception::exception_field())
        .field(exception::payment_statuses())
        .field(sheet::connections())
        .field(viewer::field_mappings());
    let query = entity::root(query);
    let query = metric::root(query);
    let query = sheet::root(query);
    let query = rule::root(query);
    let mut builder = Schema::build("Query", Some("Mutation"), Some("Subscription"))
        .limit_depth(DEPTH)
        .limit_directives(DIRECTIVES)
        .disable_suggestions()
        .register(query)
        .register(mutation::root())
        .register(subscription::root())
        .register(entity::node_interface())
        .register(page::page_info());
    for scalar in value::scalars() {
        builder = builder.register(scalar);
    }
    for input in filter::tests() {
        builder = builder.register(input);
    }
    builder = builder
        .register(object(
            "Money",
            "An amount with its currency; exact.",
            &[
                ("amount", "Decimal!", "Amount; 4 decimals, a rate 6."),
                (
                    "currency",
                    "Currency",
                    "Currency; nothing where the source names none.",
                ),
            ],
        ))
        .register(object(
            "Duration",
            "A length of time.",
            &[
                ("hours", "Decimal!", "Hours, rounded to 6 decimals."),
                ("milliseconds", "Decimal!", "Milliseconds, exactly."),
            ],
        ))
        .register(object(
            "Provenance",
            "From the vendor's object to a row.",
            entity::PROVENANCE,
        ))
        .register(object(
            "PayloadField",
            "A field of a vendor's object.",
            entity::PAYLOAD_FIELD,
        ))
        .register(object(
            "MaskedField",
            "A field that is hidden from the viewer.",
            entity::MASKED,
        ))
        .register(object(
            "ConfiguredSystem",
            "A configured connection to a system.",
            sheet::CONNECTION_LINES,
        ))
        .register(choices(
            "Direction",
            "Which way an order goes.",
            [
                ("ASC", "Smallest first.".to_owned()),
                ("DESC", "Greatest first.".to_owned()),
            ],
        ))
        .register(choices(
            "FactClass",
            "What kind of fact a field is; decides who may read it.",
            [
                ("PLAIN", "Anybody who sees the row.".to_owned()),
                (
                    "COMMERCIAL",
                    "Bill rates, contract, invoice and payment amounts.".to_owned(),
                ),
                ("COST", "Cost rates, labour cost, margin.".to_owned()),
                (
                    "PERSONAL",
                    "A person's name, e-mail and own figures.".to_owned(),
                ),
                ("OPERATIONAL", "Payloads and connector errors.".to_owned()),
                ("SECRET", "Never served.".to_owned()),
            ],
        ));
    builder = entity::register(builder);
    builder = metric::register(builder);
    builder = sheet::register(builder);
    builder = exception::register(builder);
    builder = rule::register(builder);
    builder = mutation::register(builder);
    builder = subscription::register(builder);
    viewer::register(builder).finish()
}

/// The schema as text: sorted, every type, field and argument described.
pub fn sdl() -> Result<String, SchemaError> {
    Ok(schema()?.sdl_with_options(
        SDLExportOptions::new()
            .sorted_fields()
            .sorted_arguments()
            .sorted_enum_items()
            .include_specified_by()
            .use_space_ident(),
    ))
}
