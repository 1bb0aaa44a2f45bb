//! Items of each kind: time, expenses, milestones and fees.

use std::collections::BTreeMap;

use super::exact::rounded;
use super::facts::{ENGAGEMENT, PERSON, PROJECT, ROLE, Row, TIME, day_in, month};
use super::items::{Item, Maker, contract_of, internal};
use super::receivable::credit;

impl Maker<'_> {
    pub(super) fn time(&self) -> Vec<Item> {
        let mut units: BTreeMap<Option<i64>, Vec<(&Row, &Row)>> = BTreeMap::new();
        for row in &self.facts.rows["time_entry"] {
            let Some(project) = self.project(row) else {
                continue;
            };
            let billable = row
                .flag("billable")
                .or(project.flag("billable_default"))
                .unwrap_or(true);
            if billable
                && row.is("status", &["approved", "submitted"])
                && row.int("work_on").unwrap() <= self.as_of
            {
                let unit = contract_of(self.facts, project.id()).or(Some(-project.id()));
                units.entry(unit).or_default().push((row, project));
            }
        }
        let mut items = Vec::new();
        for mut entries in units.into_values() {
            entries.sort_by_key(|(row, _)| {
                (
                    row.int("work_on"),
                    row.flag("correction") == Some(true),
                    self.facts.number(row),
                )
            });
            let (mut running, mut recognized) = (0_i128, 0_i128);
            for (row, project) in entries {
                let kind = if row.flag("correction") == Some(true) {
                    "correction"
                } else {
                    "time"
                };
                let mut item = self.blank(
                    kind,
                    row.id(),
                    project,
                    row.int("work_on").unwrap(),
                    row.id(),
                );
                item.dims
                    .insert("PERSON", self.facts.named(PERSON, row, "person_id"));
                item.dims
                    .insert("ROLE", self.facts.named(ROLE, row, "role_id"));
                if let Some(own) = row.text("currency") {
                    item.currency = own.to_owned();
                }
                let zone = self.zone(&item, project);
                let approvals = self.approvals(row);
                item.approved = row.is("status", &["approved"])
                    && (approvals.is_empty()
                        || approvals.iter().any(|at| day_in(*at, zone) <= self.as_of));
                item.submitted = self
                    .submitted_at(row, row.int("submitted_at"))
                    .is_none_or(|at| day_in(at, zone) <= self.as_of);
                item.billable = self.model(project) == "time_and_materials";
                item.held = self.held.contains(&row.id());
                item.written_down = self.written_down(row.id());
                let Some(rate) = row.int("bill_rate") else {
                    items.push(item);
                    continue;
                };
                let hours = i128::from(row.int("duration").unwrap());
                let whole = rounded(hours * i128::from(rate), 360_000_000);
                item.value = whole;
                if item.billable && item.approved {
                    running += whole;
                    let cap = self
                        .contract(project)
                        .and_then(|c| c.int("cap"))
                        .map(i128::from);
                    let within = cap.map_or(running, |cap| cap.min(running));
                    item.value = within - recognized;
                    item.over_cap = whole - item.value;
                    recognized = within;
                }
                for (_, line, live) in self.lines(row.id()) {
                    if *live && line.text("currency") == Some(&item.currency) {
                        let short = match line.int("unit_price") {
                            Some(price) => rounded(hours * i128::from(rate - price), 360_000_000),
                            None => whole - i128::from(line.int("amount").unwrap()),
                        };
                        item.under_rate += short.max(0);
                    }
                }
                items.push(item);
            }
        }
        items
    }

    pub(super) fn written_down(&self, entry: i64) -> i128 {
        let mine = self.facts.rows["adjustment"].iter().filter(|row| {
            row.is("nature", &["write_down"])
                && self.facts.named(TIME, row, "time_entry_id") == Some(entry)
                && row.int("adjusted_on").unwrap() <= self.as_of
        });
        mine.map(|row| i128::from(row.int("amount").unwrap())).sum()
    }

    pub(super) fn expenses(&self) -> Vec<Item> {
        let mut items = Vec::new();
        for row in &self.facts.rows["expense"] {
            let Some(project) = self.project(row) else {
                continue;
            };
            let day = row.int("spent_on").unwrap();
            // An expense is approved with its report where it does not say so itself.
            let report = self.facts.row("submission", row.int("submission_id"));
            let by_report = report.is_some_and(|report| report.is("status", &["approved"]));
            let approved =
                row.is("status", &["approved"]) || (by_report && !row.is("status", &["rejected"]));
            let submitted = row.is("status", &["submitted"])
                && report.is_none_or(|report| report.is("status", &["submitted"]));
            if row.flag("billable") != Some(true) || !(approved || submitted) || day > self.as_of {
                continue;
            }
            let mut item = self.blank("expense", row.id(), project, day, row.id());
            item.dims
                .insert("PERSON", self.facts.named(PERSON, row, "person_id"));
            item.currency = row.text("currency").unwrap().to_owned();
            let zone = self.zone(&item, project);
            let approvals = self.approvals(row);
            let in_time = |at: &i64| day_in(*at, zone) <= self.as_of;
            item.approved = approved && (approvals.is_empty() || approvals.iter().any(in_time));
            item.submitted = self
                .submitted_at(row, None)
                .is_none_or(|at| day_in(at, self.zone(&item, project)) <= self.as_of);
            item.billable = true;
            let markup = self
                .contract(project)
                .and_then(|c| c.int("expense_markup"))
                .unwrap_or(0);
            let minor = if item.currency == "JPY" { 10_000 } else { 100 };
            let exact = i128::from(row.int("amount").unwrap()) * i128::from(1_000_000 + markup);
            item.value = rounded(exact, 1_000_000 * minor) * minor;
            items.push(item);
        }
        items
    }

    pub(super) fn milestones(&self) -> Vec<Item> {
        let mut items = Vec::new();
        for row in &self.facts.rows["milestone"] {
            let Some(project) = self.project(row) else {
                continue;
            };
            let zone = self.facts.zone(self.entity(project));
            let task = row.int("task_id");
            let mut moves: Vec<(i64, i64, bool)> = self.facts.rows["task_state"]
                .iter()
                .filter(|s| {
                    task.is_some()
                        && s.int("task_id") == task
                        && s.is("state", &["accepted", "reversed"])
                })
                .map(|s| {
                    (
                        s.int("changed_at").unwrap(),
                        s.id(),
                        s.is("state", &["accepted"]),
                    )
                })
                .collect();
            moves.sort_unstable();
            if moves.is_empty() {
                moves.extend(row.int("accepted_at").map(|at| (at, 0, true)));
            }
            moves.retain(|(at, ..)| day_in(*at, zone) <= self.as_of);
            let Some((at, ..)) = moves.iter().rev().find(|(.., accepted)| *accepted) else {
                continue;
            };
            let mut item = self.blank("milestone", row.id(), project, day_in(*at, zone), row.id());
            if let Some(own) = row.text("currency") {
                item.currency = own.to_owned();
            }
            item.approved = moves.last().unwrap().2;
            item.submitted = true;
            item.billable = true;
            item.value = row.int("amount").unwrap_or(0).into();
            items.push(item);
        }
        items
    }

    pub(super) fn fees(&self) -> Vec<Item> {
        let mut items = Vec::new();
        for contract in self.facts.things["engagement"].values() {
            let mut projects: Vec<&Row> = self.facts.things["project"]
                .values()
                .filter(|p| contract_of(self.facts, p.id()) == Some(contract.id()))
                .collect();
            projects.sort_by_key(|p| {
                let start = p.int("start_on");
                (
                    start.is_none(),
                    start,
                    p.text("code").map(str::to_owned),
                    p.id(),
                )
            });
            let first = self.facts.named(PROJECT, contract, "project_id");
            let named = projects.iter().find(|p| Some(p.id()) == first);
            let lead = named.or(projects.iter().find(|p| !internal(p)));
            let Some(lead) = lead.filter(|p| !internal(p) && self.model(p) == "retainer") else {
                continue;
            };
            let (Some(price), Some(start), Some(end)) = (
                contract.int("value"),
                contract.int("start_on"),
                contract.int("end_on"),
            ) else {
                continue;
            };
            let stop = contract.int("ended_early_on").unwrap_or(end).min(end);
            let earned = |price: i64, on: i64| {
                rounded(
                    i128::from(price) * i128::from((on.min(end) - start + 1).max(0)),
                    i128::from(end - start + 1),
                )
            };
            // Each client project its own price where these come to the contract's, else the first the whole.
            let clients: Vec<&&Row> = projects.iter().filter(|p| !internal(p)).collect();
            let own: Option<Vec<i64>> = clients.iter().map(|p| p.int("price")).collect();
            let parts: Vec<(&Row, i64)> = match own {
                Some(own) if own.iter().sum::<i64>() == price => {
                    clients.iter().map(|p| **p).zip(own).collect()
                }
                _ => vec![(*lead, price)],
            };
            let bearing: Vec<i64> = parts.iter().map(|(p, _)| p.id()).collect();
            let starts = std::iter::successors(Some(start), |from| Some(month(*from).1 + 1))
                .take_while(|from| *from <= stop && *from <= self.as_of);
            let months: Vec<i64> = starts.collect();
            let every = parts
                .iter()
                .flat_map(|part| months.iter().map(move |from| (*part, *from)));
            for ((lead, price), from) in every {
                let to = month(from).1;
                let mut item = self.blank("fee", 0, lead, from, 0);
                item.lines.clear();
                item.currency = contract
                    .text("currency")
                    .map_or(self.currency(lead), str::to_owned);
                item.value = earned(price, to.min(stop)) - earned(price, from - 1);
                (item.approved, item.submitted, item.billable) = (true, true, true);
                item.live = self.facts.rows["invoice_line"].iter().any(|line| {
                    let Some(invoice) = self
                        .invoice_of(line)
                        .filter(|i| !credit(i) && self.stands(i))
                    else {
                        return false;
                    };
                    let mine = self.facts.named(ENGAGEMENT, invoice, "engagement_id")
                        == Some(contract.id())
                        || [line, invoice].iter().any(|row| {
                            let project = self.facts.named(PROJECT, row, "project_id");
                            projects.iter().any(|p| Some(p.id()) == project)
                        });
                    // A line that names a project with a part bills that part, any other the whole month.
                    let names = self
                        .facts
                        .named(PROJECT, line, "project_id")
                        .or(self.facts.named(PROJECT, invoice, "project_id"));
                    let of = names.filter(|id| bearing.contains(id));
                    mine && of.is_none_or(|id| id == lead.id())
                        && line.is("delivery", &["fee"])
                        && line
                            .int("service_from_on")
                            .is_some_and(|first| first <= from)
                        && line.int("service_to_on").is_some_and(|last| from <= last)
                        && !self.rebilled(line)
                });
                items.push(item);
            }
        }
        items
    }
}
