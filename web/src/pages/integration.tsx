/** What stands between the systems: connections, streams, how fresh, what is set aside. */
import { useQuery } from "../api";
import { ago, words } from "../format";
import { Head, type PageProps } from "../parts/page";
import { Empty, Shown } from "../parts/state";
import { INTEGRATION } from "../queries";

export function Integration({ session }: PageProps) {
  const answer = useQuery(session, INTEGRATION, {}, 5_000);
  return <>
    <Head title="Integration">How fresh and complete each source is. A stale or unproven source makes the numbers on it partial, never silently smaller.</Head>
    <Shown answer={answer}>{(data) => data.connections.length === 0 ? <Empty>No connection is configured, or your role does not see them.</Empty> : <>{data.connections.map((c) => {
      const streams = data.streams.nodes.filter((s) => s.connection === c.id);
      const late = streams.filter((s) => s.state !== "OK").length;
      return <section key={c.id} class="panel"><header><h2>{c.id} <span class="note">{words(c.vendor)}</span></h2><span class={`tag ${c.errorCode ? "bad" : c.paused ? "warn" : late ? "warn" : "good"}`}>{c.errorCode ? "Failing" : c.paused ? "Paused" : late ? `${late} streams need a look` : "Healthy"}</span></header>
        {c.errorCode && <div class="state error"><strong>{c.errorCode}</strong><span>{c.errorDetail}</span></div>}
        <div class="scroll"><table><thead><tr><th>Stream</th><th>State</th><th class="n">Records</th><th>Proven to</th><th>Last good run</th><th class="n">Failed attempts</th><th class="n">Set aside</th></tr></thead>
          <tbody>{streams.map((s) => <tr key={s.stream}><th scope="row">{words(s.stream ?? "")}</th><td><span class={`tag ${s.state === "OK" ? "good" : s.state === "LOADING" ? "warn" : "bad"}`}>{words(s.state)}</span></td><td class="n">{(s.rows ?? 0).toLocaleString()}</td><td>{ago(s.watermarkAt as string | null)}</td><td>{ago(s.lastOkAt as string | null)}</td><td class="n">{s.attempt || ""}</td><td class="n">{s.deadLetters || ""}</td></tr>)}</tbody></table></div>
      </section>; })}</>}</Shown>
  </>;
}
