/** Charts: lines by uPlot, sparklines and bars small enough to be drawn here. Every chart stands beside its table. */
import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import { month } from "../format";
import "uplot/dist/uPlot.min.css";

export interface Series {
  label: string;
  values: (number | null)[];
  color?: string;
  dashed?: boolean;
}

const ink = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

export function Lines({ at, series, format, label }: { at: string[]; series: Series[]; format: (n: number) => string; label: string }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = box.current;
    if (!element || at.length === 0) return;
    const colors = [ink("--accent"), ink("--warn"), ink("--good"), ink("--bad")];
    const axis = { stroke: ink("--soft"), grid: { stroke: ink("--line"), width: 1 }, ticks: { show: false } };
    const plot = new uPlot(
      {
        width: element.clientWidth,
        height: 230,
        cursor: { y: false },
        legend: { live: true },
        // Until somebody points at a month, the legend tells the last one.
        hooks: { ready: [(u) => u.setLegend({ idx: at.length - 1 })] },
        axes: [
          { ...axis, space: 70, values: (_u, ticks) => ticks.map((n) => month(new Date(n * 1000).toISOString())) },
          { ...axis, size: 70, values: (_u, ticks) => ticks.map((n) => format(n)) },
        ],
        series: [
          { label: "Month", value: (_u, v) => (v == null ? "" : month(new Date(v * 1000).toISOString())) },
          ...series.map((s, i) => ({
            label: s.label,
            stroke: s.color ?? colors[i % colors.length]!,
            width: 2,
            dash: s.dashed ? [6, 4] : undefined,
            points: { show: at.length < 40, size: 6 },
            value: (_u: uPlot, v: number | null) => (v == null ? "–" : format(v)),
          })),
        ],
      },
      [at.map((d) => Date.parse(d) / 1000), ...series.map((s) => s.values)],
      element,
    );
    const resize = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height: 230 }));
    resize.observe(element);
    return () => {
      resize.disconnect();
      plot.destroy();
    };
  }, [JSON.stringify(at), JSON.stringify(series)]);
  return <div ref={box} class="chart" role="img" aria-label={label} />;
}

export function Spark({ values }: { values: (number | null)[] }) {
  const points = values.map((v, i) => [i, v] as const).filter((p): p is readonly [number, number] => p[1] != null);
  if (points.length < 2) return <svg class="spark" aria-hidden="true" />;
  const low = Math.min(...points.map((p) => p[1])),
    span = Math.max(...points.map((p) => p[1])) - low || 1;
  const path = points.map(([x, y], i) => `${i ? "L" : "M"}${(x / (values.length - 1)) * 100} ${28 - ((y - low) / span) * 24}`).join("");
  return (
    <svg class="spark" viewBox="0 0 100 32" preserveAspectRatio="none" aria-hidden="true">
      <path d={path} />
    </svg>
  );
}

export function Bar({ value, most }: { value: number | null; most: number }) {
  if (value == null || most <= 0) return null;
  return (
    <span aria-hidden="true" class={value < 0 ? "bar neg" : "bar"} style={{ width: `${Math.min(100, (Math.abs(value) / most) * 100)}%` }} />
  );
}

interface Month {
  kind: string;
  period?: { from: unknown } | null;
  values: readonly { value?: unknown }[];
}

/** The months of an answer as lines, one for each of its values. */
export function Months({
  of,
  label,
  names,
  format,
}: {
  of: readonly Month[];
  label: string;
  names: string[];
  format: (n: number) => string;
}) {
  const rows = of.filter((row) => row.kind === "ROW");
  const series = names.map((name, i) => ({
    label: name,
    values: rows.map((row) => (row.values[i]?.value == null ? null : Number(row.values[i]!.value))),
  }));
  return <Lines label={label} at={rows.map((row) => String(row.period?.from))} series={series} format={format} />;
}
