//! Words of a statement.

use rust_decimal::Decimal;

use crate::vendor::netsuite::refusal::Refusal;

/// One word.
#[derive(Clone, Debug, PartialEq)]
pub enum Token {
    /// A name or keyword, in lower case.
    Name(String),
    /// A number.
    Number(Decimal),
    /// A text in quotes.
    Text(String),
    /// A sign: one or two characters.
    Sign(&'static str),
    /// A `?`.
    Parameter,
}

const SIGNS: [&str; 17] = [
    "<>", "!=", "<=", ">=", "||", "=", "<", ">", "(", ")", ",", ".", "*", "+", "-", "/", ";",
];

/// Splits a statement into words.
pub fn tokens(text: &str) -> Result<Vec<Token>, Refusal> {
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (token, length) = if first.is_ascii_alphabetic() || first == '_' {
            name(rest)
        } else if first.is_ascii_digit()
            || (first == '.' && rest[1..].starts_with(|c: char| c.is_ascii_digit()))
        {
            number(rest)?
        } else if first == '\'' {
            quoted(rest)?
        } else if first == '"' {
            let end = rest[1..]
                .find('"')
                .ok_or_else(|| Refusal::unsupported("unclosed identifier"))?;
            (Token::Name(rest[1..=end].to_ascii_lowercase()), end + 2)
        } else if first == '?' {
            (Token::Parameter, 1)
        } else if let Some(end) = rest.strip_prefix("--") {
            rest = end
                .split_once('\n')
                .map_or("", |(_, rest)| rest)
                .trim_start();
            continue;
        } else {
            let sign = SIGNS.iter().find(|sign| rest.starts_with(**sign));
            let sign = sign.ok_or_else(|| {
                Refusal::unsupported(format_args!("unexpected character '{first}'"))
            })?;
            (Token::Sign(sign), sign.len())
        };
        found.push(token);
        rest = rest[length..].trim_start();
    }
    if found.last() == Some(&Token::Sign(";")) {
        found.pop();
    }
    Ok(found)
}

fn name(text: &str) -> (Token, usize) {
    let length = text
        .bytes()
        .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$'))
        .count();
    (Token::Name(text[..length].to_ascii_lowercase()), length)
}

fn number(text: &str) -> Result<(Token, usize), Refusal> {
    let length = text
        .bytes()
        .take_while(|byte| byte.is_ascii_digit() || *byte == b'.')
        .count();
    let number = text[..length]
        .parse()
        .map_err(|_| Refusal::unsupported(format_args!("bad number {}", &text[..length])))?;
    Ok((Token::Number(number), length))
}

fn quoted(text: &str) -> Result<(Token, usize), Refusal> {
    let mut value = String::new();
    let mut characters = text.char_indices().skip(1).peekable();
    while let Some((at, character)) = characters.next() {
        if character != '\'' {
            value.push(character);
        } else if characters.peek().is_some_and(|(_, next)| *next == '\'') {
            value.push('\'');
            characters.next();
        } else {
            return Ok((Token::Text(value), at + 1));
        }
    }
    Err(Refusal::unsupported("unclosed text"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_split() {
        let found = tokens("SELECT T.id, 'it''s' FROM x -- why\nWHERE a<>.5 ;").unwrap();
        assert_eq!(found.len(), 12);
        assert_eq!(found[1], Token::Name("t".into()));
        assert_eq!(found[5], Token::Text("it's".into()));
        assert_eq!(found[11], Token::Number("0.5".parse().unwrap()));
        assert!(tokens("'open").is_err());
    }
}
