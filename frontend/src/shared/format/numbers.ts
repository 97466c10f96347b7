/** The text for an unknown value. */
export const UNKNOWN = "–";

/** A value that is not finite is a string in JSON. */
export type NotFinite = "NaN" | "Infinity" | "-Infinity";

type Maybe = number | null | undefined;

const known = (value: Maybe): value is number =>
  value !== null && value !== undefined && !Number.isNaN(value);

const PREFIXES: [number, string][] = [
  [1e12, "T"],
  [1e9, "G"],
  [1e6, "M"],
  [1e3, "k"],
];

/** Three significant digits with an SI prefix: 1.06 M. */
export function si(value: Maybe | NotFinite): string {
  if (typeof value === "string") return value;
  if (!known(value)) return UNKNOWN;
  const magnitude = Math.abs(value);
  for (const [factor, prefix] of PREFIXES) {
    // A value that rounds up to the next prefix takes that prefix: 999,999 is 1.00 M.
    if (Number((magnitude / factor).toPrecision(3)) >= 1) return `${digits(value / factor)} ${prefix}`;
  }
  return Number.isInteger(value) ? String(value) : digits(value);
}

const digits = (value: number): string => {
  const text = value.toPrecision(3);
  return text.includes("e") ? String(Number(text)) : text;
};

/** Three significant digits in scientific form: 2.00e12. */
export function scientific(value: Maybe): string {
  if (!known(value)) return UNKNOWN;
  if (value === 0) return "0";
  if (!Number.isFinite(value)) return String(value);
  return value.toExponential(2).replace("e+", "e");
}

/** A loss in nats per token. */
export function loss(value: Maybe | NotFinite): string {
  if (typeof value === "string") return value;
  if (!known(value)) return UNKNOWN;
  return Number.isFinite(value) ? value.toFixed(4) : String(value);
}

/** A whole number with separators. */
export function count(value: Maybe): string {
  return known(value) ? Math.round(value).toLocaleString("en-US") : UNKNOWN;
}

export function percent(fraction: Maybe, places = 1): string {
  return known(fraction) ? `${(100 * fraction).toFixed(places)} %` : UNKNOWN;
}

/** Bytes with a binary prefix: 1.06 MiB. */
export function bytes(value: Maybe): string {
  if (!known(value)) return UNKNOWN;
  let rest = value;
  for (const unit of ["B", "KiB", "MiB", "GiB"]) {
    if (Math.abs(rest) < 1024) return unit === "B" ? `${rest} B` : `${digits(rest)} ${unit}`;
    rest /= 1024;
  }
  return `${digits(rest)} TiB`;
}

/** A short form of any number, for tables of settings and tick labels. */
export function compact(value: Maybe): string {
  if (!known(value)) return UNKNOWN;
  if (value === 0) return "0";
  const magnitude = Math.abs(value);
  if (magnitude >= 1e6 || magnitude < 1e-3) {
    return value
      .toExponential(4)
      .replace(/\.?0+e/, "e")
      .replace("e+", "e");
  }
  return String(Number(value.toPrecision(6)));
}
