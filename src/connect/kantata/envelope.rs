//! The envelope that every answer comes in, read once: what is listed, maps of objects by id, and counts.

use std::borrow::Cow;

use entity::value::Instant;
use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use crate::connect::RawObject;
use crate::connect::mapping::Object;
use crate::connect::mapping::convert::at as read_instant;
use crate::connect::mapping::json::{Key, Scalar, scalar};

/// An answer's envelope.
#[derive(Debug, Default)]
pub(super) struct Envelope<'a> {
    /// What is listed, in order; none where the member is missing.
    results: Option<Vec<Hit<'a>>>,
    /// Objects that the collection has.
    pub(super) count: u64,
    /// Pages that the collection has.
    pub(super) pages: u64,
    maps: Vec<(Cow<'a, str>, Object<'a>)>,
    told: Vec<&'a RawValue>,
}

#[derive(Debug, Deserialize)]
struct Hit<'a> {
    key: &'a str,
    #[serde(borrow)]
    id: &'a RawValue,
}

#[derive(Deserialize, Default)]
struct Meta {
    #[serde(default)]
    page_count: u64,
}

impl<'a> Envelope<'a> {
    /// Reads one; tells why where it is none, or tells of errors.
    pub(super) fn parse(body: &'a [u8]) -> Result<Self, String> {
        let text = std::str::from_utf8(body).map_err(|error| error.to_string())?;
        let envelope: Self = serde_json::from_str(text).map_err(|error| error.to_string())?;
        let mut told = envelope.told.iter().map(|told| told.get());
        if let Some(told) = told.find(|told| !matches!(*told, "null" | "[]" | "\"\"")) {
            return Err(format!("it tells of errors: {told:.200}"));
        }
        Ok(envelope)
    }

    /// The objects of a collection that came along, by id.
    pub(super) fn map(&self, name: &str) -> Option<&Object<'a>> {
        let mut maps = self.maps.iter();
        maps.find(|(known, _)| known == name).map(|(_, map)| map)
    }

    /// The objects that are listed, in order.
    pub(super) fn objects(&self, collection: &str) -> Result<Vec<RawObject>, String> {
        let results = self.results.as_ref().ok_or("it has no results")?;
        let last = collection.rsplit('/').next().unwrap_or(collection);
        let mut objects = Vec::with_capacity(results.len());
        for (place, hit) in results.iter().enumerate() {
            // The rates of an exchange table are announced under a key that the body does not have.
            let mut keys = [hit.key, last, "exchange_rates"].into_iter();
            let found = keys.find_map(|key| Some((key, self.map(key)?)));
            let (key, map) = found.ok_or_else(|| format!("no map is called {:?}", hit.key))?;
            let id = hit.id.get().trim_matches('"');
            // The map has most often the order of the list.
            let payload = map
                .nth(place)
                .and_then(|(name, raw)| (name == id).then_some(raw))
                .or_else(|| map.member(id))
                .ok_or_else(|| format!("{key} has no member {id}"))?;
            let (version_at, deleted) = marks(payload);
            objects.push(RawObject {
                external_id: id.to_owned(),
                version_at,
                payload: payload.to_owned(),
                deleted,
            });
        }
        Ok(objects)
    }
}

impl<'de> Deserialize<'de> for Envelope<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;
        impl<'de> Visitor<'de> for Members {
            type Value = Envelope<'de>;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a JSON object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut envelope = Envelope::default();
                while let Some(Key(name)) = map.next_key()? {
                    match name.as_ref() {
                        "results" => envelope.results = Some(map.next_value()?),
                        "count" => {
                            let count = map.next_value::<&RawValue>()?;
                            envelope.count = count.get().parse().unwrap_or_default();
                        }
                        "meta" => {
                            let meta = map.next_value::<&RawValue>()?;
                            let meta = serde_json::from_str::<Meta>(meta.get());
                            envelope.pages = meta.unwrap_or_default().page_count;
                        }
                        "errors" | "error_message" => envelope.told.push(map.next_value()?),
                        _ => {
                            if let Maybe(Some(objects)) = map.next_value()? {
                                envelope.maps.push((name, objects));
                            }
                        }
                    }
                }
                Ok(envelope)
            }
        }
        deserializer.deserialize_map(Members)
    }
}

/// A map of objects, or whatever else stands in its place.
struct Maybe<'a>(Option<Object<'a>>);

impl<'de> Deserialize<'de> for Maybe<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Maybe<'de>;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("anything")
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                Object::members(map).map(Some).map(Maybe)
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
                while list.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Maybe(None))
            }
            fn visit_unit<E>(self) -> Result<Self::Value, E> {
                Ok(Maybe(None))
            }
            fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
                Ok(Maybe(None))
            }
            fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
                Ok(Maybe(None))
            }
            fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
                Ok(Maybe(None))
            }
            fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
                Ok(Maybe(None))
            }
            fn visit_str<E>(self, _: &str) -> Result<Self::Value, E> {
                Ok(Maybe(None))
            }
        }
        deserializer.deserialize_any(Any)
    }
}

/// When an object was changed last, and whether it says that it was deleted; a stamp that is none does not hide a deletion.
fn marks(payload: &str) -> (Option<Instant>, bool) {
    #[derive(Deserialize, Default)]
    struct Marks<'a> {
        #[serde(default, borrow)]
        updated_at: Option<&'a RawValue>,
        #[serde(default, borrow)]
        deleted_at: Option<&'a RawValue>,
    }
    let marks: Marks<'_> = serde_json::from_str(payload).unwrap_or_default();
    let stamp = match marks.updated_at.and_then(|raw| scalar(raw.get())) {
        Some(Scalar::Text(text)) => read_instant(&text).ok(),
        _ => None,
    };
    let deleted = marks.deleted_at.is_some_and(|raw| raw.get() != "null");
    (stamp, deleted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_envelope_is_read_whatever_else_stands_in_it() {
        let body = br#"{"count":7,"links":[{"a":[1]}],"note":"x","none":null,"results":[{"key":"users","id":"2"},{"key":"users","id":1}],
            "users":{"1":{"id":"1"},"2":{"id":"2","updated_at":"2026-03-02T08:00:00Z"}},"meta":{"count":7,"page_count":4},"errors":[]}"#;
        let envelope = Envelope::parse(body).unwrap();
        assert_eq!((envelope.count, envelope.pages), (7, 4));
        let objects = envelope.objects("users").unwrap();
        let told: Vec<(&str, bool)> = (objects.iter())
            .map(|object| (object.external_id.as_str(), object.version_at.is_some()))
            .collect();
        assert_eq!(told, [("2", true), ("1", false)]);
        for (body, why) in [
            (
                r#"{"errors":[{"type":"oauth"}],"results":[]}"#,
                "it tells of errors",
            ),
            (
                r#"{"error_message":"no","results":[]}"#,
                "it tells of errors",
            ),
            (r#"[]"#, "invalid type"),
        ] {
            assert!(
                Envelope::parse(body.as_bytes()).unwrap_err().contains(why),
                "{body}"
            );
        }
        for (body, why) in [
            (r#"{"users":{}}"#, "it has no results"),
            (
                r#"{"results":[{"key":"users","id":"9"}],"users":[]}"#,
                "no map is called",
            ),
            (
                r#"{"results":[{"key":"users","id":"9"}],"users":{}}"#,
                "users has no member 9",
            ),
        ] {
            let envelope = Envelope::parse(body.as_bytes()).unwrap();
            assert!(
                envelope.objects("users").unwrap_err().contains(why),
                "{body}"
            );
        }
    }

    #[test]
    fn a_stamp_that_is_none_does_not_hide_a_deletion() {
        let at = Some(Instant(1_772_438_400_000));
        for (payload, expected) in [
            (r#"{"updated_at":"2026-03-02T08:00:00Z"}"#, (at, false)),
            (
                r#"{"updated_at":"2026-03-02T08:00:00Z","deleted_at":null}"#,
                (at, false),
            ),
            (
                r#"{"updated_at":"2026-03-02T08:00:00Z","deleted_at":"2026-03-02T08:00:00Z"}"#,
                (at, true),
            ),
            (
                r#"{"updated_at":7,"deleted_at":"2026-03-02T08:00:00Z"}"#,
                (None, true),
            ),
            (r#"{"updated_at":{},"deleted_at":7}"#, (None, true)),
            (r#"{"id":"1"}"#, (None, false)),
            ("[]", (None, false)),
        ] {
            assert_eq!(marks(payload), expected, "{payload}");
        }
    }
}
