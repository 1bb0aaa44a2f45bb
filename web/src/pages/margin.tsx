/** Margin by project, customer and practice: table and chart, opened down to rows and their source. */
import { useState } from "preact/hooks";
import { useQuery } from "../api";
import { figure, words, type Figure } from "../format";
import { GroupedDocument } from "../gql/graphql";
import { Bar, Months } from "../parts/chart";
import { cellOf, Choice, Head, Opened, Rows, usePeriod, type Cell, type PageProps } from "../parts/page";
import { Empty, MaskNote, Shown } from "../parts/state";

const KEYS = ["revenue", "cost", "gross_margin", "gross_margin_pct"];
const BY = ["PROJECT", "CUSTOMER", "PRACTICE", "ENGAGEMENT", "BILLING_MODEL"] as const;

export function Margin({ session }: PageProps) {
  const [range, period] = usePeriod();
  const [by, setBy] = useState<(typeof BY)[number]>("CUSTOMER");
  const [cell, open] = useState<Cell | null>(null);
  const answer = useQuery(session, GroupedDocument, {
    keys: KEYS,
    by: [by],
    from: range.from,
    to: range.to,
    order: [{ metric: "revenue", direction: "DESC" }],
    first: 50,
  });
  const months = useQuery(session, GroupedDocument, {
    keys: ["revenue", "gross_margin"],
    by: [],
    from: range.from,
    to: range.to,
    grain: "MONTH",
    first: 60,
  });
  return (
    <>
      <Head
        title="Margin"
        controls={
          <>
            {period}
            <Choice label="By" value={by} of={BY} set={setBy} />
          </>
        }
      >
        Revenue less labour, subcontractors and project expenses, in group currency. Click a number for the rows behind it.
      </Head>
      <section class="panel">
        <header>
          <h2>By month</h2>
        </header>
        <Shown answer={months}>
          {(data) => (
            <Months
              of={data.metrics.nodes}
              label="Revenue and gross margin by month"
              names={["Revenue", "Gross margin"]}
              format={(n) =>
                figure(
                  { value: String(n), unit: "MONEY", currency: data.metrics.nodes[0]?.values[0]?.currency as string, state: "OK" },
                  true,
                )
              }
            />
          )}
        </Shown>
      </section>
      <section class="panel">
        <header>
          <h2>By {words(by).toLowerCase()}</h2>
        </header>
        <Shown answer={answer}>
          {(data) => {
            const rows = data.metrics.nodes,
              most = Math.max(1, ...rows.filter((r) => r.kind === "ROW").map((r) => Math.abs(Number(r.values[2]?.value ?? 0))));
            return rows.length === 0 ? (
              <Empty>Nothing to show in this period.</Empty>
            ) : (
              <>
                <div class="scroll">
                  <table>
                    <caption>
                      {data.metrics.totalCount} groups, as of {String(data.metrics.asOf)}
                    </caption>
                    <thead>
                      <tr>
                        <th>{words(by)}</th>
                        {KEYS.map((k) => (
                          <th key={k} class="n">
                            {words(k).replace("pct", "%")}
                          </th>
                        ))}
                        <th class="bars">
                          <span class="vh">Margin as a bar</span>
                        </th>
                      </tr>
                    </thead>
                    <tbody>
                      {rows.map((row, i) => {
                        const name = row.kind === "ROW" ? (row.dimensions[0]?.label ?? row.dimensions[0]?.id ?? "None") : "Total";
                        return (
                          <tr key={i} class={row.kind === "ROW" ? "" : "total"}>
                            <th scope="row">{name}</th>
                            {row.values.map((value) => (
                              <td key={value.key} class="n">
                                <Opened
                                  of={value as Figure}
                                  name={`${name}, ${words(value.key)}`}
                                  onOpen={row.kind === "ROW" ? () => open(cellOf(row, value.key, String(name), range)) : undefined}
                                />
                              </td>
                            ))}
                            <td>
                              <Bar value={row.values[2]?.value == null ? null : Number(row.values[2]!.value)} most={most} />
                            </td>
                          </tr>
                        );
                      })}
                    </tbody>
                  </table>
                </div>
                <MaskNote count={rows[rows.length - 1]?.values[0]?.excludedByPermission} />
              </>
            );
          }}
        </Shown>
      </section>
      {cell && <Rows session={session} cell={cell} onClose={() => open(null)} />}
    </>
  );
}
