import { createRoute } from "@tanstack/react-router";
import { ComparePage } from "~/features/compare/ComparePage";
import { parseCompareView } from "~/features/compare/compareView";
import { memberRoute } from "~/routes/root";

export const compareRoute = createRoute({
  getParentRoute: () => memberRoute,
  path: "/compare",
  validateSearch: parseCompareView,
  component: function Compare() {
    const view = compareRoute.useSearch();
    const navigate = compareRoute.useNavigate();
    return <ComparePage view={view} onView={(next) => void navigate({ search: next, replace: true })} />;
  },
});
