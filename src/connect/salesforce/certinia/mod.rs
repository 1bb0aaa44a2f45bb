//! Certinia's services objects on the same org, read where the connection's options say `certinia = "true"`.
//!
//! Each is read where the org has it. A timecard is a week of one person on one assignment: it makes an entry for each day with hours.
//! The splits of a timecard say the same work again and are left alone.

mod billing;
mod delivery;
mod structure;
mod timecard;

pub(super) use billing::*;
pub(super) use delivery::*;
pub(super) use structure::*;
pub(super) use timecard::*;

use super::protocol::{FIELD, OPTIONAL};
use crate::connect::Cursor::Changed;
use crate::connect::Deletions::{Feed, Never};
use crate::connect::mapping::convert::{one_of, to};
use crate::connect::mapping::{Convert, Line, MAPPING, Mapping, Object, When, line};
use crate::connect::{OPTION, Stream};
use crate::domain::record::{Kind, Value};

use Convert::{At, Currency, Day as AsDay, Flag, Hours, Money, Rate, Text};

const STREAM: Stream = Stream {
    name: "",
    object: "",
    source: "",
    emits: &[],
    cursor: Changed("SystemModstamp"),
    lookback_seconds: 600,
    deletions: Feed,
    parameters: &[(OPTION, "certinia"), (OPTIONAL, "yes")],
    mappings: &[],
};

const fn of(kind: Kind, lines: &'static [Line]) -> Mapping {
    Mapping {
        kind,
        key: &["Id"],
        lines,
        ..MAPPING
    }
}

/// A role is no record of its own: every object that names one tells of it.
const fn role(key: &'static [&'static str], lines: &'static [Line], when: When) -> Mapping {
    Mapping {
        kind: Kind::Role,
        object: ROLE,
        key,
        when,
        lines,
        partial: true,
        ..MAPPING
    }
}

/// Object that ids of roles are made with.
const ROLE: &str = "psa_role";
const PROJECT: Convert = to("pse__Proj__c");
const RESOURCE: Convert = to("Contact");
const REGION: Convert = to("pse__Region__c");

fn clear(kind: Kind, values: &mut [Option<Value>], field: &str) {
    if let Some((place, _)) = kind.entity().field(field) {
        values[place] = None;
    }
}

fn set(kind: Kind, values: &mut [Option<Value>], field: &str, value: Value) {
    if let Some((place, _)) = kind.entity().field(field) {
        values[place] = Some(value);
    }
}

#[cfg(test)]
mod tests {
    use crate::connect::salesforce::SALESFORCE;
    use crate::connect::{Mapper, RawObject, Settings};
    use crate::domain::record::{Kind, Value};

    #[test]
    fn a_timecard_is_a_submission_and_an_entry_a_day_with_hours() {
        let settings = Settings::new("crm", "salesforce", "http://localhost");
        let mapper = Mapper::new(&SALESFORCE, &settings).unwrap();
        let mut streams = SALESFORCE.streams.iter();
        let stream = streams.find(|s| s.name == "psa_timecards").unwrap();
        let raw = RawObject {
            external_id: "a2R1".to_owned(),
            version_at: None,
            deleted: false,
            // The week begins on a Sunday.
            payload: r#"{"Id":"a2R1","pse__Resource__c":"003A","pse__Project__c":"a1dA","pse__Start_Date__c":"2024-05-05",
                "pse__End_Date__c":"2024-05-11","pse__Monday_Hours__c":8.0,"pse__Tuesday_Hours__c":7.5,"pse__Wednesday_Hours__c":0.0,
                "pse__Saturday_Hours__c":null,"pse__Status__c":"Approved","pse__Billable__c":true,"pse__Bill_Rate__c":185.0,
                "pse__Cost_Rate_Amount__c":90,"pse__Cost_Rate_Currency_Code__c":"USD","CurrencyIsoCode":"EUR"}"#
                .to_owned(),
        };
        let mapped = mapper.map(stream, &raw);
        assert_eq!(mapped.error, None);
        let kinds: Vec<_> = mapped.records.iter().map(|r| r.kind).collect();
        assert_eq!(kinds, [Kind::Submission, Kind::TimeEntry, Kind::TimeEntry]);
        let field = |place: usize, name: &str| {
            let (at, _) = Kind::TimeEntry.entity().field(name).unwrap();
            mapped.records[place].values[at].clone()
        };
        let day = |place| match field(place, "work_on") {
            Some(Value::Day(day)) => day.to_string(),
            other => panic!("{other:?}"),
        };
        assert_eq!((day(1), day(2)), ("2024-05-06".into(), "2024-05-07".into()));
        assert_eq!(mapped.records[1].key.external_id, "a2R1-monday");
        assert!(field(1, "bill_rate").is_some());
        assert_eq!(field(1, "cost_rate"), None, "it is in another currency");
    }
}
