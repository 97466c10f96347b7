import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { memberRoute } from "~/routes/root";
import { text } from "~/shared/url/search";

export const composeRoute = createRoute({
  getParentRoute: () => memberRoute,
  path: "/experiments/new",
  /** `preset` is the preset to begin with, and `from` is the experiment whose spec to begin with. */
  validateSearch: (search): { preset?: string; from?: string; corpus?: string } => ({
    preset: text(search.preset),
    from: text(search.from),
    corpus: text(search.corpus),
  }),
  component: lazyRouteComponent(() => import("~/routes/ComposeRoute"), "ComposeRoute"),
});
