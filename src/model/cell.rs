//! Cells: canonical values as the database keeps them, the same few shapes on SQLite and PostgreSQL.

use sea_orm::{DbErr, QueryResult, Value as Bind};

use crate::domain::record::{Entity, Type, Value};

/// A value as stored.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Cell {
    /// Empty.
    Null,
    /// Text, code or state.
    Text(String),
    /// True or false.
    Bool(bool),
    /// Everything else: amounts, days, instants, ids.
    Int(i64),
}

/// Column types of canonical tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Storage {
    /// Text.
    Text,
    /// Boolean.
    Bool,
    /// 32-bit integer: days and small whole numbers.
    Int,
    /// 64-bit integer.
    Big,
}

/// The column type that a canonical type is kept in.
pub fn storage(ty: Type) -> Storage {
    match ty {
        Type::Text | Type::Currency | Type::Enum(_) => Storage::Text,
        Type::Bool => Storage::Bool,
        Type::Int | Type::Day => Storage::Int,
        Type::At
        | Type::Money
        | Type::Rate
        | Type::Fx
        | Type::Ratio
        | Type::Duration
        | Type::Ref(_) => Storage::Big,
    }
}

impl Cell {
    /// The cell of a canonical value; a reference becomes the id that follows from it.
    pub fn of(value: Value) -> Self {
        match value {
            Value::Text(text) => Self::Text(text),
            Value::Bool(flag) => Self::Bool(flag),
            Value::Int(number) => Self::Int(number),
            Value::Day(day) => Self::Int(i64::from(day.0)),
            Value::At(at) => Self::Int(at.0),
            Value::Money(money) => Self::Int(money.0),
            Value::Rate(rate) => Self::Int(rate.0),
            Value::Fx(rate) => Self::Int(rate.0),
            Value::Ratio(ratio) => Self::Int(ratio.0),
            Value::Duration(duration) => Self::Int(duration.0),
            Value::Currency(currency) => Self::Text(currency.code().to_owned()),
            Value::Enum(state) => Self::Text(state.to_owned()),
            Value::Ref(reference) => Self::Int(reference.id()),
        }
    }

    /// True where it is empty.
    pub fn is_null(&self) -> bool {
        *self == Self::Null
    }

    /// The number in it, if it is one.
    pub fn int(&self) -> Option<i64> {
        match self {
            Self::Int(number) => Some(*number),
            _ => None,
        }
    }

    /// The cell as a statement's parameter.
    pub fn bind(self, storage: Storage) -> Bind {
        match (storage, self) {
            (Storage::Text, Self::Text(text)) => Bind::String(Some(text)),
            (Storage::Text, _) => Bind::String(None),
            (Storage::Bool, Self::Bool(flag)) => Bind::Bool(Some(flag)),
            (Storage::Bool, _) => Bind::Bool(None),
            (Storage::Int, Self::Int(number)) => Bind::Int(i32::try_from(number).ok()),
            (Storage::Int, _) => Bind::Int(None),
            (Storage::Big, Self::Int(number)) => Bind::BigInt(Some(number)),
            (Storage::Big, _) => Bind::BigInt(None),
        }
    }

    /// Reads a column of a result.
    pub fn read(row: &QueryResult, index: usize, storage: Storage) -> Result<Self, DbErr> {
        Ok(match storage {
            Storage::Text => row
                .try_get_by_index::<Option<String>>(index)?
                .map_or(Self::Null, Self::Text),
            Storage::Bool => row
                .try_get_by_index::<Option<bool>>(index)?
                .map_or(Self::Null, Self::Bool),
            Storage::Int => row
                .try_get_by_index::<Option<i32>>(index)?
                .map_or(Self::Null, |number| Self::Int(i64::from(number))),
            Storage::Big => row
                .try_get_by_index::<Option<i64>>(index)?
                .map_or(Self::Null, Self::Int),
        })
    }

    /// The cell as JSON, in the form that the entity's model reads.
    pub fn json(&self) -> serde_json::Value {
        match self {
            Self::Null => serde_json::Value::Null,
            Self::Text(text) => serde_json::Value::String(text.clone()),
            Self::Bool(flag) => serde_json::Value::Bool(*flag),
            Self::Int(number) => serde_json::Value::from(*number),
        }
    }

    /// The cell that a JSON value stands for.
    pub fn from_json(value: &serde_json::Value) -> Self {
        match value {
            serde_json::Value::String(text) => Self::Text(text.clone()),
            serde_json::Value::Bool(flag) => Self::Bool(*flag),
            serde_json::Value::Number(number) => number.as_i64().map_or(Self::Null, Self::Int),
            _ => Self::Null,
        }
    }
}

/// A canonical row, whatever its kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Identity.
    pub id: i64,
    /// Connection it came from.
    pub connection_id: i32,
    /// Raw record it was mapped from.
    pub source_id: i64,
    /// Version of that raw record.
    pub version_at: i64,
    /// Transaction that wrote it last.
    pub tx: i64,
    /// Instant from which it is known to be deleted.
    pub deleted_at: Option<i64>,
    /// Values in the order of the entity's fields.
    pub cells: Vec<Cell>,
}

/// Columns that every canonical table begins with.
pub const HEAD: &[&str] = &[
    "id",
    "connection_id",
    "source_id",
    "version_at",
    "tx",
    "deleted_at",
];

impl Row {
    /// Column names of an entity's table, in the order of [`Row::binds`].
    pub fn columns(entity: &Entity) -> Vec<&'static str> {
        HEAD.iter()
            .copied()
            .chain(entity.fields.iter().map(|field| field.name))
            .collect()
    }

    /// Reads a row selected with [`Row::columns`].
    pub fn read(result: &QueryResult, storages: &[Storage]) -> Result<Self, DbErr> {
        let mut cells = Vec::with_capacity(storages.len());
        for (index, storage) in storages.iter().enumerate() {
            cells.push(Cell::read(result, HEAD.len() + index, *storage)?);
        }
        Ok(Self {
            id: result.try_get_by_index(0)?,
            connection_id: result.try_get_by_index(1)?,
            source_id: result.try_get_by_index(2)?,
            version_at: result.try_get_by_index(3)?,
            tx: result.try_get_by_index(4)?,
            deleted_at: result.try_get_by_index(5)?,
            cells,
        })
    }

    /// Adds the row's parameters to a statement.
    pub fn binds(self, storages: &[Storage], into: &mut Vec<Bind>) {
        into.push(Bind::BigInt(Some(self.id)));
        into.push(Bind::Int(Some(self.connection_id)));
        into.push(Bind::BigInt(Some(self.source_id)));
        into.push(Bind::BigInt(Some(self.version_at)));
        into.push(Bind::BigInt(Some(self.tx)));
        into.push(Bind::BigInt(self.deleted_at));
        for (cell, storage) in self.cells.into_iter().zip(storages) {
            into.push(cell.bind(*storage));
        }
    }

    /// The row as JSON, which the entity's model can be read from.
    pub fn image(&self, entity: &Entity) -> String {
        let mut image = serde_json::Map::with_capacity(HEAD.len() + self.cells.len());
        image.insert("id".to_owned(), self.id.into());
        image.insert("connection_id".to_owned(), self.connection_id.into());
        image.insert("source_id".to_owned(), self.source_id.into());
        image.insert("version_at".to_owned(), self.version_at.into());
        image.insert("tx".to_owned(), self.tx.into());
        image.insert("deleted_at".to_owned(), self.deleted_at.into());
        for (field, cell) in entity.fields.iter().zip(&self.cells) {
            image.insert(field.name.to_owned(), cell.json());
        }
        serde_json::Value::Object(image).to_string()
    }
}

/// Column types of an entity's fields.
pub fn storages(entity: &Entity) -> Vec<Storage> {
    entity
        .fields
        .iter()
        .map(|field| storage(field.ty))
        .collect()
}
