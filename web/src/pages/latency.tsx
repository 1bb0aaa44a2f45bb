/** Billing latency with the parts that add up to it: cycle wait, integration wait, finance wait. */
import { useState } from "preact/hooks";
import { useQuery } from "../api";
import { words, type Figure } from "../format";
import { GroupedDocument } from "../gql/graphql";
import { Bar, Months } from "../parts/chart";
import { cellOf, Choice, Head, Opened, Rows, usePeriod, type Cell, type PageProps } from "../parts/page";
import { Empty, Number as Value, Shown } from "../parts/state";

const BY = ["CUSTOMER", "PRACTICE", "LEGAL_ENTITY", "PROJECT", "BILLING_MODEL"] as const;

export function Latency({ session }: PageProps) {
  const [range, period] = usePeriod();
  const [by, setBy] = useState<(typeof BY)[number]>("CUSTOMER");
  const [cell, open] = useState<Cell | null>(null);
  const answer = useQuery(session, GroupedDocument, {
    keys: ["billing_latency", "billing_open_age"],
    by: [by],
    from: range.from,
    to: range.to,
    order: [{ metric: "billing_latency", direction: "DESC" }],
    first: 50,
  });
  const months = useQuery(session, GroupedDocument, {
    keys: ["billing_latency", "work_to_invoice"],
    by: [],
    from: range.from,
    to: range.to,
    grain: "MONTH",
    first: 60,
  });
  return (
    <>
      <Head
        title="Billing latency"
        controls={
          <>
            {period}
            <Choice label="By" value={by} of={BY} set={setBy} />
          </>
        }
      >
        Days from approval to invoice, of what was invoiced in the period; beside it the age of what is approved and still unbilled.
      </Head>
      <section class="panel">
        <header>
          <h2>By month</h2>
        </header>
        <Shown answer={months}>
          {(data) => (
            <Months
              of={data.metrics.nodes}
              label="Billing latency by month in days"
              names={["Approval to invoice", "Work to invoice"]}
              format={(n) => `${n.toFixed(1)} d`}
            />
          )}
        </Shown>
      </section>
      <section class="panel">
        <header>
          <h2>By {words(by).toLowerCase()}</h2>
          <p>Parts in days</p>
        </header>
        <Shown answer={answer}>
          {(data) => {
            const rows = data.metrics.nodes,
              parts = (rows[0]?.values[0]?.parts ?? []).filter((p) => p.name !== "mean"),
              most = Math.max(1, ...rows.map((r) => Number(r.values[0]?.value ?? 0)));
            return rows.length === 0 ? (
              <Empty>Nothing was invoiced in this period.</Empty>
            ) : (
              <div class="scroll">
                <table>
                  <thead>
                    <tr>
                      <th>{words(by)}</th>
                      <th class="n">Mean</th>
                      {parts.map((p) => (
                        <th key={p.name} class="n">
                          {words(p.name)}
                        </th>
                      ))}
                      <th class="n">Items</th>
                      <th class="n">Open age, median</th>
                      <th class="bars">
                        <span class="vh">Mean as a bar</span>
                      </th>
                    </tr>
                  </thead>
                  <tbody>
                    {rows.map((row, i) => {
                      const value = row.values[0]!,
                        name = row.kind === "ROW" ? (row.dimensions[0]?.label ?? "None") : "Total";
                      return (
                        <tr key={i} class={row.kind === "ROW" ? "" : "total"}>
                          <th scope="row">{name}</th>
                          <td class="n">
                            <Opened
                              of={value as Figure}
                              name={String(name)}
                              onOpen={row.kind === "ROW" ? () => open(cellOf(row, "billing_latency", String(name), range)) : undefined}
                            />
                          </td>
                          {parts.map((p) => (
                            <td key={p.name} class="n">
                              <Value of={value.parts.find((q) => q.name === p.name) as Figure | undefined} />
                            </td>
                          ))}
                          <td class="n">{value.population}</td>
                          <td class="n">
                            <Value of={row.values[1]?.parts.find((q) => q.name === "median") as Figure | undefined} />
                          </td>
                          <td>
                            <Bar value={value.value == null ? null : Number(value.value)} most={most} />
                          </td>
                        </tr>
                      );
                    })}
                  </tbody>
                </table>
              </div>
            );
          }}
        </Shown>
      </section>
      {cell && <Rows session={session} cell={cell} onClose={() => open(null)} />}
    </>
  );
}
