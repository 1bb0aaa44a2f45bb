//! The types of figures that need no function: their fields, words and inputs.

use async_graphql::dynamic::{InputObject, InputValue};

use crate::insight::metric::{Dimension, Grain};
use crate::serve::graphql::filter;
use crate::serve::graphql::shape::{Line, camel, input, ty};

pub(super) const VALUE: &[Line] = &[
    ("key", "String!", "Metric."),
    ("version", "Int!", "Version of its definition."),
    (
        "value",
        "Decimal",
        "The figure; nothing where undefined, empty or masked.",
    ),
    (
        "unit",
        "Unit!",
        "What it is measured in; a RATIO is a fraction.",
    ),
    ("numerator", "Decimal", "Numerator of a ratio."),
    ("denominator", "Decimal", "Denominator of a ratio."),
    ("currency", "Currency", "Currency of money."),
    (
        "rateBasis",
        "String",
        "Rates used in conversion: none, direct, inverse, cross.",
    ),
    ("population", "Int!", "Rows it is made of."),
    ("excluded", "[Excluded!]!", "Rows left out, by reason."),
    (
        "excludedByPermission",
        "Int!",
        "Rows in scope whose classed value is hidden or whose group is too small.",
    ),
    ("state", "ValueState!", "How far to trust it."),
    ("reasons", "[String!]!", "All codes that explain the state."),
    (
        "parts",
        "[MetricPart!]!",
        "Named figures beside it, such as the median of a mean.",
    ),
    (
        "compared",
        "Compared",
        "The other period, where one was asked for.",
    ),
];

pub(super) const CONTRIBUTION: &[Line] = &[
    ("cursor", "String!", "Its place."),
    (
        "kind",
        "String!",
        "Kind of the row, as its table is called; WITHHELD for what may not be shown singly.",
    ),
    (
        "id",
        "ID",
        "Its id; nothing for a row that stands for several.",
    ),
    ("projectId", "ID", "Project."),
    ("personId", "ID", "Person, where the viewer may know."),
    ("on", "Date!", "Its business date."),
    (
        "amount",
        "Decimal!",
        "What it adds to the value, or to the numerator of a ratio.",
    ),
    (
        "denominator",
        "Decimal",
        "What it adds to the denominator of a ratio.",
    ),
    ("hours", "Decimal", "Hours of the row."),
    (
        "rateBasis",
        "String",
        "Rate of exchange, type and day, in words.",
    ),
    ("rows", "Int!", "Rows it stands for."),
];

pub(super) const OBJECTS: &[(&str, &str, &[Line])] = &[
    (
        "Period",
        "A stretch of days, both included.",
        &[
            ("from", "Date!", "First day."),
            ("to", "Date!", "Last day."),
        ],
    ),
    (
        "DimensionValue",
        "A value of a dimension.",
        &[
            ("dimension", "Dimension!", "Dimension."),
            (
                "id",
                "ID",
                "Typed id or word; nothing where the rows have no value.",
            ),
            (
                "label",
                "String",
                "Name for people; nothing where absent or hidden.",
            ),
            (
                "masked",
                "Boolean!",
                "True where the label is hidden from the viewer.",
            ),
        ],
    ),
    (
        "Excluded",
        "Rows left out for a reason.",
        &[
            ("reason", "String!", "Stable code, such as NO_RATE."),
            ("count", "Int!", "How many."),
        ],
    ),
    (
        "MetricPart",
        "A named figure beside a value.",
        &[
            ("name", "String!", "Name, snake_case."),
            ("unit", "Unit!", "Its unit."),
            ("value", "Decimal", "The figure."),
            ("state", "ValueState!", "How far to trust it."),
            ("reasons", "[String!]!", "Codes that explain the state."),
        ],
    ),
    (
        "Compared",
        "The value of another period.",
        &[
            ("period", "Period!", "The other period."),
            ("value", "Decimal", "Value then."),
            ("difference", "Decimal", "Value now less value then."),
            ("state", "ValueState!", "How far to trust the value then."),
        ],
    ),
    (
        "SourceState",
        "How fresh and complete a source is.",
        &[
            (
                "system",
                "String!",
                "Connection, by its id in the configuration.",
            ),
            (
                "watermark",
                "DateTime",
                "Source time up to which everything is proven landed.",
            ),
            (
                "complete",
                "Boolean!",
                "False while a stream is loading for the first time, or is late or unproven.",
            ),
        ],
    ),
    (
        "Metric",
        "A figure of the catalogue.",
        &[
            ("key", "String!", "Name in queries."),
            ("title", "String!", "Name for people."),
            ("description", "String!", "What it tells."),
            ("formula", "String!", "How it is computed, in words."),
            ("unit", "Unit!", "What it is measured in."),
            (
                "grains",
                "[Grain!]!",
                "Grains it can be given by; none where it is a state at a day.",
            ),
            (
                "dimensions",
                "[Dimension!]!",
                "Dimensions it can be grouped and filtered by.",
            ),
            (
                "variants",
                "[String!]!",
                "Keys of metrics that read the same thing another way.",
            ),
            (
                "parts",
                "[String!]!",
                "Named parts that stand beside the value.",
            ),
            (
                "classes",
                "[FactClass!]!",
                "Classes of fact a viewer needs.",
            ),
            ("needs", "[String!]!", "Kinds of row it is made of."),
            ("good", "GoodDirection!", "Which way is good."),
            ("version", "Int!", "Version of its definition."),
            ("owner", "String!", "Role that answers for it."),
            ("example", "String!", "A worked example."),
        ],
    ),
];

pub(super) type Choice = (&'static str, &'static str, Vec<(String, String)>);

pub(super) fn choices_of_metrics() -> Vec<Choice> {
    let words = |list: &[(&str, &str)]| {
        list.iter()
            .map(|(name, doc)| ((*name).to_owned(), (*doc).to_owned()))
            .collect::<Vec<_>>()
    };
    let spoken = |name: &str| format!("By {}.", name.to_lowercase().replace('_', " "));
    let grains = [
        Grain::Day,
        Grain::Week,
        Grain::Month,
        Grain::Quarter,
        Grain::Year,
        Grain::FiscalQuarter,
        Grain::FiscalYear,
    ];
    vec![
        (
            "Dimension",
            "What a figure can be grouped and filtered by.",
            Dimension::ALL
                .iter()
                .map(|d| (d.name().to_owned(), spoken(d.name())))
                .collect(),
        ),
        (
            "Grain",
            "A stretch of time that figures are given by.",
            grains
                .iter()
                .map(|g| (g.name().to_owned(), spoken(g.name())))
                .collect(),
        ),
        (
            "RowKind",
            "What a row of an answer is.",
            words(&[
                ("ROW", "A group."),
                ("SUBTOTAL", "All groups of a period."),
                ("TOTAL", "All groups."),
            ]),
        ),
        (
            "Unit",
            "What a value is measured in.",
            words(&[
                ("MONEY", "Money, 4 decimals."),
                ("RATIO", "A fraction, 6 decimals."),
                ("DAYS", "Days."),
                ("HOURS", "Hours."),
                ("COUNT", "A number of things."),
            ]),
        ),
        (
            "ValueState",
            "How far a value can be trusted.",
            words(&[
                ("OK", "A number."),
                (
                    "PARTIAL",
                    "A number from sources that are late or unproven, or with rows left out.",
                ),
                ("EMPTY", "Nothing to measure."),
                (
                    "UNDEFINED",
                    "No number follows from the rows; `reasons` says why.",
                ),
                ("MASKED", "Hidden from the viewer."),
            ]),
        ),
        (
            "GoodDirection",
            "Which way is good.",
            words(&[
                ("UP", "More is better."),
                ("DOWN", "Less is better."),
                ("NEUTRAL", "Neither."),
            ]),
        ),
        (
            "Comparison",
            "Another period to compare with.",
            words(&[
                (
                    "PREVIOUS_PERIOD",
                    "The stretch of the same length just before.",
                ),
                ("PREVIOUS_YEAR", "The same days a year earlier."),
            ]),
        ),
        (
            "CurrencyBasis",
            "Which of a line's amounts is summed.",
            words(&[
                ("GROUP", "Group reporting currency."),
                ("ENTITY", "Functional currency of the legal entity."),
                ("PROJECT", "Currency of the project or document."),
            ]),
        ),
    ]
}

pub(super) fn inputs() -> Vec<InputObject> {
    let mut filter = filter::junctions("MetricFilter");
    for dimension in Dimension::ALL {
        let name = camel(&dimension.name().to_lowercase());
        filter = filter.field(
            InputValue::new(name, ty("DimensionTest")).description(format!(
                "Tests the {} by its id or word.",
                dimension.name().to_lowercase().replace('_', " ")
            )),
        );
    }
    vec![
        filter,
        filter::test("String", "DimensionTest", true),
        input(
            "PeriodInput",
            "A stretch of days, both included.",
            &[
                ("from", "Date!", "First day."),
                ("to", "Date!", "Last day."),
            ],
        ),
        input(
            "MetricOrder",
            "A place in the order of groups: by a metric, a dimension or the period; absent values come last.",
            &[
                ("metric", "String", "By this metric's value."),
                ("dimension", "Dimension", "By this dimension's label."),
                ("period", "Boolean", "By the period."),
                (
                    "direction",
                    "Direction",
                    "Which way; ascending where empty.",
                ),
            ],
        ),
        input(
            "DimensionPin",
            "A value of a dimension.",
            &[
                ("dimension", "Dimension!", "Dimension."),
                (
                    "id",
                    "String",
                    "Its typed id or word; nothing for the rows that have no value.",
                ),
            ],
        ),
        input(
            "DefinitionPin",
            "The version of a definition that the client was made for.",
            &[
                ("key", "String!", "Metric."),
                ("version", "Int!", "Version."),
            ],
        ),
    ]
}
