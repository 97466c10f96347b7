import { getRouteApi } from "@tanstack/react-router";
import { RoutingPage } from "~/features/ask/routing/RoutingPage";

const route = getRouteApi("/member/experiments/$id/routing");

export function RoutingRoute() {
  const { id } = route.useParams();
  const view = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <RoutingPage
      key={id}
      id={id}
      view={view}
      onView={(next) => void navigate({ search: next, replace: true, resetScroll: false })}
    />
  );
}
