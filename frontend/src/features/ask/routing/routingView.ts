import { oneOf, text } from "~/shared/url/search";

export const ROUTINGS = ["top-k", "causal"] as const;
export type Routing = (typeof ROUTINGS)[number];

/**
 * What the page of routing maps shows. All of it is in the URL, but for texts that an address has no room for.
 *
 * `checkpoint` is one of the experiment's, and `other` another experiment or the same one, with a checkpoint of its own. The latest
 * checkpoint is the default of each.
 */
export type RoutingView = {
  text?: string;
  routing?: "causal";
  checkpoint?: string;
  other?: string;
  otherCheckpoint?: string;
};

/** Proxies and browsers take longer addresses unwillingly. */
export const MOST_TEXT = 1500;

export function parseRoutingView(search: Record<string, unknown>): RoutingView {
  const other = text(search.other);
  return {
    text: text(search.text),
    routing: oneOf(search.routing, ["causal"]),
    checkpoint: text(search.checkpoint),
    other,
    otherCheckpoint: other === undefined ? undefined : text(search.otherCheckpoint),
  };
}

/** The part of a view that an address holds. */
export const addressOf = (view: RoutingView): RoutingView => ({
  ...view,
  text: view.text !== undefined && encodeURIComponent(view.text).length > MOST_TEXT ? undefined : view.text,
});
