import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { memberRoute } from "~/routes/root";
import { flag, number, oneOf, text } from "~/shared/url/search";

const STARTS = ["all", "weights"] as const;

export const composeRoute = createRoute({
  getParentRoute: () => memberRoute,
  path: "/experiments/new",
  /**
   * `preset` is the preset to begin with, and `from` is the experiment whose spec to begin with. `allowUnknown` sets that field of
   * the spec. `start` says what the new run takes over from a checkpoint of `from`, and `step` says from which one; without it, from
   * the last one.
   */
  validateSearch: (
    search,
  ): {
    preset?: string;
    from?: string;
    corpus?: string;
    allowUnknown?: true;
    start?: (typeof STARTS)[number];
    step?: number;
  } => ({
    preset: text(search.preset),
    from: text(search.from),
    corpus: text(search.corpus),
    allowUnknown: flag(search.allowUnknown),
    start: oneOf(search.start, STARTS),
    step: number(search.step, 1, Number.MAX_SAFE_INTEGER),
  }),
  component: lazyRouteComponent(() => import("~/routes/ComposeRoute"), "ComposeRoute"),
});
