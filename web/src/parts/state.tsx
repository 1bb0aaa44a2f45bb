/** What a panel shows while there is nothing to show: loading, empty, failed, hidden. */
import type { ComponentChildren } from "preact";
import type { Answer } from "../api";
import { figure, why, words, type Figure } from "../format";

export function Loading({ rows = 4 }: { rows?: number }) {
  return (
    <div role="status" aria-label="Loading" class="panel" style={{ border: 0, padding: 0 }}>
      {Array.from({ length: rows }, (_, i) => (
        <div key={i} class="skeleton" style={{ width: `${92 - i * 9}%` }} />
      ))}
    </div>
  );
}
export const Empty = ({ children }: { children: ComponentChildren }) => <div class="state">{children}</div>;

export function Shown<R>({ answer, children }: { answer: Answer<R> & { again: () => void }; children: (data: R) => ComponentChildren }) {
  const data = answer.kind === "ready" ? answer.data : answer.before;
  return (
    <>
      {answer.kind === "error" && (
        <div class="state error" role="alert">
          <strong>{data ? "These numbers could not be refreshed." : "This could not be loaded."}</strong>
          <span>{answer.error.message}</span>
          <button onClick={answer.again}>Try again</button>
        </div>
      )}
      {data ? children(data) : answer.kind === "loading" ? <Loading /> : null}
    </>
  );
}

export function Number({ of, brief }: { of: Figure | null | undefined; brief?: boolean }) {
  if (!of) return <span class="masked">–</span>;
  if (of.state === "MASKED")
    return (
      <span class="masked" title="Your role does not see this figure">
        hidden
      </span>
    );
  if (of.state === "EMPTY")
    return (
      <span class="masked" title="Nothing to measure in this period">
        none
      </span>
    );
  if (of.state === "UNDEFINED")
    return (
      <span class="masked" title={`Not defined: ${why(of)}`}>
        n/a<span class="vh"> ({why(of)})</span>
      </span>
    );
  return (
    <span>
      {figure(of, brief)}
      {of.state === "PARTIAL" && (
        <sup title={`Partial: ${why(of)}`} class="down" aria-label={`partial, ${why(of)}`}>
          *
        </sup>
      )}
    </span>
  );
}

export function MaskNote({ count, names }: { count?: number | null; names?: readonly string[] }) {
  if (!count && !names?.length) return null;
  return (
    <p class="note">
      {names?.length ? `Hidden for your role: ${names.join(", ")}. ` : ""}
      {count ? `${count} rows are in scope but their amounts are not shown to you.` : ""}
    </p>
  );
}

/** Whether news arrives by itself. */
export function Live({ on }: { on: boolean }) {
  return (
    <span class="live" role="status">
      <span class={`dot ${on ? "on" : "off"}`} />
      {on ? "Live" : "Reconnecting"}
    </span>
  );
}

/** How bad it is, as a word in its color. */
export function Severity({ of }: { of: string }) {
  return <span class={`tag ${of === "CRITICAL" || of === "ERROR" ? "bad" : "warn"}`}>{words(of)}</span>;
}

/** Whose trouble it is, where its title does not say so. */
export function Whose({ of }: { of: { title: string; customer?: { name: string } | null } }) {
  return of.customer && !of.title.includes(of.customer.name) ? <span class="note"> · {of.customer.name}</span> : null;
}
