import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { SystemQuery } from "~/shared/api/system";
import { ChartCard } from "~/shared/chart/ChartCard";
import { lineStyle } from "~/shared/chart/palette";
import { hasGpu, systemPlots } from "~/shared/system/systemPlots";
import { useShownTheme } from "~/shared/theme";
import { Failure, Skeleton } from "~/shared/ui/Notice";

type Props = {
  query: SystemQuery;
  label: string;
  /** The words for when there are no samples. */
  empty: string;
};

/** A folded section with the processor, the memory and the GPU of a node and of an attempt. Nothing is read while it is folded. */
export function SystemSection({ query, label, empty }: Props) {
  const [open, setOpen] = useState(false);
  return (
    <details className="card" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{label}</summary>
      {open && <SystemCharts query={query} empty={empty} />}
    </details>
  );
}

function SystemCharts({ query, empty }: Omit<Props, "label">) {
  const samples = useQuery(query);
  const theme = useShownTheme();
  if (samples.isPending) return <Skeleton rows={3} label="Loading the samples" />;
  if (!samples.data) return <Failure error={samples.error} retry={() => void samples.refetch()} />;
  if (samples.data.length === 0) return <p className="muted">{empty}</p>;
  return (
    <div className="stack">
      <div className="charts layers">
        {systemPlots(samples.data).map(({ title, plot }) => (
          <ChartCard key={title} title={title} plot={plot} height={200}>
            {plot.traces.length > 1 && (
              <p className="inline-legend">
                {plot.traces.map((trace) => {
                  const { color, dash } = lineStyle(trace.style, theme);
                  return (
                    <span key={trace.id}>
                      <svg width="26" height="8" aria-hidden="true" focusable="false">
                        <line
                          x2="26"
                          y1="4"
                          y2="4"
                          stroke={color}
                          strokeWidth="2.5"
                          strokeDasharray={dash.join(" ")}
                        />
                      </svg>
                      {trace.label}
                    </span>
                  );
                })}
              </p>
            )}
          </ChartCard>
        ))}
      </div>
      {!hasGpu(samples.data) && (
        <p className="muted">There is no GPU, or none that nvidia-smi on the node knows of.</p>
      )}
    </div>
  );
}
