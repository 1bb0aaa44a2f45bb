//! Reads a statement; what the dialect lacks is refused in the vendor's words.

use super::expression;
use super::syntax::{Expr, Item, Join, Named, Select};
use super::token::{Token, tokens};
use super::value::Value;
use crate::vendor::netsuite::refusal::Refusal;

/// Words that end an expression or a name, and cannot be an alias.
const RESERVED: [&str; 24] = [
    "select", "from", "where", "group", "order", "having", "fetch", "inner", "left", "join", "on",
    "and", "or", "not", "in", "is", "like", "between", "as", "limit", "union", "when", "offset",
    "cross",
];

/// Words of a statement, and how far they are read.
pub struct Words {
    words: Vec<Token>,
    at: usize,
    parameters: std::vec::IntoIter<Value>,
}

/// Reads a statement with the values of its `?`.
pub fn parse(text: &str, parameters: Vec<Value>) -> Result<Select, Refusal> {
    let mut words = Words {
        words: tokens(text)?,
        at: 0,
        parameters: parameters.into_iter(),
    };
    let select = words.select()?;
    match words.peek() {
        None => Ok(select),
        Some(Token::Name(word)) if word == "limit" => Err(Refusal::unsupported(
            "LIMIT is not supported, use FETCH FIRST n ROWS ONLY",
        )),
        Some(token) => Err(Refusal::unsupported(format_args!(
            "unexpected {}",
            spell(token)
        ))),
    }
}

fn spell(token: &Token) -> String {
    match token {
        Token::Name(name) => format!("'{}'", name.to_ascii_uppercase()),
        Token::Number(number) => format!("'{number}'"),
        Token::Text(text) => format!("text '{text}'"),
        Token::Sign(sign) => format!("'{sign}'"),
        Token::Parameter => "'?'".to_owned(),
    }
}

impl Words {
    /// The next word.
    pub fn peek(&self) -> Option<&Token> {
        self.words.get(self.at)
    }

    /// Takes the next word.
    pub fn take(&mut self) -> Option<Token> {
        let token = self.words.get(self.at).cloned();
        self.at += 1;
        token
    }

    /// Takes the next word if it is this keyword.
    pub fn word(&mut self, word: &str) -> bool {
        let found = matches!(self.peek(), Some(Token::Name(name)) if name == word);
        self.at += usize::from(found);
        found
    }

    /// Takes the next word if it is this sign.
    pub fn sign(&mut self, sign: &str) -> bool {
        let found = matches!(self.peek(), Some(Token::Sign(found)) if *found == sign);
        self.at += usize::from(found);
        found
    }

    /// Takes this sign or refuses.
    pub fn expect(&mut self, sign: &str) -> Result<(), Refusal> {
        if self.sign(sign) {
            Ok(())
        } else {
            Err(self.wrong(sign))
        }
    }

    /// Takes this keyword or refuses.
    pub fn expect_word(&mut self, word: &str) -> Result<(), Refusal> {
        if self.word(word) {
            Ok(())
        } else {
            Err(self.wrong(&word.to_ascii_uppercase()))
        }
    }

    /// A refusal at the next word.
    pub fn wrong(&self, expected: &str) -> Refusal {
        let found = self
            .peek()
            .map_or_else(|| "end of statement".to_owned(), spell);
        Refusal::unsupported(format_args!("expected {expected}, found {found}"))
    }

    /// The value of the next `?`.
    pub fn parameter(&mut self) -> Result<Value, Refusal> {
        self.parameters
            .next()
            .ok_or_else(|| Refusal::statement("Invalid number of parameters"))
    }

    /// A name that is no keyword.
    pub fn name(&mut self) -> Result<String, Refusal> {
        match self.peek() {
            Some(Token::Name(name)) if !RESERVED.contains(&name.as_str()) => {
                let name = name.clone();
                self.at += 1;
                Ok(name)
            }
            _ => Err(self.wrong("a name")),
        }
    }

    fn alias(&mut self) -> Result<Option<String>, Refusal> {
        if self.word("as") {
            return self.name().map(Some);
        }
        let free = matches!(self.peek(), Some(Token::Name(name)) if !RESERVED.contains(&name.as_str()) && name != "asc" && name != "desc");
        if free {
            self.name().map(Some)
        } else {
            Ok(None)
        }
    }

    /// A whole `SELECT`.
    pub fn select(&mut self) -> Result<Select, Refusal> {
        self.expect_word("select")?;
        let distinct = self.word("distinct");
        let mut items = Vec::new();
        loop {
            items.push(if self.sign("*") {
                Item::All
            } else {
                Item::One(expression::read(self)?, self.alias()?)
            });
            if !self.sign(",") {
                break;
            }
        }
        self.expect_word("from")?;
        let named = self.named()?;
        let from = (named.table != "dual").then_some(named);
        let joins = self.joins()?;
        let filter = if self.word("where") {
            Some(expression::read(self)?)
        } else {
            None
        };
        let mut group = Vec::new();
        if self.word("group") {
            self.expect_word("by")?;
            group = self.list()?;
        }
        let having = if self.word("having") {
            Some(expression::read(self)?)
        } else {
            None
        };
        let order = self.order()?;
        let fetch = self.fetch()?;
        Ok(Select {
            distinct,
            items,
            from,
            joins,
            filter,
            group,
            having,
            order,
            fetch,
        })
    }

    fn named(&mut self) -> Result<Named, Refusal> {
        let table = self.name()?;
        let alias = self.alias()?.unwrap_or_else(|| table.clone());
        Ok(Named { table, alias })
    }

    fn joins(&mut self) -> Result<Vec<Join>, Refusal> {
        let mut joins = Vec::new();
        loop {
            let left = if self.word("left") {
                self.word("outer");
                self.expect_word("join")?;
                true
            } else if self.word("inner") {
                self.expect_word("join")?;
                false
            } else if self.word("join") {
                false
            } else {
                return Ok(joins);
            };
            let named = self.named()?;
            self.expect_word("on")?;
            let on = expression::read(self)?;
            joins.push(Join { named, left, on });
        }
    }

    /// Expressions between commas.
    pub fn list(&mut self) -> Result<Vec<Expr>, Refusal> {
        let mut list = vec![expression::read(self)?];
        while self.sign(",") {
            list.push(expression::read(self)?);
        }
        Ok(list)
    }

    fn order(&mut self) -> Result<Vec<(Expr, bool)>, Refusal> {
        let mut order = Vec::new();
        if !self.word("order") {
            return Ok(order);
        }
        self.expect_word("by")?;
        loop {
            let key = expression::read(self)?;
            let descending = self.word("desc") || {
                self.word("asc");
                false
            };
            order.push((key, descending));
            if !self.sign(",") {
                return Ok(order);
            }
        }
    }

    fn fetch(&mut self) -> Result<Option<usize>, Refusal> {
        if !self.word("fetch") {
            return Ok(None);
        }
        if !self.word("first") && !self.word("next") {
            return Err(self.wrong("FIRST"));
        }
        let count = match self.take() {
            Some(Token::Number(number)) => usize::try_from(number).ok(),
            Some(Token::Parameter) => self
                .parameter()?
                .int()
                .and_then(|count| usize::try_from(count).ok()),
            _ => None,
        };
        let count =
            count.ok_or_else(|| Refusal::unsupported("FETCH FIRST needs a whole number"))?;
        if !self.word("rows") && !self.word("row") {
            return Err(self.wrong("ROWS"));
        }
        self.expect_word("only")?;
        Ok(Some(count))
    }
}
