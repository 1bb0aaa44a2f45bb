//! Reads expressions and conditions, loosest binding first.

use super::parse::Words;
use super::syntax::{Expr, Sign, Total};
use super::token::Token;
use super::value::Value;
use crate::vendor::netsuite::refusal::Refusal;

type Read = Result<Expr, Refusal>;

fn pair(sign: Sign, left: Expr, right: Expr) -> Expr {
    Expr::Pair(sign, Box::new(left), Box::new(right))
}

/// Reads one expression or condition.
pub fn read(words: &mut Words) -> Read {
    let mut left = conjunction(words)?;
    while words.word("or") {
        left = pair(Sign::Or, left, conjunction(words)?);
    }
    Ok(left)
}

fn conjunction(words: &mut Words) -> Read {
    let mut left = negation(words)?;
    while words.word("and") {
        left = pair(Sign::And, left, negation(words)?);
    }
    Ok(left)
}

fn negation(words: &mut Words) -> Read {
    if words.word("not") {
        return Ok(Expr::Not(Box::new(negation(words)?)));
    }
    comparison(words)
}

fn comparison(words: &mut Words) -> Read {
    let left = sum(words)?;
    let signs = [
        ("=", Sign::Equal),
        ("<>", Sign::Differs),
        ("!=", Sign::Differs),
        ("<=", Sign::AtMost),
        ("<", Sign::Less),
        (">=", Sign::AtLeast),
        (">", Sign::Greater),
    ];
    for (text, sign) in signs {
        if words.sign(text) {
            return Ok(pair(sign, left, sum(words)?));
        }
    }
    if words.word("is") {
        let negated = words.word("not");
        words.expect_word("null")?;
        return Ok(not_if(negated, Expr::IsNull(Box::new(left))));
    }
    let negated = words.word("not");
    if words.word("in") {
        return Ok(not_if(negated, membership(words, left)?));
    }
    if words.word("like") {
        return Ok(not_if(
            negated,
            Expr::Like(Box::new(left), Box::new(sum(words)?)),
        ));
    }
    if words.word("between") {
        let low = sum(words)?;
        words.expect_word("and")?;
        let high = sum(words)?;
        let inside = pair(
            Sign::And,
            pair(Sign::AtLeast, left.clone(), low),
            pair(Sign::AtMost, left, high),
        );
        return Ok(not_if(negated, inside));
    }
    if negated {
        Err(words.wrong("IN"))
    } else {
        Ok(left)
    }
}

fn not_if(negated: bool, condition: Expr) -> Expr {
    if negated {
        Expr::Not(Box::new(condition))
    } else {
        condition
    }
}

fn membership(words: &mut Words, left: Expr) -> Read {
    words.expect("(")?;
    let left = Box::new(left);
    let found = if matches!(words.peek(), Some(Token::Name(name)) if name == "select") {
        Expr::InSelect(left, Box::new(words.select()?))
    } else {
        let list = words.list()?;
        if list.len() > 1000 {
            return Err(Refusal::unsupported(
                "maximum number of expressions in a list is 1000",
            ));
        }
        Expr::In(left, list)
    };
    words.expect(")")?;
    Ok(found)
}

fn sum(words: &mut Words) -> Read {
    let mut left = product(words)?;
    loop {
        let sign = if words.sign("+") {
            Sign::Plus
        } else if words.sign("-") {
            Sign::Minus
        } else if words.sign("||") {
            Sign::Concat
        } else {
            return Ok(left);
        };
        left = pair(sign, left, product(words)?);
    }
}

fn product(words: &mut Words) -> Read {
    let mut left = factor(words)?;
    loop {
        let sign = if words.sign("*") {
            Sign::Times
        } else if words.sign("/") {
            Sign::Over
        } else {
            return Ok(left);
        };
        left = pair(sign, left, factor(words)?);
    }
}

fn factor(words: &mut Words) -> Read {
    if words.sign("-") {
        return Ok(pair(
            Sign::Minus,
            Expr::Literal(Value::Int(0)),
            factor(words)?,
        ));
    }
    if words.sign("(") {
        let inside = read(words)?;
        words.expect(")")?;
        return Ok(inside);
    }
    match words.peek() {
        Some(Token::Name(_)) => named(words),
        Some(Token::Number(_) | Token::Text(_) | Token::Parameter) => literal(words),
        _ => Err(words.wrong("an expression")),
    }
}

fn literal(words: &mut Words) -> Read {
    Ok(Expr::Literal(match words.take() {
        Some(Token::Number(number)) => Value::Number(number)
            .int()
            .map_or(Value::Number(number), Value::Int),
        Some(Token::Text(text)) if text.is_empty() => Value::Null,
        Some(Token::Text(text)) => Value::from(text),
        _ => words.parameter()?,
    }))
}

fn named(words: &mut Words) -> Read {
    if words.word("null") {
        return Ok(Expr::Literal(Value::Null));
    }
    if words.word("case") {
        return case(words);
    }
    let first = words.name()?;
    if words.sign(".") {
        if words.sign("*") {
            return Err(Refusal::unsupported("alias.* is not supported"));
        }
        // Every word may be a column behind its table's name.
        let Some(Token::Name(second)) = words.take() else {
            return Err(words.wrong("a column"));
        };
        if first == "builtin" {
            words.expect("(")?;
            return call(words, format!("builtin.{second}"));
        }
        return Ok(Expr::Column(Some(first), second));
    }
    if words.sign("(") {
        return call(words, first);
    }
    Ok(Expr::Column(None, first))
}

fn call(words: &mut Words, name: String) -> Read {
    let total = match name.as_str() {
        "count" => Some(Total::Count),
        "sum" => Some(Total::Sum),
        "min" => Some(Total::Min),
        "max" => Some(Total::Max),
        "avg" => Some(Total::Average),
        _ => None,
    };
    if let Some(total) = total {
        if total == Total::Count && words.sign("*") {
            words.expect(")")?;
            return Ok(Expr::Total(total, false, None));
        }
        let distinct = words.word("distinct");
        let inside = read(words)?;
        words.expect(")")?;
        return Ok(Expr::Total(total, distinct, Some(Box::new(inside))));
    }
    let arguments = if words.sign(")") {
        Vec::new()
    } else {
        let list = words.list()?;
        words.expect(")")?;
        list
    };
    Ok(Expr::Call(name, arguments))
}

fn case(words: &mut Words) -> Read {
    let mut cases = Vec::new();
    while words.word("when") {
        let condition = read(words)?;
        words.expect_word("then")?;
        cases.push((condition, read(words)?));
    }
    let otherwise = if words.word("else") {
        Some(Box::new(read(words)?))
    } else {
        None
    };
    words.expect_word("end")?;
    if cases.is_empty() {
        Err(words.wrong("WHEN"))
    } else {
        Ok(Expr::Case(cases, otherwise))
    }
}
