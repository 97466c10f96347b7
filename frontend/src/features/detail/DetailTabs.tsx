import { AttemptsTable } from "~/features/detail/AttemptsTable";
import { Checkpoints } from "~/features/detail/Checkpoints";
import { type DetailView, parseDetailView, TABS, type Tab } from "~/features/detail/detailView";
import { FlopsTable } from "~/features/detail/FlopsTable";
import { LazySpecText } from "~/features/detail/LazySpecText";
import { Log } from "~/features/detail/Log";
import type { Experiment } from "~/shared/api/types";
import { isExternal } from "~/shared/experiment/external";

const WORDS: Record<Tab, string> = {
  spec: "Spec",
  flops: "FLOPs",
  attempts: "Attempts",
  checkpoints: "Checkpoints",
  log: "Log",
};

/** Isobath knows the params of a run of another program, and nothing of what it is made of. */
const TABS_OF_EXTERNAL: readonly Tab[] = ["spec"];

type Props = { experiment: Experiment; view: DetailView; onView: (view: DetailView) => void };

export function DetailTabs({ experiment, view, onView }: Props) {
  const tabs = isExternal(experiment) ? TABS_OF_EXTERNAL : TABS;
  const tab = tabs.find((one) => one === view.tab) ?? "spec";
  return (
    <section className="card" aria-label="Details">
      <div className="tabs" role="tablist" aria-label="Details">
        {tabs.map((one) => (
          <button
            key={one}
            type="button"
            role="tab"
            id={`tab-${one}`}
            aria-selected={one === tab}
            aria-controls="tab-panel"
            className="tab"
            tabIndex={one === tab ? 0 : -1}
            onKeyDown={(event) => {
              const next = neighbour(tabs, one, event.key);
              if (!next) return;
              onView(parseDetailView({ ...view, tab: next }));
              document.getElementById(`tab-${next}`)?.focus();
            }}
            onClick={() => onView(parseDetailView({ ...view, tab: one }))}
          >
            {one === "spec" && isExternal(experiment) ? "Params" : WORDS[one]}
          </button>
        ))}
      </div>
      <div role="tabpanel" id="tab-panel" aria-labelledby={`tab-${tab}`} className="tab-panel">
        {tab === "spec" && <LazySpecText experiment={experiment} />}
        {tab === "flops" && <FlopsTable experiment={experiment} />}
        {tab === "attempts" && <AttemptsTable attempts={experiment.attemptHistory ?? []} />}
        {tab === "checkpoints" && <Checkpoints id={experiment.id} />}
        {tab === "log" && <Log id={experiment.id} running={experiment.state === "RUNNING"} />}
      </div>
    </section>
  );
}

/** The tab that an arrow key selects. */
function neighbour(tabs: readonly Tab[], tab: Tab, key: string): Tab | undefined {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[key];
  return step ? tabs[(tabs.indexOf(tab) + step + tabs.length) % tabs.length] : undefined;
}
