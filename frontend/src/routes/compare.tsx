import { createRoute } from "@tanstack/react-router";
import { useRef } from "react";
import { ComparePage } from "~/features/compare/ComparePage";
import { parseCompareView } from "~/features/compare/compareView";
import { memberRoute } from "~/routes/root";

/** Changes of one kind within this time of each other are one movement. */
const MOVEMENT_MS = 1500;

export const compareRoute = createRoute({
  getParentRoute: () => memberRoute,
  path: "/compare",
  validateSearch: parseCompareView,
  component: function Compare() {
    const view = compareRoute.useSearch();
    const navigate = compareRoute.useNavigate();
    const moved = useRef(0);
    return (
      <ComparePage
        view={view}
        onView={(next, follow = "step") => {
          // A movement is one step back, however many views it went through.
          const goesOn = follow === "move" && performance.now() - moved.current < MOVEMENT_MS;
          moved.current = follow === "move" ? performance.now() : 0;
          void navigate({ search: next, replace: goesOn, resetScroll: false });
        }}
      />
    );
  },
});
