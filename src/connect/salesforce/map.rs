//! Mapping tables: canonical field, source path, conversion. Custom fields are in the profile.

use crate::connect::mapping::convert::{one_of, to};
use crate::connect::mapping::{Convert, Line, MAPPING, Mapping, Object, line};
use crate::domain::record::{Kind, Value};

use Convert::{At, Currency, Day, Text};

const fn of(kind: Kind, lines: &'static [Line]) -> Mapping {
    Mapping {
        kind,
        key: &["Id"],
        lines,
        ..MAPPING
    }
}

pub(super) static USERS: &[Mapping] = &[of(
    Kind::Person,
    &[
        line("name", &["Name"], Text),
        line("email", &["Email"], Text),
        line(
            "worker",
            &["UserType"],
            one_of(&[("Standard", "unknown")], "external"),
        ),
        line(
            "status",
            &["IsActive"],
            one_of(&[("true", "active"), ("false", "inactive")], "unknown"),
        ),
        line("manager_id", &["ManagerId"], to("User")),
    ],
)];

pub(super) static ACCOUNTS: &[Mapping] = &[of(
    Kind::Customer,
    &[
        line("name", &["Name"], Text),
        line("number", &["AccountNumber"], Text),
        line("parent_id", &["ParentId"], to("Account")),
        line("account_leader_id", &["OwnerId"], to("User")),
        line("currency", &["CurrencyIsoCode"], Currency),
        line(
            "status",
            &["Type"],
            one_of(
                &[
                    ("Prospect", "prospect"),
                    ("Former Customer", "inactive"),
                    ("Customer", "active"),
                ],
                "active",
            ),
        ),
    ],
)];

pub(super) static OPPORTUNITIES: &[Mapping] = &[Mapping {
    finish: Some(opportunity),
    ..of(
        Kind::Opportunity,
        &[
            line("name", &["Name"], Text),
            line("customer_id", &["AccountId"], to("Account")),
            line("owner_id", &["OwnerId"], to("User")),
            line("stage", &["StageName"], Text),
            line(
                "outcome",
                &["IsClosed"],
                one_of(&[("true", "lost"), ("false", "open")], "unknown"),
            ),
            line("probability", &["Probability"], Convert::Percent),
            line("amount", &["Amount"], Convert::Money),
            line("currency", &["CurrencyIsoCode"], Currency),
            line("close_on", &["CloseDate"], Day),
            line("won_at", &["LastStageChangeDate"], At),
        ],
    )
}];

/// Won is what the flags say, never the label of a stage; the last move to a won stage is the last move of one that is won.
fn opportunity(object: &Object<'_>, values: &mut [Option<Value>]) {
    let won = object.at("IsWon") == Some("true") && object.at("IsClosed") == Some("true");
    let entity = Kind::Opportunity.entity();
    if let (true, Some((place, _))) = (won, entity.field("outcome")) {
        values[place] = Some(Value::Enum("won"));
    }
    if let (false, Some((place, _))) = (won, entity.field("won_at")) {
        values[place] = None;
    }
}

pub(super) static HISTORY: &[Mapping] = &[of(
    Kind::StageChange,
    &[
        line("opportunity_id", &["OpportunityId"], to("Opportunity")),
        line("stage", &["StageName"], Text),
        line("changed_at", &["CreatedDate"], At),
    ],
)];

pub(super) static CONTRACTS: &[Mapping] = &[of(
    Kind::Engagement,
    &[
        line("name", &["Name", "ContractNumber"], Text),
        line("number", &["ContractNumber"], Text),
        line("customer_id", &["AccountId"], to("Account")),
        line("owner_id", &["OwnerId"], to("User")),
        line("billing_model", &["StatusCode"], one_of(&[], "unknown")),
        line(
            "status",
            &["StatusCode", "Status"],
            one_of(
                &[
                    ("Draft", "draft"),
                    ("InApproval", "draft"),
                    ("In Approval Process", "draft"),
                    ("Activated", "active"),
                    ("Terminated", "ended"),
                    ("Expired", "ended"),
                ],
                "unknown",
            ),
        ),
        line("currency", &["CurrencyIsoCode"], Currency),
        line("start_on", &["StartDate"], Day),
        line("end_on", &["EndDate"], Day),
        line("signed_on", &["CustomerSignedDate"], Day),
    ],
)];

/// The vendor's rate is units of the currency for one of the corporate currency, which the profile names.
pub(super) static CONVERSION_RATES: &[Mapping] = &[of(
    Kind::FxRate,
    &[
        line("quote", &["IsoCode"], Currency),
        line("rate_type", &["Id"], Convert::Const("spot")),
        line("effective_on", &["StartDate"], Day),
        line("rate", &["ConversionRate"], Convert::Fx),
    ],
)];
