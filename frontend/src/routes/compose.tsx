import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { memberRoute } from "~/routes/root";
import { flag, text } from "~/shared/url/search";

export const composeRoute = createRoute({
  getParentRoute: () => memberRoute,
  path: "/experiments/new",
  /**
   * `preset` is the preset to begin with, and `from` is the experiment whose spec to begin with. `allowUnknown` sets that field of
   * the spec.
   */
  validateSearch: (search): { preset?: string; from?: string; corpus?: string; allowUnknown?: true } => ({
    preset: text(search.preset),
    from: text(search.from),
    corpus: text(search.corpus),
    allowUnknown: flag(search.allowUnknown),
  }),
  component: lazyRouteComponent(() => import("~/routes/ComposeRoute"), "ComposeRoute"),
});
