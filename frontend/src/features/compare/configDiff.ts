import { spelledOut } from "~/shared/experiment/specWords";

export type DiffRow = { field: string; values: (string | undefined)[] };

/** The fields in which specs differ, as dotted paths. The name is left out, because it does not affect the training. */
export function configDiff(specs: readonly unknown[]): DiffRow[] {
  const flat = specs.map((spec) => flatten(spelledOut(spec)));
  const fields = [...new Set(flat.flatMap((one) => [...one.keys()]))].filter((field) => field !== "name");
  return fields
    .map((field) => ({ field, values: flat.map((one) => one.get(field)) }))
    .filter(({ values }) => new Set(values).size > 1);
}

export function flatten(value: unknown, path = "", into = new Map<string, string>()): Map<string, string> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    for (const [key, child] of Object.entries(value)) flatten(child, path ? `${path}.${key}` : key, into);
  } else if (path && value !== undefined && value !== null) {
    into.set(path, typeof value === "string" ? value : JSON.stringify(value));
  }
  return into;
}
