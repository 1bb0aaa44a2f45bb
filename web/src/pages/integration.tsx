/** What stands between the systems: connections, streams, how fresh, what is set aside. */
import { useQuery } from "../api";
import { ago, vendor, words, type Figure } from "../format";
import { GroupedDocument, IntegrationDocument } from "../gql/graphql";
import { Head, usePeriod, type PageProps } from "../parts/page";
import { Empty, Number as Value, Shown } from "../parts/state";

const FIGURES = [
  { key: "sync_success", label: "Changes landed in time" },
  { key: "first_pass_yield", label: "Landed at the first attempt" },
  { key: "run_success", label: "Runs that ended well" },
  { key: "completeness", label: "Landed, of what the sources hold" },
  { key: "freshness", label: "Oldest proven moment" },
  { key: "backlog", label: "Due and not landed" },
];

export function Integration({ session }: PageProps) {
  const [range, period] = usePeriod("This month");
  const answer = useQuery(session, IntegrationDocument, {}, 5_000);
  const figures = useQuery(session, GroupedDocument, { keys: FIGURES.map((f) => f.key), by: [], from: range.from, to: range.to });
  return (
    <>
      <Head title="Integration" controls={period}>
        How fresh and complete each source is. A stale or unproven source makes the numbers on it partial, never silently smaller.
      </Head>
      <Shown answer={figures}>
        {(data) => (
          <div class="tiles">
            {FIGURES.map((f, i) => (
              <div key={f.key} class="panel tile">
                <span class="label">{f.label}</span>
                <span class="value">
                  <Value of={data.metrics.nodes[0]?.values[i] as Figure | undefined} />
                </span>
              </div>
            ))}
          </div>
        )}
      </Shown>
      <Shown answer={answer}>
        {(data) =>
          data.connections.length === 0 ? (
            <Empty>No connection is configured, or your role does not see them.</Empty>
          ) : (
            <>
              {data.connections.map((c) => {
                const streams = data.streams.nodes
                  .filter((s) => s.connection === c.id)
                  .sort((a, b) => Number(a.state === "OK") - Number(b.state === "OK") || String(a.stream).localeCompare(String(b.stream)));
                const late = streams.filter((s) => s.state !== "OK").length;
                return (
                  <section key={c.id} class="panel">
                    <header>
                      <h2>
                        {c.id} <span class="note">{vendor(c.vendor)}</span>
                      </h2>
                      <span class={`tag ${c.errorCode ? "bad" : c.paused ? "warn" : late ? "warn" : "good"}`}>
                        {c.errorCode ? "Failing" : c.paused ? "Paused" : late ? `${late} streams need a look` : "Healthy"}
                      </span>
                    </header>
                    {c.errorCode && (
                      <div class="state error">
                        <strong>{c.errorCode}</strong>
                        <span>{c.errorDetail}</span>
                      </div>
                    )}
                    <div class="scroll">
                      <table>
                        <thead>
                          <tr>
                            <th>Stream</th>
                            <th>State</th>
                            <th class="n">Records</th>
                            <th>Proven to</th>
                            <th>Last good run</th>
                            <th class="n">Failed attempts</th>
                            <th class="n">Set aside</th>
                          </tr>
                        </thead>
                        <tbody>
                          {streams.map((s) => (
                            <tr key={s.stream}>
                              <th scope="row">{words(s.stream ?? "")}</th>
                              <td>
                                <span class={`tag ${s.state === "OK" ? "good" : s.state === "LOADING" ? "warn" : "bad"}`}>
                                  {words(s.state)}
                                </span>
                              </td>
                              <td class="n">{(s.rows ?? 0).toLocaleString()}</td>
                              <td>{ago(s.watermarkAt as string | null)}</td>
                              <td>{ago(s.lastOkAt as string | null)}</td>
                              <td class="n">{s.attempt || ""}</td>
                              <td class="n">{s.deadLetters || ""}</td>
                            </tr>
                          ))}
                        </tbody>
                      </table>
                    </div>
                  </section>
                );
              })}
            </>
          )
        }
      </Shown>
    </>
  );
}
