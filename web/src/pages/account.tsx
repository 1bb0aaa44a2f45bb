/** An account and whether it pays; the status changes while one watches. */
import { useEffect, useState } from "preact/hooks";
import { useEvents, useQuery } from "../api";
import { ago, money, words } from "../format";
import { Head, type PageProps } from "../parts/page";
import { Empty, MaskNote, Shown } from "../parts/state";
import { ACCOUNT, CUSTOMERS, PAYMENT_EVENTS } from "../queries";

export function Account({ session, rest }: PageProps) {
  const customers = useQuery(session, CUSTOMERS, { first: 200 }, 120_000);
  const list = customers.kind === "ready" ? customers.data.customers.nodes : [];
  const id = rest || list[0]?.id || "";
  return <>
    <Head title="Accounts" controls={<label>Account<select value={id} onChange={(e) => { location.hash = `#/accounts/${e.currentTarget.value}`; }}>{list.map((c) => <option key={c.id} value={c.id}>{c.name}</option>)}</select></label>}>Payment status, as the ledger gives it: the worst open invoice decides.</Head>
    <Shown answer={customers}>{(data) => (data.customers.nodes.length === 0 ? <Empty>Your role sees no accounts.</Empty> : null)}</Shown>
    {id && <One key={id} session={session} id={id} />}
  </>;
}

function One({ session, id }: { session: PageProps["session"]; id: string }) {
  const answer = useQuery(session, ACCOUNT, { id });
  const [news, tell] = useState<string | null>(null);
  const live = useEvents(session, PAYMENT_EVENTS, { after: null }, (e) => e.paymentStatus.cursor as string, (e) => { if (e.paymentStatus.customerId === id) { tell(`${e.paymentStatus.paymentStatus.status ?? ""}`); answer.again(); } });
  useEffect(() => tell(null), [id]);
  return <Shown answer={answer}>{(data) => { const c = data.customer; if (!c) return <Empty>This account does not exist, or your role does not see it.</Empty>;
    const s = c.paymentStatus, bad = s?.status?.startsWith("OVERDUE") || s?.status === "DISPUTED";
    return <>
      <section class={news ? "panel flash" : "panel"}><header><h2>{c.name}</h2><span class="live" role="status"><span class={`dot ${live ? "on" : "off"}`} />{live ? "Live" : "Reconnecting"}</span></header>
        <p aria-live="polite"><span class={`tag ${bad ? "bad" : s?.status === "CURRENT" ? "good" : "warn"}`} style={{ fontSize: "1rem" }} data-testid="payment-status">{s?.status ? words(s.status) : "Unknown"}</span>{news && <span class="note"> changed just now</span>}</p>
        {s && <p>{s.openAmount ? `${money(String(s.openAmount.amount), String(s.openAmount.currency))} open` : "Open amount hidden"}{s.overdueAmount && Number(s.overdueAmount.amount) > 0 ? `, ${money(String(s.overdueAmount.amount), String(s.overdueAmount.currency))} overdue for up to ${s.daysPastDue} days` : ""}{s.lastPaidOn ? `; last paid on ${String(s.lastPaidOn)}` : ""}. <span class="note">As of {ago(String(s.changedAt))}.</span></p>}
        <MaskNote names={c.maskedFields.map((m) => m.field)} /></section>
      <section class="panel"><header><h2>Latest invoices</h2></header>{c.invoices.nodes.length === 0 ? <Empty>No invoice yet.</Empty> : <div class="scroll"><table><thead><tr><th>Number</th><th>Document</th><th>Status</th><th>Issued</th><th>Due</th><th class="n">Total</th><th class="n">Open</th></tr></thead><tbody>{c.invoices.nodes.map((i) => <tr key={i.id}><th scope="row">{i.number ?? i.id}</th><td>{words(i.document)}</td><td>{words(i.status)}</td><td>{String(i.issuedOn ?? "")}</td><td>{String(i.dueOn ?? "")}</td><td class="n">{i.total ? money(String(i.total.amount), String(i.total.currency)) : <span class="masked">hidden</span>}</td><td class="n">{i.openAmount ? money(String(i.openAmount.amount), String(i.openAmount.currency)) : ""}</td></tr>)}</tbody></table></div>}</section>
    </>; }}</Shown>;
}
