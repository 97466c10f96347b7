import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { memberRoute } from "~/routes/root";
import { text } from "~/shared/url/search";

export const composeRoute = createRoute({
  getParentRoute: () => memberRoute,
  path: "/experiments/new",
  /** `preset` begins with one of the presets, `from` with the spec of an experiment. */
  validateSearch: (search): { preset?: string; from?: string; corpus?: string } => ({
    preset: text(search.preset),
    from: text(search.from),
    corpus: text(search.corpus),
  }),
  component: lazyRouteComponent(() => import("~/routes/ComposeRoute"), "ComposeRoute"),
});
