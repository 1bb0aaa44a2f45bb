/** The live queue, ranked by money: acknowledge, assign, accept with a reason; it changes while one watches. */
import { useEffect, useState } from "preact/hooks";
import { ask, useEvents, useQuery } from "../api";
import { ago, money, words } from "../format";
import {
  AcknowledgeDocument,
  AssignDocument,
  ExceptionEventsDocument,
  ExceptionsDocument,
  ResolveDocument,
  type TroubleFragment,
} from "../gql/graphql";
import { Choice, Head, type PageProps } from "../parts/page";
import { Drawer } from "../parts/drawer";
import { Empty, Live, Severity, Shown, Whose } from "../parts/state";

const OWNERS = ["ANYONE", "PMO", "FINANCE", "ACCOUNT_LEAD", "DELIVERY_LEAD", "INTEGRATION_ENGINEER"] as const;

export function Exceptions({ session }: PageProps) {
  const answer = useQuery(session, ExceptionsDocument, { first: 200 }, 60_000);
  const [changed, setChanged] = useState<Map<string, TroubleFragment>>(new Map());
  const [chosen, choose] = useState<TroubleFragment | null>(null);
  const [owner, setOwner] = useState<(typeof OWNERS)[number]>("ANYONE");
  const [said, say] = useState("");
  useEffect(() => {
    if (answer.kind === "ready") setChanged(new Map());
  }, [answer.kind]);
  const put = (e: TroubleFragment) => {
    setChanged((m) => new Map(m).set(e.id, e));
    choose((c) => (c?.id === e.id ? e : c));
  };
  const live = useEvents(
    session,
    ExceptionEventsDocument,
    { after: null },
    (event) => event.exceptions.cursor as string,
    (event) => {
      put(event.exceptions.exception);
      say(`${words(event.exceptions.exception.state)}: ${event.exceptions.exception.title}`);
    },
  );
  return (
    <>
      <Head
        title="Exceptions"
        controls={
          <>
            <Choice label="Owner" value={owner} of={OWNERS} set={setOwner} />
            <Live on={live} />
          </>
        }
      >
        What is wrong, ranked by the money that waits on it.
      </Head>
      <p class="vh" aria-live="polite">
        {said}
      </p>
      <section class="panel">
        <Shown answer={answer}>
          {(data) => {
            const known = new Map(data.exceptions.nodes.map((e) => [e.id, e as TroubleFragment]));
            for (const [id, e] of changed) known.set(id, e);
            const list = [...known.values()]
              .filter((e) => e.state !== "RESOLVED" && (owner === "ANYONE" || e.owner.toUpperCase() === owner))
              .sort((a, b) => Number(b.amountGroup?.amount ?? 0) - Number(a.amountGroup?.amount ?? 0));
            return list.length === 0 ? (
              <Empty>
                <strong>Nothing is wrong.</strong>New exceptions appear here by themselves.
              </Empty>
            ) : (
              <div class="scroll">
                <table>
                  <caption>{list.length} open</caption>
                  <thead>
                    <tr>
                      <th>What</th>
                      <th>Severity</th>
                      <th>State</th>
                      <th class="n">Money waiting</th>
                      <th class="n">Days</th>
                      <th>Owner</th>
                      <th>Assigned</th>
                      <th>
                        <span class="vh">Actions</span>
                      </th>
                    </tr>
                  </thead>
                  <tbody>
                    {list.map((e) => (
                      <tr key={e.id + (changed.has(e.id) ? "*" : "")} class={changed.has(e.id) ? "flash" : ""}>
                        <td class="wrap">
                          <button class="link" onClick={() => choose(e)}>
                            {e.title}
                          </button>
                          <Whose of={e} />
                        </td>
                        <td>
                          <Severity of={e.severity} />
                        </td>
                        <td>{words(e.state)}</td>
                        <td class="n">
                          {e.amount ? (
                            money(String(e.amount.amount), String(e.amount.currency))
                          ) : (
                            <span class="masked">{e.maskedFields.length ? "hidden" : "–"}</span>
                          )}
                        </td>
                        <td class="n">{e.daysWaiting}</td>
                        <td>{words(e.owner)}</td>
                        <td>{e.assignee ?? ""}</td>
                        <td>
                          <button
                            disabled={e.state !== "OPEN"}
                            onClick={() =>
                              void ask(session, AcknowledgeDocument, { input: { id: e.id } })
                                .then((r) => {
                                  const p = r.acknowledgeException;
                                  if (p.exception) put(p.exception);
                                  else say(p.userErrors[0]?.message ?? "");
                                })
                                .catch((x: Error) => say(x.message))
                            }
                          >
                            Acknowledge
                          </button>
                        </td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
            );
          }}
        </Shown>
      </section>
      {said && <p class="note">{said}</p>}
      {chosen && (
        <Detail
          exception={chosen}
          onClose={() => choose(null)}
          act={async (what, text) => {
            const input = { id: chosen.id };
            const result =
              what === "assign"
                ? (await ask(session, AssignDocument, { input: { ...input, assignee: text } })).assignException
                : (await ask(session, ResolveDocument, { input: { ...input, reason: text } })).resolveException;
            if (result.exception) put(result.exception);
            return result.userErrors[0]?.message ?? "";
          }}
        />
      )}
    </>
  );
}

function Detail({
  exception: e,
  onClose,
  act,
}: {
  exception: TroubleFragment;
  onClose: () => void;
  act: (what: "assign" | "resolve", text: string) => Promise<string>;
}) {
  const [assignee, setAssignee] = useState(e.assignee ?? "");
  const [reason, setReason] = useState("");
  const [error, fail] = useState("");
  const run = (what: "assign" | "resolve", text: string) => (event: Event) => {
    event.preventDefault();
    void act(what, text.trim())
      .then(fail)
      .catch((x: Error) => fail(x.message));
  };
  return (
    <Drawer title={e.title} onClose={onClose}>
      <div class="panel" style={{ border: 0, padding: 0 }}>
        <p>{e.detail ?? <span class="masked">The evidence is hidden for your role.</span>}</p>
        <p>
          <strong>What to do.</strong> {e.hint}
        </p>
        {!!e.evidence?.length && (
          <dl class="evidence">
            {e.evidence.map((fact) => (
              <>
                <dt>{words(fact.name)}</dt>
                <dd>{fact.value ?? "–"}</dd>
              </>
            ))}
          </dl>
        )}
        <p class="note">
          Rule {words(e.rule)}
          {e.customer ? `, ${e.customer.name}` : ""}
          {e.project ? `, ${e.project.name}` : ""}. Seen {ago(String(e.detectedAt))}.{" "}
          {e.acknowledgedAt ? `Acknowledged ${ago(String(e.acknowledgedAt))}. ` : ""}
          {e.resolvedAt
            ? `Resolved ${ago(String(e.resolvedAt))} (${words(e.resolution ?? "")}): ${e.reason ?? ""}`
            : e.deadlineAt
              ? `To be resolved by ${String(e.deadlineAt).slice(0, 16).replace("T", " ")} UTC.`
              : ""}
        </p>
        {error && (
          <div class="state error" role="alert">
            {error}
          </div>
        )}
        <form class="actions" onSubmit={run("assign", assignee)}>
          <label>
            Assign to
            <input value={assignee} onInput={(x) => setAssignee(x.currentTarget.value)} placeholder="name or e-mail" required />
          </label>
          <button>Assign</button>
        </form>
        <form class="actions" onSubmit={run("resolve", reason)}>
          <label>
            Accept it as it is, because
            <input value={reason} onInput={(x) => setReason(x.currentTarget.value)} placeholder="the reason, for the audit" required />
          </label>
          <button>Accept</button>
        </form>
      </div>
    </Drawer>
  );
}
