/** Numbers as people read them. Amounts stay text until here; floats are for pixels only. */
export interface Figure {
  value?: string | null;
  unit: string;
  currency?: string | null;
  state: string;
  reasons?: readonly string[] | null;
}

const whole = (text: string, decimals: number) =>
  Number(text).toLocaleString(undefined, { minimumFractionDigits: decimals, maximumFractionDigits: decimals });

export function figure(f: Figure | null | undefined, brief = false): string {
  if (!f || f.value == null) return "–";
  switch (f.unit) {
    case "POINTS":
      return `${whole(String(Number(f.value) * 100), 1)} pts`;
    case "RATIO":
      return `${whole(String(Number(f.value) * 100), 1)} %`;
    case "MONEY":
      return money(f.value, f.currency, brief);
    case "DAYS":
      return `${whole(f.value, 1)} d`;
    case "HOURS":
      return `${whole(f.value, brief ? 0 : 1)} h`;
    case "COUNT":
      return whole(f.value, 0);
    default:
      return whole(f.value, 2);
  }
}

export function money(value: string | null | undefined, currency: string | null | undefined, brief = false): string {
  if (value == null) return "–";
  const options: Intl.NumberFormatOptions = currency ? { style: "currency", currency } : {};
  return Number(value).toLocaleString(undefined, brief ? { ...options, notation: "compact", maximumSignificantDigits: 3 } : options);
}

const WORDS: Record<string, string> = {
  NO_RATE: "an exchange rate is missing",
  NO_ESTIMATE: "an estimate to complete is missing",
  NO_SOURCE: "no connected system carries this",
  TOO_FEW: "too few observations",
  ZERO_REVENUE: "there is no revenue",
  NEGATIVE_REVENUE: "revenue is negative",
  ZERO_CAPACITY: "there is no capacity",
  STALE: "a source is late",
  LOADING: "the first load is under way",
  UNPROVEN: "a source is unproven",
  MISSING_COST_RATE: "a cost rate is missing",
  MISSING_BILL_RATE: "a bill rate is missing",
  MORE_THAN: "more days than the history holds",
};
export const why = (f: Figure) => (f.reasons ?? []).map((r) => WORDS[r] ?? r.toLowerCase().replaceAll("_", " ")).join("; ");

export const words = (text: string) => {
  const t = text.replaceAll("_", " ").toLowerCase();
  return t.charAt(0).toUpperCase() + t.slice(1);
};

export function ago(instant: string | null | undefined, now = Date.now()): string {
  if (!instant) return "never";
  const s = Math.max(0, (now - Date.parse(instant)) / 1000);
  if (s < 90) return `${Math.round(s)} s ago`;
  if (s < 5400) return `${Math.round(s / 60)} min ago`;
  if (s < 129_600) return `${Math.round(s / 3600)} h ago`;
  return `${Math.round(s / 86_400)} d ago`;
}

const iso = (d: Date) => d.toISOString().slice(0, 10);
export interface Range {
  from: string;
  to: string;
}
export function ranges(today = new Date()): Record<string, Range> {
  const y = today.getUTCFullYear(),
    m = today.getUTCMonth(),
    q = Math.floor(m / 3) * 3;
  const months = (from: number, to: number): Range => ({
    from: iso(new Date(Date.UTC(y, from, 1))),
    to: iso(new Date(Date.UTC(y, to + 1, 0))),
  });
  return {
    "This month": months(m, m),
    "Last month": months(m - 1, m - 1),
    "This quarter": months(q, q + 2),
    "Last quarter": months(q - 3, q - 1),
    "Last 12 months": months(m - 11, m),
    "This year": months(0, 11),
    "Last year": months(-12, -1),
  };
}

/** A month as its short name and year. */
export const month = (day: string) =>
  new Date(`${day.slice(0, 7)}-01T00:00:00Z`).toLocaleDateString(undefined, { month: "short", year: "2-digit", timeZone: "UTC" });

const NAMES: Record<string, string> = { salesforce: "Salesforce", netsuite: "NetSuite", kantata: "Kantata" };
/** A vendor by the name it gives itself. */
export const vendor = (key: string) => NAMES[key] ?? words(key);
