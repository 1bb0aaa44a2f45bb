/** What all pages share: a heading, a period, and the rows behind a number. */
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { useQuery } from "../api";
import { ago, figure, money, ranges, words, type Figure, type Range } from "../format";
import { ContributionsDocument } from "../gql/graphql";
import type { Session } from "../session";
import { Drawer } from "./drawer";
import { Number as Value, Shown } from "./state";

export interface PageProps {
  session: Session;
  rest: string;
}

export function usePeriod(initial = "Last 12 months"): [Range, ComponentChildren] {
  const all = ranges();
  const [name, set] = useState(sessionStorage.getItem("throughline.period") ?? initial);
  const range = all[name] ?? all[initial]!;
  return [
    range,
    <label>
      Period
      <select
        value={name}
        onChange={(e) => {
          set(e.currentTarget.value);
          sessionStorage.setItem("throughline.period", e.currentTarget.value);
        }}
      >
        {Object.keys(all).map((n) => (
          <option key={n}>{n}</option>
        ))}
      </select>
    </label>,
  ];
}

export function Head({ title, children, controls }: { title: string; children: ComponentChildren; controls?: ComponentChildren }) {
  return (
    <div class="head">
      <div>
        <h1 tabIndex={-1}>{title}</h1>
        <p>{children}</p>
      </div>
      <div class="controls">{controls}</div>
    </div>
  );
}

/** A choice among named values, as a labelled select. */
export function Choice<T extends string>({
  label,
  value,
  of,
  set,
}: {
  label: string;
  value: T;
  of: readonly T[];
  set: (value: T) => void;
}) {
  return (
    <label>
      {label}
      <select value={value} onChange={(e) => set(e.currentTarget.value as T)}>
        {of.map((one) => (
          <option key={one} value={one}>
            {words(one)}
          </option>
        ))}
      </select>
    </label>
  );
}

/** One number of a table: a button that opens the rows behind it, where there are any. */
export function Opened({ of, name, onOpen, brief }: { of: Figure | undefined; name?: string; onOpen?: () => void; brief?: boolean }) {
  if (!onOpen || of?.value == null) return <Value of={of} brief={brief} />;
  return (
    <button class="link" aria-label={name ? `${name}: ${figure(of)}` : undefined} onClick={onOpen}>
      <Value of={of} brief={brief} />
    </button>
  );
}

export interface Cell {
  key: string;
  title: string;
  dimensions: { dimension: string; id: string | null }[];
  range: Range;
}

/** The cell that a number of an answer's row stands in. */
export function cellOf(
  row: { dimensions: readonly { dimension: string; id?: string | null }[] },
  key: string,
  title: string,
  range: Range,
): Cell {
  return { key, title, dimensions: row.dimensions.map((d) => ({ dimension: d.dimension, id: d.id ?? null })), range };
}

/** The rows behind a number, which sum to it, each with where it came from. */
export function Rows({ session, cell, onClose }: { session: Session; cell: Cell; onClose: () => void }) {
  const [first, more] = useState(50);
  const answer = useQuery(
    session,
    ContributionsDocument,
    { key: cell.key, dimensions: cell.dimensions as never, from: cell.range.from, to: cell.range.to, first },
    600_000,
  );
  return (
    <Drawer title={`${words(cell.key)}: ${cell.title}`} onClose={onClose}>
      <Shown answer={answer}>
        {({ contributions }) => {
          const hours = contributions.nodes.some((row) => row.hours != null);
          return (
            <>
              <p class="note">
                {contributions.nodes.length} of {contributions.totalCount} rows; all of them sum to {money(String(contributions.sum), null)}
                .
              </p>
              <div class="scroll">
                <table>
                  <thead>
                    <tr>
                      <th>Day</th>
                      <th>Kind</th>
                      <th>Record</th>
                      <th class="n">Amount</th>
                      {hours && <th class="n">Hours</th>}
                      <th>Source</th>
                      <th>Received</th>
                    </tr>
                  </thead>
                  <tbody>
                    {contributions.nodes.map((row, i) => (
                      <tr key={row.id ?? i}>
                        <td>{String(row.on ?? "")}</td>
                        <td>{words(row.kind)}</td>
                        <td>
                          <code>{row.id ?? "–"}</code>
                        </td>
                        <td class="n">{money(String(row.amount), null)}</td>
                        {hours && <td class="n">{row.hours == null ? "" : String(row.hours)}</td>}
                        <td>{row.provenance ? `${row.provenance.system} ${row.provenance.externalId}` : ""}</td>
                        <td>
                          {row.provenance && (
                            <span title={`Sync run ${row.provenance.runId}, payload ${row.provenance.payloadHash}`}>
                              {ago(String(row.provenance.receivedAt))}, run {String(row.provenance.runId)}
                            </span>
                          )}
                        </td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
              {contributions.pageInfo.hasNextPage &&
                (first < 200 ? (
                  <button onClick={() => more(200)}>Show more rows</button>
                ) : (
                  <p class="note">The first 200 rows are shown; the API pages through all of them.</p>
                ))}
            </>
          );
        }}
      </Shown>
    </Drawer>
  );
}
