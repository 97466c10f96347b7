/** Parses search parameters as plain strings, without quotes or nesting. */
export function parseSearch(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text));
}

/** Writes search parameters. Absent, empty and false values are left out, and commas are not escaped. */
export function stringifySearch(search: Record<string, unknown>): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(search)) {
    if (value === undefined || value === null || value === "" || value === false) continue;
    params.set(key, String(value));
  }
  const text = params.toString().replaceAll("%2C", ",");
  return text ? `?${text}` : "";
}

export const text = (value: unknown): string | undefined => {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value !== "" ? value : undefined;
};

export const flag = (value: unknown): true | undefined =>
  value === true || value === "true" || value === "1" ? true : undefined;

export const oneOf = <T extends string>(value: unknown, among: readonly T[]): T | undefined =>
  among.find((candidate) => candidate === value);

/** Reads a finite number in a range. */
export function number(
  value: unknown,
  least = Number.NEGATIVE_INFINITY,
  most = Number.POSITIVE_INFINITY,
): number | undefined {
  if (typeof value !== "number" && (typeof value !== "string" || value.trim() === "")) return undefined;
  const read = Number(value);
  return Number.isFinite(read) && read >= least && read <= most ? read : undefined;
}

/** Reads a comma-separated list without blanks and duplicates. */
export function list(value: unknown): string[] {
  if (typeof value !== "string") return [];
  return [...new Set(value.split(",").map((part) => part.trim()))].filter((part) => part !== "");
}

export const joined = (values: readonly string[]): string | undefined => values.join(",") || undefined;
