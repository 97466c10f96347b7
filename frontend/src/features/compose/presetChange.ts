import { type Draft, withPath } from "~/features/compose/draft";
import { converted, fieldIn, parseSpec } from "~/features/compose/specText";

/** What a person chose apart from the model: it stays when another preset is chosen. */
const KEPT = [
  ["data", "corpus"],
  ["data", "tokenizer"],
  ["data", "allowUnknown"],
  ["data", "validationFraction"],
] as const;

/**
 * Returns the next draft with the corpus, the tokenizer and the held-out share of the current one, in its format. The name stays
 * if it was changed, which shows against the draft that the composer began with.
 */
export function withChosen(current: Draft, begun: Draft, next: Draft): Draft {
  const spec = parseSpec(current.text).value;
  let draft: Draft = { ...next, format: current.format, text: converted(next.text, current.format) };
  for (const path of KEPT) {
    const chosen = fieldIn(spec, path);
    if (chosen !== undefined) draft = withPath(draft, path, chosen);
  }
  const name = fieldIn(spec, ["name"]);
  const changed = name !== fieldIn(parseSpec(begun.text).value, ["name"]);
  return typeof name === "string" && name !== "" && changed ? withPath(draft, ["name"], name) : draft;
}
