/** What all pages share: a heading, a period, and the rows behind a number. */
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { useQuery, type Session } from "../api";
import { money, ranges, words, type Range } from "../format";
import { CONTRIBUTIONS } from "../queries";
import { Drawer } from "./drawer";
import { Shown } from "./state";

export interface PageProps { session: Session; rest: string }

export function usePeriod(initial = "Last 12 months"): [Range, ComponentChildren] {
  const all = ranges();
  const [name, set] = useState(sessionStorage.getItem("throughline.period") ?? initial);
  const range = all[name] ?? all[initial]!;
  return [range, <label>Period<select value={name} onChange={(e) => { set(e.currentTarget.value); sessionStorage.setItem("throughline.period", e.currentTarget.value); }}>{Object.keys(all).map((n) => <option key={n}>{n}</option>)}</select></label>];
}

export function Head({ title, children, controls }: { title: string; children: ComponentChildren; controls?: ComponentChildren }) {
  return <div class="head"><div><h1 tabIndex={-1}>{title}</h1><p>{children}</p></div><div class="controls">{controls}</div></div>;
}

export interface Cell { key: string; title: string; dimensions: { dimension: string; id: string | null }[]; range: Range }

/** The rows behind a number, which sum to it, each with where it came from. */
export function Rows({ session, cell, onClose }: { session: Session; cell: Cell; onClose: () => void }) {
  const answer = useQuery(session, CONTRIBUTIONS, { key: cell.key, dimensions: cell.dimensions as never, from: cell.range.from, to: cell.range.to, first: 100 }, 600_000);
  return <Drawer title={`${words(cell.key)}: ${cell.title}`} onClose={onClose}>
    <Shown answer={answer}>{(data) => <>
      <p class="note">{data.contributions.totalCount} rows; they sum to {money(String(data.contributions.sum), null)}.</p>
      <div class="scroll"><table><thead><tr><th>Day</th><th>Kind</th><th>Record</th><th class="n">Amount</th><th class="n">Hours</th><th>Source</th><th>Received</th></tr></thead>
        <tbody>{data.contributions.nodes.map((row, i) => <tr key={row.id ?? i}>
          <td>{String(row.on)}</td><td>{words(row.kind)}</td><td><code>{row.id ?? "–"}</code></td><td class="n">{money(String(row.amount), null)}</td><td class="n">{row.hours == null ? "" : String(row.hours)}</td>
          <td>{row.provenance ? `${row.provenance.system} ${row.provenance.externalId}` : ""}</td><td>{row.provenance ? `run ${row.provenance.runId}, ${String(row.provenance.receivedAt).slice(0, 16).replace("T", " ")}` : ""}</td>
        </tr>)}</tbody></table></div>
      {data.contributions.pageInfo.hasNextPage && <p class="note">The first 100 rows are shown; the API pages through all of them.</p>}
    </>}</Shown>
  </Drawer>;
}
