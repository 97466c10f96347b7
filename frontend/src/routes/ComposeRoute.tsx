import { getRouteApi } from "@tanstack/react-router";
import { ComposePage } from "~/features/compose/ComposePage";

const route = getRouteApi("/member/experiments/new");

export function ComposeRoute() {
  const search = route.useSearch();
  return (
    <ComposePage
      key={search.from ? `${search.from} ${search.start} ${search.step}` : search.preset}
      {...search}
    />
  );
}
