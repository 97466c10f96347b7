import { createRoute } from "@tanstack/react-router";
import { RoutingPage } from "~/features/ask/routing/RoutingPage";
import { parseRoutingView } from "~/features/ask/routing/routingView";
import { memberRoute } from "~/routes/root";

export const routingRoute = createRoute({
  getParentRoute: () => memberRoute,
  path: "/experiments/$id/routing",
  validateSearch: parseRoutingView,
  component: function Routing() {
    const { id } = routingRoute.useParams();
    const view = routingRoute.useSearch();
    const navigate = routingRoute.useNavigate();
    return (
      <RoutingPage
        key={id}
        id={id}
        view={view}
        onView={(next) => void navigate({ search: next, replace: true, resetScroll: false })}
      />
    );
  },
});
