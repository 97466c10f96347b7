import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { parseRoutingView } from "~/features/ask/routing/routingView";
import { memberRoute } from "~/routes/root";

export const routingRoute = createRoute({
  getParentRoute: () => memberRoute,
  path: "/experiments/$id/routing",
  validateSearch: parseRoutingView,
  component: lazyRouteComponent(() => import("~/routes/RoutingRoute"), "RoutingRoute"),
});
