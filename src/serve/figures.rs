//! The figures as the server asks for them: the metric engine, told in its own words what the viewer may see.

use async_trait::async_trait;

use crate::insight::metric::{
    Access, CellQuery, ContributionPage, Engine, Grant, MetricAnswer, MetricQuery, QueryError,
    RowScope,
};
use crate::model::scope::Sight;

/// Answers questions for figures.
#[async_trait]
pub trait Figures: Send + Sync {
    /// Figures for a viewer.
    async fn answer(&self, sight: &Sight, query: &MetricQuery)
    -> Result<MetricAnswer, QueryError>;
    /// The rows behind one figure.
    async fn contributions(
        &self,
        sight: &Sight,
        query: &CellQuery,
    ) -> Result<ContributionPage, QueryError>;
}

/// The metric engine with the least number of people that a cost-bearing figure is served over.
pub struct Guarded {
    /// Engine.
    pub engine: std::sync::Arc<Engine>,
    /// Least number of people.
    pub minimum_people: usize,
}

impl Guarded {
    fn access(&self, sight: &Sight) -> Access {
        let grants = sight
            .grants()
            .iter()
            .map(|grant| Grant {
                rows: grant.rows.as_ref().map(|rows| RowScope {
                    customers: rows.customers.clone(),
                    projects: rows.projects.clone(),
                    practices: rows.practices.clone(),
                    legal_entities: rows.legal_entities.clone(),
                    people: rows.people.clone(),
                }),
                classes: grant.classes.clone(),
                in_aggregate: grant.in_aggregate.clone(),
            })
            .collect();
        Access {
            grants,
            minimum_people: self.minimum_people,
        }
    }
}

#[async_trait]
impl Figures for Guarded {
    async fn answer(
        &self,
        sight: &Sight,
        query: &MetricQuery,
    ) -> Result<MetricAnswer, QueryError> {
        self.engine.answer(&self.access(sight), query).await
    }

    async fn contributions(
        &self,
        sight: &Sight,
        query: &CellQuery,
    ) -> Result<ContributionPage, QueryError> {
        let _ = (self.access(sight), query);
        Err(QueryError::Unavailable("rows behind a figure".to_owned()))
    }
}
