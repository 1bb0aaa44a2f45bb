//! From text to a query, or to the vendor's words about where it is malformed.

use super::lex::{Placed, Token, split, unexpected};
use super::{Condition, Function, Item, Key, Literal, Operator, Path, Select};
use crate::vendor::salesforce::refusal::Refusal;

/// Understands a query.
pub fn parse(query: &str) -> Result<Select, Refusal> {
    let mut parser = Parser {
        query,
        tokens: split(query)?,
        at: 0,
    };
    let select = parser.select()?;
    match parser.tokens.get(parser.at) {
        None => Ok(select),
        Some(_) => Err(parser.odd()),
    }
}

struct Parser<'a> {
    query: &'a str,
    tokens: Vec<Placed>,
    at: usize,
}

type Parsed<T> = Result<T, Refusal>;

impl Parser<'_> {
    fn odd(&self) -> Refusal {
        match self.tokens.get(self.at) {
            Some((token, at)) => {
                let text = match token {
                    Token::Word(word) => word.clone(),
                    Token::Sign(sign) => (*sign).to_owned(),
                    Token::Value(Literal::Text(text)) => text.clone(),
                    Token::Value(_) => self.query[*at..].chars().take(12).collect(),
                };
                unexpected(self.query, *at, &text)
            }
            None => Refusal::at(
                self.query,
                self.query.len(),
                "MALFORMED_QUERY",
                "unexpected token: '<EOF>'",
            ),
        }
    }

    fn place(&self) -> usize {
        self.tokens
            .get(self.at)
            .map_or(self.query.len(), |(_, at)| *at)
    }

    fn peek(&self, word: &str) -> bool {
        matches!(self.tokens.get(self.at), Some((Token::Word(found), _)) if found.eq_ignore_ascii_case(word))
    }

    fn take(&mut self, word: &str) -> bool {
        let found = self.peek(word);
        self.at += usize::from(found);
        found
    }

    fn expect(&mut self, word: &str) -> Parsed<()> {
        if self.take(word) {
            Ok(())
        } else {
            Err(self.odd())
        }
    }

    fn sign(&mut self, sign: &str) -> bool {
        let found =
            matches!(self.tokens.get(self.at), Some((Token::Sign(found), _)) if *found == sign);
        self.at += usize::from(found);
        found
    }

    fn expect_sign(&mut self, sign: &str) -> Parsed<()> {
        if self.sign(sign) {
            Ok(())
        } else {
            Err(self.odd())
        }
    }

    fn word(&mut self) -> Parsed<String> {
        match self.tokens.get(self.at) {
            Some((Token::Word(word), _)) => {
                self.at += 1;
                Ok(word.clone())
            }
            _ => Err(self.odd()),
        }
    }

    fn path(&mut self) -> Parsed<Path> {
        let at = self.place();
        let mut names = vec![self.word()?];
        while self.sign(".") {
            names.push(self.word()?);
        }
        Ok(Path { names, at })
    }

    fn select(&mut self) -> Parsed<Select> {
        self.expect("SELECT")?;
        let mut items = vec![self.item()?];
        while self.sign(",") {
            items.push(self.item()?);
        }
        self.expect("FROM")?;
        let from_at = self.place();
        let from = self.word()?;
        let filter = if self.take("WHERE") {
            Some(self.condition()?)
        } else {
            None
        };
        let mut group = Vec::new();
        if self.take("GROUP") {
            self.expect("BY")?;
            group.push(self.path()?);
            while self.sign(",") {
                group.push(self.path()?);
            }
        }
        let mut order = Vec::new();
        if self.take("ORDER") {
            self.expect("BY")?;
            order.push(self.key()?);
            while self.sign(",") {
                order.push(self.key()?);
            }
        }
        let limit = if self.take("LIMIT") {
            Some(self.count()?)
        } else {
            None
        };
        let offset = if self.take("OFFSET") {
            self.count()?
        } else {
            0
        };
        if offset > 2000 {
            return Err(Refusal::bad(
                "NUMBER_OUTSIDE_VALID_RANGE",
                "Maximum SOQL offset allowed is 2000",
            ));
        }
        Ok(Select {
            items,
            from,
            from_at,
            filter,
            group,
            order,
            limit,
            offset,
        })
    }

    fn count(&mut self) -> Parsed<usize> {
        match self.tokens.get(self.at) {
            Some((Token::Value(Literal::Number(number)), _)) => {
                let count = usize::try_from(*number).map_err(|_| self.odd())?;
                self.at += 1;
                Ok(count)
            }
            _ => Err(self.odd()),
        }
    }

    fn key(&mut self) -> Parsed<Key> {
        let path = self.path()?;
        let down = self.take("DESC");
        if !down {
            self.take("ASC");
        }
        let mut nulls_last = down;
        if self.take("NULLS") {
            nulls_last = self.take("LAST");
            if !nulls_last {
                self.expect("FIRST")?;
            }
        }
        Ok(Key {
            path,
            down,
            nulls_last,
        })
    }

    fn alias(&mut self) -> Option<String> {
        if self.peek("FROM") {
            return None;
        }
        self.word().ok()
    }

    fn item(&mut self) -> Parsed<Item> {
        if self.sign("(") {
            let select = self.select()?;
            self.expect_sign(")")?;
            return Ok(Item::Children(select));
        }
        let path = self.path()?;
        if !self.sign("(") {
            let alias = self.alias();
            return Ok(Item::Field(path, alias));
        }
        let function = match path.names[0].to_ascii_uppercase().as_str() {
            "COUNT" => Function::Count,
            "COUNT_DISTINCT" => Function::CountDistinct,
            "SUM" => Function::Sum,
            "MIN" => Function::Min,
            "MAX" => Function::Max,
            "AVG" => Function::Avg,
            other => return Err(unexpected(self.query, path.at, other)),
        };
        if function == Function::Count && self.sign(")") {
            return Ok(Item::CountAll);
        }
        let inner = self.path()?;
        self.expect_sign(")")?;
        let alias = self.alias();
        Ok(Item::Call(function, inner, alias))
    }

    fn condition(&mut self) -> Parsed<Condition> {
        let first = self.operand()?;
        if self.peek("AND") {
            let mut all = vec![first];
            while self.take("AND") {
                all.push(self.operand()?);
            }
            // The vendor wants parentheses where AND and OR meet.
            return if self.peek("OR") {
                Err(self.odd())
            } else {
                Ok(Condition::And(all))
            };
        }
        if self.peek("OR") {
            let mut any = vec![first];
            while self.take("OR") {
                any.push(self.operand()?);
            }
            return if self.peek("AND") {
                Err(self.odd())
            } else {
                Ok(Condition::Or(any))
            };
        }
        Ok(first)
    }

    fn operand(&mut self) -> Parsed<Condition> {
        if self.take("NOT") {
            return Ok(Condition::Not(Box::new(self.operand()?)));
        }
        if self.sign("(") {
            let inner = self.condition()?;
            self.expect_sign(")")?;
            return Ok(inner);
        }
        let path = self.path()?;
        let operator = self.operator()?;
        let at = self.place();
        if !matches!(operator, Operator::In | Operator::NotIn) {
            let value = self.literal()?;
            return Ok(Condition::Test(path, operator, vec![value], at));
        }
        self.expect_sign("(")?;
        if self.peek("SELECT") {
            let select = self.select()?;
            self.expect_sign(")")?;
            return Ok(Condition::Within(
                path,
                operator == Operator::In,
                Box::new(select),
            ));
        }
        let mut values = vec![self.literal()?];
        while self.sign(",") {
            values.push(self.literal()?);
        }
        self.expect_sign(")")?;
        Ok(Condition::Test(path, operator, values, at))
    }

    fn operator(&mut self) -> Parsed<Operator> {
        let signs = [
            ("=", Operator::Equal),
            ("!=", Operator::Unequal),
            ("<>", Operator::Unequal),
            ("<=", Operator::LessEqual),
            (">=", Operator::GreaterEqual),
            ("<", Operator::Less),
            (">", Operator::Greater),
        ];
        for (sign, operator) in signs {
            if self.sign(sign) {
                return Ok(operator);
            }
        }
        if self.take("LIKE") {
            return Ok(Operator::Like);
        }
        if self.take("IN") {
            return Ok(Operator::In);
        }
        if self.take("NOT") {
            self.expect("IN")?;
            return Ok(Operator::NotIn);
        }
        Err(self.odd())
    }

    fn literal(&mut self) -> Parsed<Literal> {
        let found = self.tokens.get(self.at).map(|(token, _)| token.clone());
        let value = match found {
            Some(Token::Value(value)) => value,
            Some(Token::Word(word)) => match word.to_ascii_uppercase().as_str() {
                "NULL" => Literal::Null,
                "TRUE" => Literal::Flag(true),
                "FALSE" => Literal::Flag(false),
                "TODAY" => Literal::Days(0, 1),
                "YESTERDAY" => Literal::Days(-1, 0),
                "TOMORROW" => Literal::Days(1, 2),
                name @ ("LAST_N_DAYS" | "NEXT_N_DAYS") => {
                    self.at += 1;
                    self.expect_sign(":")?;
                    let days = i64::try_from(self.count()?).unwrap_or(i64::MAX / 100_000_000);
                    return Ok(if name == "LAST_N_DAYS" {
                        Literal::Days(-days, 1)
                    } else {
                        Literal::Days(1, days + 1)
                    });
                }
                _ => return Err(self.odd()),
            },
            _ => return Err(self.odd()),
        };
        self.at += 1;
        Ok(value)
    }
}
