import { createRoute } from "@tanstack/react-router";
import { ExperimentsPage } from "~/features/experiments/ExperimentsPage";
import { isSameStep, parseTableView } from "~/features/experiments/tableView";
import { memberRoute } from "~/routes/root";

export const experimentsRoute = createRoute({
  getParentRoute: () => memberRoute,
  path: "/",
  validateSearch: parseTableView,
  component: function Experiments() {
    const view = experimentsRoute.useSearch();
    const navigate = experimentsRoute.useNavigate();
    return (
      <ExperimentsPage
        view={view}
        onView={(next) => void navigate({ search: next, replace: isSameStep(view, next) })}
      />
    );
  },
});
