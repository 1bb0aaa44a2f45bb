//! Regions, practices, calendars, people and the prices of their roles.

use super::*;

pub(crate) const REGIONS: Stream = Stream {
    name: "psa_regions",
    object: "pse__Region__c",
    source: "pse__Region__c",
    emits: &[Kind::LegalEntity],
    mappings: &[of(
        Kind::LegalEntity,
        &[
            line("name", &["Name"], Text),
            line("functional_currency", &["CurrencyIsoCode"], Currency),
            line(
                "parent_id",
                &["pse__Parent_Region__c"],
                to("pse__Region__c"),
            ),
        ],
    )],
    ..STREAM
};

pub(crate) const PRACTICES: Stream = Stream {
    name: "psa_practices",
    object: "pse__Practice__c",
    source: "pse__Practice__c",
    emits: &[Kind::Practice],
    mappings: &[of(
        Kind::Practice,
        &[
            line("name", &["Name"], Text),
            line(
                "parent_id",
                &["pse__Parent_Practice__c"],
                to("pse__Practice__c"),
            ),
        ],
    )],
    ..STREAM
};

pub(crate) const CALENDARS: Stream = Stream {
    name: "psa_calendars",
    object: "pse__Work_Calendar__c",
    source: "pse__Work_Calendar__c",
    emits: &[Kind::Workweek],
    mappings: &[of(
        Kind::Workweek,
        &[
            line("name", &["Name"], Text),
            line("monday", &["pse__Monday_Hours__c"], Hours),
            line("tuesday", &["pse__Tuesday_Hours__c"], Hours),
            line("wednesday", &["pse__Wednesday_Hours__c"], Hours),
            line("thursday", &["pse__Thursday_Hours__c"], Hours),
            line("friday", &["pse__Friday_Hours__c"], Hours),
            line("saturday", &["pse__Saturday_Hours__c"], Hours),
            line("sunday", &["pse__Sunday_Hours__c"], Hours),
        ],
    )],
    ..STREAM
};

pub(crate) const RESOURCES: Stream = Stream {
    name: "psa_resources",
    object: "Contact",
    source: "Contact",
    emits: &[Kind::Person, Kind::Role, Kind::WorkweekMembership],
    parameters: &[
        (OPTION, "certinia"),
        (OPTIONAL, "yes"),
        (FIELD, "pse__Salesforce_User__c"),
    ],
    mappings: &[
        Mapping {
            when: When::Is("pse__Is_Resource__c", &["true"]),
            finish: Some(resource),
            ..of(
                Kind::Person,
                &[
                    line("name", &["Name"], Text),
                    line("email", &["Email"], Text),
                    line(
                        "worker",
                        &["pse__External_Resource__c"],
                        one_of(&[("true", "contractor"), ("false", "employee")], "unknown"),
                    ),
                    line(
                        "status",
                        &["pse__Is_Resource_Active__c"],
                        one_of(&[("true", "active"), ("false", "inactive")], "unknown"),
                    ),
                    line("legal_entity_id", &["pse__Region__c"], REGION),
                    line("role_id", &["pse__Resource_Role__c"], to(ROLE)),
                    line("practice_id", &["pse__Practice__c"], to("pse__Practice__c")),
                    line("manager_id", &["ReportsToId"], RESOURCE),
                    line("hired_on", &["pse__Start_Date__c"], AsDay),
                    line("released_on", &["pse__Last_Date__c"], AsDay),
                    line("default_cost_rate", &["pse__Default_Cost_Rate__c"], Rate),
                    line("rate_currency", &["CurrencyIsoCode"], Currency),
                    line(
                        "utilization_target",
                        &["pse__Utilization_Target__c"],
                        Convert::Percent,
                    ),
                ],
            )
        },
        role(
            &["pse__Resource_Role__c"],
            &[line("name", &["pse__Resource_Role__c"], Text)],
            When::Has("pse__Resource_Role__c"),
        ),
        Mapping {
            when: When::Has("pse__Work_Calendar__c"),
            ..of(
                Kind::WorkweekMembership,
                &[
                    line("person_id", &["Id"], RESOURCE),
                    line(
                        "workweek_id",
                        &["pse__Work_Calendar__c"],
                        to("pse__Work_Calendar__c"),
                    ),
                ],
            )
        },
    ],
    ..STREAM
};

/// A resource that signs in is a user too, whose row has the address: two rows of one system with one address would be told apart by
/// nothing.
fn resource(object: &Object<'_>, values: &mut [Option<Value>]) {
    if object.at("pse__Salesforce_User__c").is_some() {
        clear(Kind::Person, values, "email");
    }
}

pub(crate) const RATE_SETS: Stream = Stream {
    name: "psa_rate_sets",
    object: "pse__Rate_Card_Set__c",
    source: "pse__Rate_Card_Set__c",
    emits: &[Kind::RateCard],
    mappings: &[of(Kind::RateCard, &[line("name", &["Name"], Text)])],
    ..STREAM
};

/// A rate card of the vendor is one rate.
pub(crate) const RATES: Stream = Stream {
    name: "psa_rates",
    object: "pse__Rate_Card__c",
    source: "pse__Rate_Card__c",
    emits: &[Kind::Rate, Kind::Role],
    mappings: &[
        of(
            Kind::Rate,
            &[
                line("role_id", &["pse__Role__c"], to(ROLE)),
                line("bill_rate", &["pse__Suggested_Bill_Rate__c"], Rate),
                line("cost_rate", &["pse__Average_Cost_Rate__c"], Rate),
                line("currency", &["CurrencyIsoCode"], Currency),
                line("from_on", &["pse__Start_Date__c"], AsDay),
                line("to_on", &["pse__End_Date__c"], AsDay),
            ],
        ),
        role(
            &["pse__Role__c"],
            &[line("name", &["pse__Role__c"], Text)],
            When::Has("pse__Role__c"),
        ),
    ],
    ..STREAM
};

/// Which rates are in which set.
pub(crate) const RATE_JUNCTIONS: Stream = Stream {
    name: "psa_rate_junctions",
    object: "pse__Rate_Card_Set_Junction__c",
    source: "pse__Rate_Card_Set_Junction__c",
    emits: &[Kind::Rate],
    mappings: &[Mapping {
        kind: Kind::Rate,
        object: "pse__Rate_Card__c",
        key: &["pse__Rate_Card__c"],
        when: When::Has("pse__Rate_Card__c"),
        partial: true,
        lines: &[line(
            "rate_card_id",
            &["pse__Rate_Card_Set__c"],
            to("pse__Rate_Card_Set__c"),
        )],
        ..MAPPING
    }],
    ..STREAM
};
