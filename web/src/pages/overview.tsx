/** The numbers a PMO looks at first, each with its trend, and the exceptions that wait for money. */
import { useQuery } from "../api";
import { figure, money, type Figure } from "../format";
import { ExceptionsDocument, TilesDocument } from "../gql/graphql";
import { Spark } from "../parts/chart";
import { Head, usePeriod, type PageProps } from "../parts/page";
import { Empty, Number as Value, Severity, Shown, Whose } from "../parts/state";

const TILE: { key: string; label: string; page: string; good: "up" | "down" }[] = [
  { key: "gross_margin_pct", label: "Gross margin", page: "margin", good: "up" },
  { key: "revenue", label: "Revenue", page: "margin", good: "up" },
  { key: "billable_utilization", label: "Billable utilization", page: "utilization", good: "up" },
  { key: "billing_latency", label: "Billing latency", page: "billing-latency", good: "down" },
  { key: "leakage", label: "Unbilled past deadline", page: "exceptions", good: "down" },
  { key: "unbilled_wip", label: "Unbilled work", page: "billing-latency", good: "down" },
  { key: "dso", label: "Days sales outstanding", page: "accounts", good: "down" },
  { key: "sync_success", label: "Sync success", page: "integration", good: "up" },
];

export function Overview({ session }: PageProps) {
  const [range, period] = usePeriod();
  const keys = TILE.map((t) => t.key);
  const answer = useQuery(session, TilesDocument, { from: range.from, to: range.to, keys });
  const exceptions = useQuery(session, ExceptionsDocument, { first: 6 }, 10_000);
  return (
    <>
      <Head title="Overview" controls={period}>
        {range.from} to {range.to}, compared with the period before. A star marks a number that a late or unproven source, or a missing
        rate, makes partial.
      </Head>
      <Shown answer={answer}>
        {(data) => (
          <div class="tiles">
            {TILE.map((tile, i) => {
              const value = data.metrics.nodes[0]?.values[i];
              const trend = data.trend.nodes.map((row) => {
                const v = row.values[i]?.value;
                return v == null ? null : Number(v);
              });
              const difference = value?.compared?.difference == null ? null : Number(value.compared.difference);
              const mood = difference == null || difference === 0 ? "flat" : difference > 0 === (tile.good === "up") ? "up" : "down";
              return (
                <a key={tile.key} class="panel tile" href={`#/${tile.page}`}>
                  <span class="label">{tile.label}</span>
                  <span class="value">
                    <Value of={value as Figure | undefined} brief />
                  </span>
                  <span class={`trend ${mood}`}>
                    {difference == null || !value
                      ? " "
                      : `${difference > 0 ? "▲" : difference < 0 ? "▼" : "="} ${figure({ ...(value as Figure), unit: value.unit === "RATIO" ? "POINTS" : value.unit, value: String(Math.abs(difference)) }, true)}`}
                  </span>
                  <Spark values={trend} />
                </a>
              );
            })}
          </div>
        )}
      </Shown>
      <section class="panel">
        <header>
          <h2>Exceptions with the most money waiting</h2>
          <a href="#/exceptions">All exceptions</a>
        </header>
        <Shown answer={exceptions}>
          {(data) =>
            data.exceptions.nodes.length === 0 ? (
              <Empty>Nothing is wrong. New exceptions appear here by themselves.</Empty>
            ) : (
              <div class="scroll">
                <table>
                  <thead>
                    <tr>
                      <th>What</th>
                      <th>Severity</th>
                      <th class="n">Money waiting</th>
                      <th class="n">Days</th>
                    </tr>
                  </thead>
                  <tbody>
                    {data.exceptions.nodes.map((e) => (
                      <tr key={e.id}>
                        <td class="wrap">
                          {e.title}
                          <Whose of={e} />
                        </td>
                        <td>
                          <Severity of={e.severity} />
                        </td>
                        <td class="n">
                          {e.amount ? money(String(e.amount.amount), String(e.amount.currency)) : <span class="masked">–</span>}
                        </td>
                        <td class="n">{e.daysWaiting}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
            )
          }
        </Shown>
      </section>
    </>
  );
}
