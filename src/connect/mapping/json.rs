//! A view of a JSON object that keeps every number as its text, so that no amount passes through a float.

use std::borrow::Cow;

use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// The members of an object, in order; nested ones are read when asked for.
#[derive(Debug)]
pub struct Object<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

/// A scalar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scalar<'a> {
    /// Text.
    Text(Cow<'a, str>),
    /// A number, as written.
    Number(&'a str),
    /// True or false.
    Bool(bool),
}

impl<'a> Object<'a> {
    /// Reads an object.
    pub fn parse(text: &'a str) -> Result<Self, serde_json::Error> {
        struct Members;
        impl<'de> Visitor<'de> for Members {
            type Value = Object<'de>;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a JSON object")
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                Object::members(map)
            }
        }
        let mut reader = serde_json::Deserializer::from_str(text);
        let object = reader.deserialize_map(Members)?;
        reader.end()?;
        Ok(object)
    }

    /// Reads an object's members as a reader comes to them.
    pub fn members<A: MapAccess<'a>>(mut map: A) -> Result<Self, A::Error> {
        let mut members = Vec::with_capacity(32);
        while let Some(Key(name)) = map.next_key()? {
            members.push((name, map.next_value()?));
        }
        Ok(Self(members))
    }

    /// A member by its place, as written.
    pub fn nth(&self, place: usize) -> Option<(&str, &'a str)> {
        let (name, raw) = self.0.get(place)?;
        Some((name, raw.get()))
    }

    /// Names of the members.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_ref())
    }

    /// A member as written.
    pub fn member(&self, name: &str) -> Option<&'a str> {
        self.0
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, raw)| raw.get())
    }

    /// What stands at a dotted path (a number in it is a place in a list), as written; `None` where it is missing or null.
    pub fn at(&self, path: &str) -> Option<&'a str> {
        let (first, rest) = match path.split_once('.') {
            Some((first, rest)) if self.member(path).is_none() => (first, Some(rest)),
            _ => (path, None),
        };
        let raw = self.member(first).filter(|raw| *raw != "null")?;
        match rest {
            None => Some(raw),
            Some(rest) if raw.starts_with('{') => Object::parse(raw).ok()?.at(rest),
            Some(rest) => {
                let (place, rest) = match rest.split_once('.') {
                    Some((place, rest)) => (place, Some(rest)),
                    None => (rest, None),
                };
                let list: Vec<&'a RawValue> = serde_json::from_str(raw).ok()?;
                let entry = list.get(place.parse::<usize>().ok()?)?.get();
                match rest {
                    None => Some(entry).filter(|raw| *raw != "null"),
                    Some(rest) => Object::parse(entry).ok()?.at(rest),
                }
            }
        }
    }

    /// The scalar at a path; the error is the text of what stands there instead.
    pub fn scalar(&self, path: &str) -> Result<Option<Scalar<'a>>, &'a str> {
        self.at(path)
            .map_or(Ok(None), |raw| scalar(raw).map(Some).ok_or(raw))
    }

    /// The entries of the list at a path.
    pub fn list(&self, path: &str) -> Vec<&'a str> {
        let Some(raw) = self.at(path) else {
            return Vec::new();
        };
        serde_json::from_str::<Vec<&'a RawValue>>(raw)
            .map(|list| list.into_iter().map(RawValue::get).collect())
            .unwrap_or_default()
    }
}

/// Reads a scalar as written.
pub fn scalar(raw: &str) -> Option<Scalar<'_>> {
    match raw.as_bytes().first()? {
        b'"' => serde_json::from_str::<Key<'_>>(raw)
            .ok()
            .map(|text| Scalar::Text(text.0)),
        b't' => Some(Scalar::Bool(true)),
        b'f' => Some(Scalar::Bool(false)),
        b'{' | b'[' | b'n' => None,
        _ => Some(Scalar::Number(raw)),
    }
}

/// A text or name, borrowed where it stands as it is.
#[derive(serde::Deserialize)]
pub struct Key<'a>(#[serde(borrow)] pub Cow<'a, str>);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_their_digits() {
        let object = Object::parse(r#"{"a":12345678901234567.89,"b":{"c":null,"d":"x\u0041"},"e.f":1,"l":[{"i":1},{"i":2}]}"#).unwrap();
        assert_eq!(
            object.scalar("a"),
            Ok(Some(Scalar::Number("12345678901234567.89")))
        );
        assert_eq!(object.scalar("b.c"), Ok(None));
        assert_eq!(object.scalar("b.d"), Ok(Some(Scalar::Text("xA".into()))));
        assert_eq!(object.scalar("e.f"), Ok(Some(Scalar::Number("1"))));
        assert_eq!(object.scalar("b"), Err(r#"{"c":null,"d":"x\u0041"}"#));
        assert_eq!(object.list("l"), [r#"{"i":1}"#, r#"{"i":2}"#]);
        assert_eq!(object.scalar("l.1.i"), Ok(Some(Scalar::Number("2"))));
        assert_eq!(object.scalar("l.2.i"), Ok(None));
        assert!(Object::parse("[1]").is_err());
    }
}
