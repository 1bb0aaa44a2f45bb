//! Rows of a CSV result as the JSON objects that the same rows are elsewhere: numbers as numbers, blanks as nothing.

use super::describe::{Fields, Form};
use super::rows::object;
use crate::connect::RawObject;

/// The rows of a result.
pub(super) fn objects(text: &str, fields: &Fields, stamp: &str) -> Result<Vec<RawObject>, String> {
    // The vendor lets NUL bytes through, which stand for nothing.
    let clean: std::borrow::Cow<'_, str> = if text.contains('\0') {
        text.replace('\0', "").into()
    } else {
        text.into()
    };
    if clean.bytes().filter(|b| *b == b'"').count() % 2 == 1 {
        return Err("it ends within a value".to_owned());
    }
    let mut reader = csv::Reader::from_reader(clean.as_bytes());
    let names = reader.headers().map_err(|error| error.to_string())?.clone();
    let mut objects = Vec::new();
    for row in reader.records() {
        let row = row.map_err(|error| error.to_string())?;
        let mut json = String::with_capacity(32 * names.len());
        json.push('{');
        for (name, value) in names.iter().zip(&row) {
            if json.len() > 1 {
                json.push(',');
            }
            json.push_str(&quoted(name));
            json.push(':');
            match fields.get(name) {
                _ if value.is_empty() => json.push_str("null"),
                // The same instant has another form in results of statements.
                Some(Form::Time) if value.ends_with('Z') => {
                    json.push_str(&quoted(&format!("{}+0000", &value[..value.len() - 1])));
                }
                Some(Form::Number) if is_number(value) => json.push_str(value),
                Some(Form::Flag) if matches!(value, "true" | "false") => json.push_str(value),
                _ => json.push_str(&quoted(value)),
            }
        }
        json.push('}');
        objects.push(object(json.into(), stamp).ok_or("a row has no Id")?);
    }
    Ok(objects)
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn is_number(text: &str) -> bool {
    serde_json::from_str::<serde_json::Number>(text).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_become_the_objects_they_are_elsewhere() {
        let fields: Fields = [
            ("Amount", Form::Number),
            ("IsDeleted", Form::Flag),
            ("SystemModstamp", Form::Time),
        ]
        .map(|(name, form)| (name.to_owned(), form))
        .into();
        let text = "\"Id\",\"SystemModstamp\",\"IsDeleted\",\"Amount\",\"Name\",\"Account.Name\"\n\
            \"006A\",\"2024-05-01T00:00:05.000Z\",\"false\",\"120000.10\",\"Apollo, \"\"two\"\"\nlines\0\",\"Acme\"\n\
            \"006B\",\"2024-05-01T00:00:06.000Z\",\"true\",\"\",\"007\",\"\"\n";
        let rows = objects(text, &fields, "SystemModstamp").unwrap();
        assert_eq!(
            rows[0].payload,
            r#"{"Id":"006A","SystemModstamp":"2024-05-01T00:00:05.000+0000","IsDeleted":false,"Amount":120000.10,"Name":"Apollo, \"two\"\nlines","Account.Name":"Acme"}"#
        );
        assert!(rows[1].deleted && rows[1].payload.contains(r#""Amount":null,"Name":"007""#));
        assert_eq!(objects("", &fields, "SystemModstamp").unwrap().len(), 0);
        assert!(objects(&text[..text.len() - 9], &fields, "SystemModstamp").is_err());
        assert!(objects("\"Id\",\"Name\"\n\"\",\"x\"\n", &fields, "SystemModstamp").is_err());
    }
}
