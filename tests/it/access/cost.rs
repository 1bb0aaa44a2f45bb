//! Cost over groups: no figure that bears cost, and no difference of figures of one request, tells of one or two people.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use throughline::access::Class;
use throughline::domain::record::Kind;
use throughline::insight::metric::*;

use super::world::{HOUR, Viewer, World, day, viewer};
use crate::harness::hub::Hub;

const MONTHS: [&str; 3] = ["2025-12-01", "2026-01-01", "2026-02-01"];
const ENDS: [&str; 3] = ["2025-12-31", "2026-01-31", "2026-02-28"];

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

/// Who worked on a project in a month.
type Cells = BTreeMap<(i64, usize), BTreeSet<i64>>;

/// Customer and practice of a project.
fn place(project: i64) -> (i64, i64) {
    ((project - 1) / 2 + 1, project % 2 + 1)
}

async fn firm(world: &mut World, dice: &mut Dice) -> Cells {
    world
        .put(
            Kind::LegalEntity,
            json!({"id": 1, "name": "Firm", "functional_currency": "USD", "time_zone": "UTC"}),
        )
        .await;
    for id in 1..=2 {
        world
            .put(
                Kind::Practice,
                json!({"id": id, "name": format!("Practice {id}")}),
            )
            .await;
    }
    for id in 1..=4 {
        world
            .put(
                Kind::Customer,
                json!({"id": id, "name": format!("Customer {id}"), "status": "active"}),
            )
            .await;
    }
    for id in 1..=8 {
        world
            .put(Kind::Person, json!({"id": id, "name": format!("Person {id}"), "worker": "employee", "status": "active", "practice_id": 1,
                                       "legal_entity_id": 1, "hired_on": day("2025-11-01")}))
            .await;
    }
    let mut cells = Cells::new();
    let mut entry = 0;
    for project in 1..=7 {
        let (customer, practice) = place(project);
        world
            .put(Kind::Engagement, json!({"id": project, "name": "c", "customer_id": customer, "legal_entity_id": 1, "currency": "USD",
                                          "billing_model": "time_and_materials", "status": "active"}))
            .await;
        world
            .put(Kind::Project, json!({"id": project, "name": format!("Project {project}"), "engagement_id": project, "customer_id": customer,
                                       "practice_id": practice, "legal_entity_id": 1, "currency": "USD", "status": "active", "internal": false}))
            .await;
        for (month, start) in MONTHS.iter().enumerate() {
            let people = dice.roll(6);
            for _ in 0..people {
                let person = i64::try_from(dice.roll(8)).unwrap() + 1;
                cells.entry((project, month)).or_default().insert(person);
                entry += 1;
                world
                    .put(Kind::TimeEntry, json!({"id": entry, "connection_id": 3, "person_id": person, "project_id": project,
                                                 "work_on": day(start) + i64::try_from(dice.roll(27)).unwrap(), "duration": 8 * HOUR, "billable": true,
                                                 "status": "approved", "bill_rate": 150_000_000, "cost_rate": 60_000_000 + person * 1_000_000, "currency": "USD"}))
                    .await;
            }
        }
    }
    world.end().await;
    cells
}

fn access() -> Access {
    let mut access = Access::everything();
    access.grants[0].classes.remove(&Class::Cost);
    access.grants[0].in_aggregate.insert(Class::Cost);
    access
}

/// A question, and which projects it is about.
fn question(dice: &mut Dice) -> (MetricQuery, BTreeSet<i64>) {
    let first = dice.roll(3) as usize;
    let last = first + dice.roll(3 - first as u64) as usize;
    let keys = [
        &["labor_cost"][..],
        &["gross_margin_pct", "revenue"],
        &["cost", "gross_margin"],
    ][dice.roll(3) as usize];
    let of = |text: &str| entity::value::Day(i32::try_from(day(text)).unwrap());
    let mut query = MetricQuery::new(keys, of(MONTHS[first]), of(ENDS[last]));
    query.group_by = match dice.roll(5) {
        0 => vec![],
        1 => vec![Dimension::Practice],
        2 => vec![Dimension::Customer],
        3 => vec![Dimension::Practice, Dimension::Customer],
        _ => vec![Dimension::Project],
    };
    query.grain = (dice.roll(2) == 0).then_some(Grain::Month);
    query.totals = dice.roll(2) == 0;
    query.first = Some(200);
    query.compare_with = (dice.roll(3) == 0).then_some(Comparison::PreviousPeriod);
    let mut projects: BTreeSet<i64> = (1..=7).collect();
    if dice.roll(2) == 0 {
        let some: BTreeSet<i64> = (1..=7).filter(|_| dice.roll(3) > 0).collect();
        let ids = some.iter().map(|id| format!("prj_{id:016x}")).collect();
        let within = Filter::Dimension(Dimension::Project, Test::In(ids));
        if dice.roll(2) == 0 {
            query.filter = Some(within);
            projects = some;
        } else {
            query.filter = Some(Filter::Not(Box::new(within)));
            projects = &projects - &some;
        }
    }
    (query, projects)
}

type Told = BTreeSet<(i64, usize)>;

/// The project months that a value of an answer covers.
fn covered(
    cells: &Cells,
    projects: &BTreeSet<i64>,
    row: &MetricRow,
    (from, to): (entity::value::Day, entity::value::Day),
) -> Told {
    let matches = |project: i64| {
        let (customer, practice) = place(project);
        row.dimensions.iter().all(|value| {
            let wanted = match value.dimension {
                Dimension::Project => format!("prj_{project:016x}"),
                Dimension::Customer => format!("cus_{customer:016x}"),
                _ => format!("prc_{practice:016x}"),
            };
            value.id.as_deref() == Some(&wanted)
        })
    };
    cells
        .keys()
        .filter(|(project, month)| {
            let start = i32::try_from(day(MONTHS[*month])).unwrap();
            projects.contains(project) && matches(*project) && from.0 <= start && start <= to.0
        })
        .copied()
        .collect()
}

fn rank(rows: &[Vec<i64>]) -> usize {
    const P: i64 = 1_000_000_007;
    let mut rows: Vec<Vec<i64>> = rows.to_vec();
    let width = rows.first().map_or(0, Vec::len);
    let power = |mut base: i64, mut exponent: i64| {
        let mut result = 1;
        while exponent > 0 {
            if exponent & 1 == 1 {
                result = result * base % P;
            }
            base = base * base % P;
            exponent >>= 1;
        }
        result
    };
    let mut rank = 0;
    for column in 0..width {
        let Some(pivot) = (rank..rows.len()).find(|row| rows[*row][column] != 0) else {
            continue;
        };
        rows.swap(rank, pivot);
        let inverse = power(rows[rank][column], P - 2);
        let head: Vec<i64> = rows[rank].iter().map(|value| value * inverse % P).collect();
        rows[rank].clone_from(&head);
        for row in rows.iter_mut().skip(rank + 1) {
            let factor = row[column];
            if factor != 0 {
                for (value, of) in row.iter_mut().zip(&head) {
                    *value = (*value - factor * of % P + P) % P;
                }
            }
        }
        rank += 1;
    }
    rank
}

/// True where some combination of the figures tells of these people alone.
fn tells(cells: &Cells, told: &[Told], people: &BTreeSet<i64>) -> bool {
    let columns: Vec<&(i64, usize)> = cells.keys().collect();
    let outside: Vec<bool> = columns
        .iter()
        .map(|cell| !cells[*cell].is_subset(people))
        .collect();
    let of = |wanted: &dyn Fn(usize) -> bool| -> Vec<Vec<i64>> {
        told.iter()
            .map(|figure| {
                columns
                    .iter()
                    .enumerate()
                    .filter(|(place, _)| wanted(*place))
                    .map(|(_, cell)| i64::from(figure.contains(*cell)))
                    .collect()
            })
            .collect()
    };
    rank(&of(&|place| outside[place])) < rank(&of(&|_| true))
}

#[test]
fn the_check_itself_sees_a_total_less_the_rest() {
    let cells = Cells::from([
        ((1, 0), BTreeSet::from([1, 2, 3])),
        ((2, 0), BTreeSet::from([4])),
    ]);
    let all = Told::from([(1, 0), (2, 0)]);
    let one = Told::from([(1, 0)]);
    assert!(!tells(
        &cells,
        std::slice::from_ref(&all),
        &BTreeSet::from([4])
    ));
    assert!(tells(&cells, &[all, one], &BTreeSet::from([4])));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_figure_and_no_difference_of_a_request_tells_of_one_or_two_people() {
    let (mut shown, mut masked) = (0, 0);
    for seed in 0..12 {
        let mut dice = Dice(seed);
        let mut world = World::bare(Hub::sqlite().await).await;
        let cells = firm(&mut world, &mut dice).await;
        for request in 0..12 {
            let access = access();
            let mut told: Vec<Told> = Vec::new();
            for _ in 0..=dice.roll(4) {
                let (query, projects) = question(&mut dice);
                let answer = world.engine.answer(&access, &query).await.unwrap();
                for row in &answer.rows {
                    for value in row.values.iter().filter(|value| value.key != "revenue") {
                        let now = (row.period.from, row.period.to);
                        let mut figures =
                            vec![(value.value.is_some() || value.numerator.is_some(), now)];
                        if let Some(other) = &value.compared {
                            figures.push((other.value.is_some(), (other.from, other.to)));
                        }
                        for (open, period) in figures {
                            let figure = covered(&cells, &projects, row, period);
                            if !open {
                                masked += usize::from(!figure.is_empty());
                                continue;
                            }
                            let people: BTreeSet<i64> = figure
                                .iter()
                                .flat_map(|cell| &cells[cell])
                                .copied()
                                .collect();
                            assert!(
                                people.len() >= 3,
                                "seed {seed} request {request}: {} of {people:?}: {row:?}",
                                value.key
                            );
                            shown += 1;
                            told.push(figure);
                        }
                    }
                }
                behind(
                    &world, &access, &query, &cells, &projects, &answer, &mut told,
                )
                .await;
            }
            for one in 1..=8 {
                for two in one..=8 {
                    let people = BTreeSet::from([one, two]);
                    assert!(
                        !tells(&cells, &told, &people),
                        "seed {seed} request {request}: of {people:?} by {told:?}"
                    );
                }
            }
        }
    }
    assert!(
        shown > 300 && masked > 100,
        "{shown} shown, {masked} masked"
    );
}

/// The rows behind the first figure: each a group of enough people, together the figure.
async fn behind(
    world: &World,
    access: &Access,
    query: &MetricQuery,
    cells: &Cells,
    projects: &BTreeSet<i64>,
    answer: &MetricAnswer,
    told: &mut Vec<Told>,
) {
    let Some(row) = answer.rows.iter().find(|row| row.kind == RowKind::Row) else {
        return;
    };
    let value = &row.values[0];
    let mut one = query.clone();
    one.keys = vec![value.key.to_owned()];
    let cell = CellQuery {
        dimensions: row
            .dimensions
            .iter()
            .map(|value| value.id.clone())
            .collect(),
        period_from: query.grain.map(|_| row.period.from),
        query: one,
        first: Some(200),
        after: None,
    };
    let page = world.engine.contributions(access, &cell).await;
    if value.state == State::Masked {
        assert!(page.is_err(), "a masked figure opens to no rows");
        return;
    }
    if value.numerator.or(value.value).is_none() {
        return;
    }
    let page = page.unwrap();
    let figure = covered(cells, projects, row, (row.period.from, row.period.to));
    let mut rest = figure.clone();
    for piece in page.rows.iter().filter(|piece| piece.kind != "WITHHELD") {
        assert_eq!(piece.kind, "project", "{piece:?}");
        let id = piece.project_id.as_ref().unwrap();
        let own: Told = figure
            .iter()
            .filter(|(project, _)| format!("prj_{project:016x}") == *id)
            .copied()
            .collect();
        rest = &rest - &own;
        told.push(own);
    }
    if !rest.is_empty() {
        told.push(rest);
        assert_eq!(
            page.rows
                .iter()
                .filter(|piece| piece.kind == "WITHHELD")
                .count(),
            1
        );
    }
    let total = value.numerator.or(value.value);
    assert_eq!(Some(page.sum), total, "the rows sum to the figure");
}

#[tokio::test]
async fn fields_of_one_request_are_judged_together() {
    let world = World::open(Hub::sqlite().await).await;
    let pmo = viewer("pmo", json!(["pmo"]), None);
    const PERIOD: &str = r#"period: { from: "2026-01-01", to: "2026-02-28" }"#;
    let states = async |who: &Viewer, fields: &[&str]| -> Vec<String> {
        let mut query = String::new();
        for (place, field) in fields.iter().enumerate() {
            query += &format!(
                "a{place}: metrics(keys: [\"labor_cost\"], {field}) {{ nodes {{ values {{ state value population excludedByPermission reasons }} }} }} "
            );
        }
        let data = world.get(who, &format!("{{ {query} }}")).await;
        (0..fields.len())
            .map(|place| {
                let value = &data[format!("a{place}")]["nodes"][0]["values"][0];
                assert_eq!(
                    value["state"] == "MASKED",
                    value["value"].is_null(),
                    "{value}"
                );
                value["state"].as_str().unwrap().to_owned()
            })
            .collect()
    };
    let all = PERIOD.to_owned();
    let without = format!(r#"{PERIOD}, where: {{ project: {{ ne: "prj_0000000000000005" }} }}"#);
    let some = format!(
        r#"{PERIOD}, where: {{ project: {{ in: ["prj_0000000000000001", "prj_0000000000000002"] }} }}"#
    );
    let single = format!(r#"{PERIOD}, where: {{ project: {{ eq: "prj_0000000000000005" }} }}"#);
    assert_eq!(states(&pmo, &[&single]).await, ["MASKED"]);
    assert_eq!(states(&pmo, &[&all]).await, ["OK"]);
    assert_eq!(states(&pmo, &[&without]).await, ["OK"]);
    assert_eq!(
        states(&pmo, &[&all, &without]).await,
        ["OK", "MASKED"],
        "the two tell of the one person of project 5"
    );
    assert_eq!(states(&pmo, &[&without, &all]).await, ["OK", "MASKED"]);
    assert_eq!(states(&pmo, &[&some, &all]).await, ["OK", "OK"]);
    let earlier = format!(r#"{PERIOD}, asOf: "2026-02-14""#);
    assert_eq!(
        states(&pmo, &[&all, &earlier]).await,
        ["OK", "MASKED"],
        "two days as of tell of what lies between"
    );
    let finance = viewer("finance", json!(["finance"]), None);
    assert_eq!(
        states(&finance, &[&all, &without, &single]).await,
        ["OK", "OK", "OK"]
    );
    // Who sees cost row by row of a part knows that part: the rest must be of enough people by itself.
    let mixed = viewer(
        "mixed",
        json!(["pmo", {"role": "finance", "customers": ["Birch", "Cedar"]}]),
        None,
    );
    let alder = format!(r#"{PERIOD}, where: {{ customer: {{ in: ["cus_0000000000000002"] }} }}"#);
    assert_eq!(states(&mixed, &[&alder]).await, ["OK"]);
    let with_one = format!(
        r#"{PERIOD}, where: {{ project: {{ in: ["prj_0000000000000002", "prj_0000000000000005"] }} }}"#
    );
    assert_eq!(
        states(&mixed, &[&with_one]).await,
        ["MASKED"],
        "less the known project it is one person's"
    );
    assert_eq!(states(&pmo, &[&with_one]).await, ["OK"]);
}

#[tokio::test]
async fn a_masked_figure_masks_all_that_is_made_of_it() {
    let world = World::open(Hub::sqlite().await).await;
    let pmo = viewer("pmo", json!(["pmo"]), None);
    let query = r#"{ margin(groupBy: [PROJECT], grain: MONTH, period: { from: "2026-01-01", to: "2026-02-28" }, orderBy: [{ metric: "gross_margin_pct", direction: DESC }], compareWith: PREVIOUS_PERIOD) {
        nodes { dimensions { id } revenue { state value } laborCost { state value } cost { state value } grossMargin { state value compared { value difference } }
                grossMarginPct { state value numerator denominator reasons parts { value } compared { value difference state } contributions { sum } } } } }"#;
    let answer = world.get(&pmo, query).await;
    let rows = answer["margin"]["nodes"].as_array().unwrap();
    let mut order = Vec::new();
    for row in rows {
        let masked = row["grossMarginPct"]["state"] == "MASKED";
        order.push(masked);
        assert_eq!(row["revenue"]["state"], "OK", "revenue stays open: {row}");
        for figure in ["laborCost", "cost", "grossMargin", "grossMarginPct"] {
            assert_eq!(
                row[figure]["state"] == "MASKED",
                masked,
                "{figure} is as the others: {row}"
            );
        }
        assert_eq!(
            row["grossMarginPct"]["contributions"].is_null(),
            masked,
            "{row}"
        );
        if masked {
            let ratio = &row["grossMarginPct"];
            for part in ["value", "numerator", "denominator"] {
                assert_eq!(ratio[part], Value::Null, "{row}");
            }
            assert_eq!(ratio["contributions"], Value::Null);
            assert_eq!(ratio["reasons"], json!([]));
            assert_eq!(ratio["compared"]["value"], Value::Null);
            assert_eq!(ratio["compared"]["difference"], Value::Null);
        }
    }
    assert!(order.contains(&true) && order.contains(&false), "{answer}");
    assert!(
        order.is_sorted(),
        "masked figures come last, in no order of their values: {order:?}"
    );
}
