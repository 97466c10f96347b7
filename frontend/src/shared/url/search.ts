/** Search parameters as people write them: plain strings, nothing quoted, nothing nested. */
export function parseSearch(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text));
}

/** The other way; what is absent, empty or false is left out, and commas stay readable. */
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

/** A finite number between two others. */
export function number(
  value: unknown,
  least = Number.NEGATIVE_INFINITY,
  most = Number.POSITIVE_INFINITY,
): number | undefined {
  if (typeof value !== "number" && (typeof value !== "string" || value.trim() === "")) return undefined;
  const read = Number(value);
  return Number.isFinite(read) && read >= least && read <= most ? read : undefined;
}

/** A list written with commas: no blanks, none twice. */
export function list(value: unknown): string[] {
  if (typeof value !== "string") return [];
  return [...new Set(value.split(",").map((part) => part.trim()))].filter((part) => part !== "");
}

export const joined = (values: readonly string[]): string | undefined => values.join(",") || undefined;
