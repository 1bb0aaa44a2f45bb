/** Accounts and whether they pay; a status changes while one watches. */
import { useState } from "preact/hooks";
import { useEvents, useQuery } from "../api";
import { ago, money, words } from "../format";
import { AccountDocument, CustomersDocument, PaymentEventsDocument, type PayingFragment } from "../gql/graphql";
import { Head, type PageProps } from "../parts/page";
import { Empty, Live, MaskNote, Shown } from "../parts/state";

/** Worst first; what is not named here stands last. */
const ORDER = [
  "DISPUTED",
  "OVERDUE_121",
  "OVERDUE_120",
  "OVERDUE_90",
  "OVERDUE_60",
  "OVERDUE_30",
  "ON_HOLD",
  "DUE_SOON",
  "UNKNOWN",
  "CURRENT",
];
const rank = (status: string | null | undefined) => {
  const place = ORDER.indexOf(status ?? "");
  return place < 0 ? ORDER.length : place;
};

const DAYS: Record<string, string> = { "30": "1–30", "60": "31–60", "90": "61–90", "120": "91–120", "121": "over 120" };
/** A status in words; the number behind OVERDUE is the upper end of its ageing bucket. */
const title = (status: string) =>
  status.startsWith("OVERDUE_") ? `Overdue ${DAYS[status.slice(8)] ?? status.slice(8)} days` : words(status);

const amount = (of: { amount: unknown; currency: unknown } | null | undefined) =>
  of ? money(String(of.amount), String(of.currency)) : <span class="masked">hidden</span>;

/** The status as a word in its color. */
function Status({ of, large }: { of: string | null | undefined; large?: boolean }) {
  const bad = of?.startsWith("OVERDUE") || of === "DISPUTED";
  return (
    <span
      class={`tag ${bad ? "bad" : of === "CURRENT" ? "good" : "warn"}`}
      style={large ? { fontSize: "1rem" } : {}}
      data-testid="payment-status"
    >
      {of ? title(of) : "No invoice yet"}
    </span>
  );
}

/** The statuses that changed since the page was opened, by account, and whether news arrives. */
function useChanges(session: PageProps["session"], onChange?: (account: string) => void): [Map<string, PayingFragment>, boolean] {
  const [changed, set] = useState<Map<string, PayingFragment>>(new Map());
  const live = useEvents(
    session,
    PaymentEventsDocument,
    { after: null },
    (event) => event.paymentStatus.cursor as string,
    ({ paymentStatus }) => {
      set((before) => new Map(before).set(String(paymentStatus.customerId), paymentStatus.paymentStatus as PayingFragment));
      onChange?.(String(paymentStatus.customerId));
    },
  );
  return [changed, live];
}

export function Account({ session, rest }: PageProps) {
  return rest ? <One key={rest} session={session} id={rest} /> : <All session={session} />;
}

function All({ session }: { session: PageProps["session"] }) {
  const answer = useQuery(session, CustomersDocument, { first: 200 }, 60_000);
  const [changed, live] = useChanges(session);
  return (
    <>
      <Head title="Accounts" controls={<Live on={live} />}>
        Payment status, as the ledger gives it: the worst open invoice decides. The worst accounts stand first.
      </Head>
      <section class="panel">
        <Shown answer={answer}>
          {({ customers }) => {
            const list = customers.nodes
              .map((c) => ({ ...c, paying: changed.get(c.id) ?? (c.paymentStatus as PayingFragment | null) }))
              .sort((a, b) => rank(a.paying?.status) - rank(b.paying?.status) || a.name.localeCompare(b.name));
            if (list.length === 0) return <Empty>Your role sees no accounts.</Empty>;
            return (
              <div class="scroll">
                <table>
                  <caption>{customers.totalCount} accounts</caption>
                  <thead>
                    <tr>
                      <th>Account</th>
                      <th>Payment status</th>
                      <th class="n">Open</th>
                      <th class="n">Overdue</th>
                      <th class="n">Days past due</th>
                      <th>Last paid on</th>
                    </tr>
                  </thead>
                  <tbody>
                    {list.map((c) => (
                      <tr key={c.id + String(c.paying?.changedAt ?? "")} class={changed.has(c.id) ? "flash" : ""}>
                        <th scope="row">
                          <a href={`#/accounts/${c.id}`}>{c.name}</a>
                        </th>
                        <td>
                          <Status of={c.paying?.status} />
                        </td>
                        <td class="n">{c.paying && amount(c.paying.openAmount)}</td>
                        <td class="n">{c.paying && amount(c.paying.overdueAmount)}</td>
                        <td class="n">{c.paying?.daysPastDue || ""}</td>
                        <td>{String(c.paying?.lastPaidOn ?? "")}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
            );
          }}
        </Shown>
      </section>
    </>
  );
}

function One({ session, id }: { session: PageProps["session"]; id: string }) {
  const answer = useQuery(session, AccountDocument, { id });
  const [changed, live] = useChanges(session, (account) => {
    if (account === id) answer.again();
  });
  const known = answer.kind === "ready" ? answer.data : answer.before;
  return (
    <>
      <Head title={known?.customer?.name ?? "Account"} controls={<Live on={live} />}>
        <a href="#/accounts">All accounts</a>
      </Head>
      <Shown answer={answer}>
        {({ customer }) => {
          if (!customer) return <Empty>This account does not exist, or your role does not see it.</Empty>;
          const paying = changed.get(id) ?? (customer.paymentStatus as PayingFragment | null);
          return (
            <>
              <section class={changed.has(id) ? "panel flash" : "panel"}>
                <p aria-live="polite">
                  <Status of={paying?.status} large />
                  {changed.has(id) && <span class="note"> changed just now</span>}
                </p>
                {paying && (
                  <p>
                    {amount(paying.openAmount)} open
                    {paying.overdueAmount && Number(paying.overdueAmount.amount) > 0 && (
                      <>
                        , {amount(paying.overdueAmount)} overdue for up to {paying.daysPastDue} days
                      </>
                    )}
                    {paying.lastPaidOn ? `; last paid on ${String(paying.lastPaidOn)}` : ""}.{" "}
                    <span class="note">This status holds since {ago(String(paying.changedAt))}.</span>
                  </p>
                )}
                <MaskNote names={customer.maskedFields.map((m) => m.field)} />
              </section>
              <section class="panel">
                <header>
                  <h2>Latest invoices</h2>
                </header>
                {customer.invoices.nodes.length === 0 ? (
                  <Empty>No invoice yet.</Empty>
                ) : (
                  <div class="scroll">
                    <table>
                      <thead>
                        <tr>
                          <th>Number</th>
                          <th>Document</th>
                          <th>Status</th>
                          <th>Issued</th>
                          <th>Due</th>
                          <th class="n">Total</th>
                          <th class="n">Open</th>
                        </tr>
                      </thead>
                      <tbody>
                        {customer.invoices.nodes.map((invoice) => (
                          <tr key={invoice.id}>
                            <th scope="row">{invoice.number ?? invoice.id}</th>
                            <td>{words(invoice.document)}</td>
                            <td>{words(invoice.status)}</td>
                            <td>{String(invoice.issuedOn ?? "")}</td>
                            <td>{String(invoice.dueOn ?? "")}</td>
                            <td class="n">{amount(invoice.total)}</td>
                            <td class="n">{amount(invoice.openAmount)}</td>
                          </tr>
                        ))}
                      </tbody>
                    </table>
                  </div>
                )}
              </section>
            </>
          );
        }}
      </Shown>
    </>
  );
}
