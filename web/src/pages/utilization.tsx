/** Utilization as a heat map: practices or people by month; every cell carries its number, color only helps. */
import { useState } from "preact/hooks";
import { useQuery } from "../api";
import { month, words, type Figure } from "../format";
import { GroupedDocument } from "../gql/graphql";
import { cellOf, Choice, Head, Opened, Rows, usePeriod, type Cell, type PageProps } from "../parts/page";
import { Empty, Shown } from "../parts/state";

const KEYS = ["billable_utilization", "productive_utilization", "total_utilization"] as const;
const BY = ["PRACTICE", "ROLE", "PERSON", "LEGAL_ENTITY", "MANAGER"] as const;

export function Utilization({ session }: PageProps) {
  const [range, period] = usePeriod();
  const [by, setBy] = useState<(typeof BY)[number]>("PRACTICE");
  const [key, setKey] = useState<(typeof KEYS)[number]>("billable_utilization");
  const [cell, open] = useState<Cell | null>(null);
  const answer = useQuery(session, GroupedDocument, {
    keys: [key, "capacity"],
    by: [by],
    from: range.from,
    to: range.to,
    grain: "MONTH",
    first: 200,
  });
  return (
    <>
      <Head
        title="Utilization"
        controls={
          <>
            {period}
            <Choice label="By" value={by} of={BY} set={setBy} />
            <Choice label="Measure" value={key} of={KEYS} set={setKey} />
          </>
        }
      >
        Approved hours over net capacity: scheduled, less holidays and approved absence. 75 % is usually healthy; above 85 % for long is a
        burn-out risk.
      </Head>
      <section class="panel">
        <Shown answer={answer}>
          {(data) => {
            const rows = data.metrics.nodes.filter((r) => r.kind === "ROW");
            const months = [...new Set(rows.map((r) => String(r.period?.from)))].sort();
            const groups = new Map<string, { label: string; cells: Map<string, (typeof rows)[number]> }>();
            for (const row of rows) {
              const d = row.dimensions[0];
              const id = d?.id ?? "";
              const g = groups.get(id) ?? { label: d?.label ?? d?.id ?? "None", cells: new Map() };
              g.cells.set(String(row.period?.from), row);
              groups.set(id, g);
            }
            if (rows.length === 0) return <Empty>Nobody had capacity in this period, or your role does not see people.</Empty>;
            return (
              <div class="scroll">
                <table class="heat">
                  <caption>
                    {words(key)} by {words(by).toLowerCase()} and month
                  </caption>
                  <thead>
                    <tr>
                      <th>{words(by)}</th>
                      {months.map((m) => (
                        <th key={m}>{month(m)}</th>
                      ))}
                    </tr>
                  </thead>
                  <tbody>
                    {[...groups]
                      .sort((a, b) => a[1].label.localeCompare(b[1].label))
                      .map(([id, group]) => (
                        <tr key={id}>
                          <th scope="row">{group.label}</th>
                          {months.map((m) => {
                            const row = group.cells.get(m),
                              value = row?.values[0] as Figure | undefined;
                            const share = value?.value == null ? null : Number(value.value);
                            return (
                              <td
                                key={m}
                                style={
                                  share == null
                                    ? {}
                                    : {
                                        background: `color-mix(in srgb, var(--accent) ${Math.round(Math.min(1, Math.max(0, (share - 0.2) / 0.9)) * 70)}%, var(--panel))`,
                                      }
                                }
                              >
                                <Opened
                                  of={value}
                                  brief
                                  name={`${group.label}, ${month(m)}`}
                                  onOpen={
                                    row &&
                                    (() =>
                                      open(
                                        cellOf(row, key, `${group.label}, ${month(m)}`, {
                                          from: String(row.period?.from),
                                          to: String(row.period?.to),
                                        }),
                                      ))
                                  }
                                />
                              </td>
                            );
                          })}
                        </tr>
                      ))}
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
