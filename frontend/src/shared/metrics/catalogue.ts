import entries from "~/shared/metrics/catalogue.json";

export const METRIC_GROUPS = ["loss", "speed", "routing", "experts", "gradients"] as const;
export type MetricGroup = (typeof METRIC_GROUPS)[number];

export type Metric = {
  /** The name before any slash. */
  word: string;
  /** What one value describes: the run, one block, or one path of a block. */
  scope: "run" | "layer" | "path";
  group: MetricGroup;
  unit: string;
  title: string;
  meaning: string;
};

/** All metrics of a run, as `Metric.java` lists them. */
export const CATALOGUE = entries as readonly Metric[];

const SCOPES = ["run", "layer", "path"] as const;

const BY_NAME = new Map(CATALOGUE.map((metric) => [key(metric.word, metric.scope), metric]));

function key(word: string, scope: Metric["scope"]): string {
  return word + "/".repeat(SCOPES.indexOf(scope));
}

/** The parts of a name: `expert_load/3/0` is path 0 of block 3. */
export type MetricName = { word: string; layer?: number; path?: number };

export function parseMetric(name: string): MetricName {
  const [word = "", layer, path] = name.split("/");
  return {
    word,
    layer: layer === undefined ? undefined : Number(layer),
    path: path === undefined ? undefined : Number(path),
  };
}

/** Returns the entry of a name, or undefined for a metric of another version. */
export function findMetric(name: string): Metric | undefined {
  const scope = SCOPES[name.split("/").length - 1];
  return scope && BY_NAME.get(key(name.split("/")[0] ?? "", scope));
}

/** Returns a name for people: "Router entropy, layer 3". */
export function metricTitle(name: string): string {
  const { word, layer, path } = parseMetric(name);
  // Another program has named it.
  if (Number.isNaN(layer ?? 0) || Number.isNaN(path ?? 0)) return name;
  const title = findMetric(name)?.title ?? word.replaceAll("_", " ");
  return [
    title,
    ...(layer === undefined ? [] : [`layer ${layer}`]),
    ...(path === undefined ? [] : [`path ${path}`]),
  ].join(", ");
}

/** Returns the label of the vertical axis. */
export function metricUnit(name: string): string {
  const metric = findMetric(name);
  if (!metric) return name.replaceAll("_", " ");
  const title = metric.title.charAt(0).toLowerCase() + metric.title.slice(1);
  return metric.unit === "1" || metric.unit === "share" ? title : `${title} (${metric.unit})`;
}
