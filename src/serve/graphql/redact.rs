//! What a vendor or a mapping says of an error, without the values in it: a text that no mapping has a class for is shown by its words,
//! and what it quotes by kind and length only.

use entity::insight::exception;

use super::context::Asked;
use crate::access::Class;
use crate::insight::rule::registry;

/// True where the viewer may read every class of business fact of every row, so that nothing in an error's text is hidden from it.
fn sees_all(asked: &Asked) -> bool {
    let shown = asked.sight.unbound();
    [Class::Commercial, Class::Cost, Class::Personal]
        .into_iter()
        .all(|class| shown.has(class))
}

/// An error's text as the viewer may read it.
pub(super) fn text(asked: &Asked, text: &str) -> String {
    if sees_all(asked) {
        text.to_owned()
    } else {
        without_values(text)
    }
}

/// The words of an exception, which are an error's text where its rule tells of the integration's operation.
pub(super) fn errors(asked: &Asked, row: &exception::Model, detail: String) -> String {
    let operational =
        registry::rule(&row.rule).is_some_and(|rule| rule.classes.contains(&Class::Operational));
    if operational {
        text(asked, &detail)
    } else {
        detail
    }
}

/// Quoted texts, addresses and numbers of four digits or more by kind and length.
fn without_values(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        let after = &rest[letter.len_utf8()..];
        if matches!(letter, '"' | '`')
            && let Some(end) = after.find(letter)
        {
            let length = after[..end].chars().count();
            shown.push_str(&format!("[text of {length}]"));
            rest = &after[end + letter.len_utf8()..];
            continue;
        }
        let word: &str = rest
            .split(|c: char| c.is_whitespace() || matches!(c, '"' | '`' | ',' | ';' | '(' | ')'))
            .next()
            .unwrap_or("");
        if word.is_empty() {
            shown.push(letter);
            rest = after;
            continue;
        }
        let digits = word.chars().filter(char::is_ascii_digit).count();
        if word.contains('@') {
            shown.push_str(&format!("[text of {}]", word.chars().count()));
        } else if digits >= 4 || (digits > 0 && digits < word.len() && word.contains('.')) {
            shown.push_str(&format!("[number of {digits}]"));
        } else {
            shown.push_str(word);
        }
        rest = &rest[word.len()..];
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_told_by_kind_and_length() {
        assert_eq!(
            without_values(r#"HTTP 400: cost rate "92.47" of ann@firm.example is above 120000.50"#),
            "HTTP 400: cost rate [text of 5] of [text of 16] is above [number of 8]"
        );
        assert_eq!(
            without_values("expected a decimal for amount, found an object"),
            "expected a decimal for amount, found an object"
        );
        assert_eq!(without_values("an open \" stays"), "an open \" stays");
    }
}
