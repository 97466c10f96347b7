import { type Document, isMap, isNode, isScalar, parseDocument, stringify } from "yaml";
import { type Path, pathOf } from "~/features/compose/fields";

export type Format = "yaml" | "json";

/** A parsed spec. The text is the only state, and the form and the editor are two views of it. */
export type Parsed = { value?: Record<string, unknown>; error?: { message: string; line: number } };

export function parseSpec(text: string): Parsed {
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error) {
    return {
      error: { message: firstLine(error.message), line: error.linePos?.[0].line ?? 1 },
    };
  }
  const value: unknown = toValue(document);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return { error: { message: "A spec has name, architecture, data and training", line: 1 } };
  }
  return { value: value as Record<string, unknown> };
}

/** Keeps the first line of a message of the library, without the position. The position is shown separately. */
const firstLine = (message: string): string =>
  (message.split("\n")[0] ?? "").replace(/ at line \d+, column \d+:?$/, "");

function toValue(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch {
    return undefined;
  }
}

/** Changes one field of the text and keeps comments and order. The value undefined removes the field. */
export function withField(text: string, format: Format, path: Path, value: unknown): string {
  const document = parseDocument(text);
  const old = document.getIn([...path], true);
  // A new value replaces the old one in the text, and the rest of the text stays unchanged.
  if (isScalar(old) && old.range && typeof value !== "object" && value !== undefined) {
    const written = format === "json" ? JSON.stringify(value, notNumbers) : stringify(value).trimEnd();
    if (!written.includes("\n")) return text.slice(0, old.range[0]) + written + text.slice(old.range[1]);
  }
  if (value === undefined) {
    document.deleteIn([...path]);
  } else {
    // A parent that is missing or is not an object becomes an object.
    for (let depth = 1; depth < path.length; depth++) {
      const parent = path.slice(0, depth);
      if (!isMap(document.getIn(parent, true))) document.setIn(parent, document.createNode({}));
    }
    document.setIn([...path], value);
  }
  return written(document, format);
}

export function converted(text: string, to: Format): string {
  return written(parseDocument(text), to);
}

function written(document: Document, format: Format): string {
  if (format === "json") return `${JSON.stringify(document.toJS(), notNumbers, 2)}\n`;
  // Flow style would keep the look of JSON inside YAML.
  return isFlow(document) ? stringify(document.toJS()) : document.toString({ flowCollectionPadding: false });
}

const isFlow = (document: Document): boolean => isMap(document.contents) && document.contents.flow === true;

/** Writes NaN as text, because JSON has no NaN. The server then refuses the value instead of reporting a missing field. */
export const notNumbers = (_key: string, value: unknown): unknown =>
  typeof value === "number" && !Number.isFinite(value) ? String(value) : value;

export function fieldIn(value: unknown, path: Path): unknown {
  let at = value;
  for (const part of path) {
    if (typeof at !== "object" || at === null) return undefined;
    at = (at as Record<string, unknown>)[part];
  }
  return at;
}

/** Finds the place of a pointer in the text: its value, or the nearest parent that exists. From and to are offsets. */
export function locate(text: string, pointer: string): { from: number; to: number; line: number } {
  const document = parseDocument(text);
  const path = pathOf(pointer);
  for (let depth = path.length; depth > 0; depth--) {
    const range = rangeOf(document, path.slice(0, depth));
    if (range) return { ...range, line: text.slice(0, range.from).split("\n").length };
  }
  return { from: 0, to: Math.min(text.length, text.split("\n")[0]?.length ?? 0), line: 1 };
}

function rangeOf(document: Document, path: readonly string[]): { from: number; to: number } | undefined {
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  if (!isMap(parent)) return undefined;
  const name = path[path.length - 1];
  const pair = parent.items.find((item) => isNode(item.key) && String(item.key) === name);
  if (!pair || !isNode(pair.key)) return undefined;
  const from = pair.key.range?.[0];
  if (from === undefined) return undefined;
  // An object is marked at its name only. A value is marked to its end.
  const end = isNode(pair.value) && !isMap(pair.value) ? pair.value.range?.[1] : pair.key.range?.[1];
  return { from, to: Math.max(from, end ?? from) };
}
