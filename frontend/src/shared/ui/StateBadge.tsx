import type { State } from "~/shared/api/types";
import { STATE_WORDS } from "~/shared/format/words";

export function StateBadge({ state, reason }: { state: State; reason?: string | null }) {
  return (
    <span className={`badge state-${state.toLowerCase()}`} title={reason || undefined}>
      <span className="badge-dot" aria-hidden="true" />
      {STATE_WORDS[state] ?? state}
    </span>
  );
}
