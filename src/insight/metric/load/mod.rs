//! Reads canonical rows into [`Inputs`]: only live rows of the owning system, groups composed, parents named by their representative.

mod billing;
mod delivery;
mod follow;
mod party;
mod read;

use std::collections::HashMap;

use entity::value::Currency;
use sea_orm::{ConnectionTrait, DbErr};

use super::inputs::Inputs;
use crate::model::identity::Groups;

pub(crate) use follow::{Followed, Patch, follow};
pub(crate) use read::{Past, Reader};

/// Reads everything as of the present, or as of a past moment of knowledge.
pub(crate) async fn load<C: ConnectionTrait>(
    connection: &C,
    groups: &Groups,
    group_currency: Currency,
    past: Option<Past>,
) -> Result<Inputs, DbErr> {
    let mut reader = Reader::new(connection, groups, past);
    let mut inputs = Inputs::default();
    party::load(&mut reader, &mut inputs).await?;
    delivery::load(&mut reader, &mut inputs, group_currency).await?;
    billing::load(&mut reader, &mut inputs, group_currency).await?;
    (inputs.origins, inputs.owners) = reader.into_seen();
    inputs.representatives = HashMap::new();
    for kind in read::GROUPED {
        for (representative, members) in groups.of_kind(*kind) {
            for member in members {
                inputs
                    .representatives
                    .insert((*kind, *member), representative);
            }
        }
    }
    Ok(inputs)
}
