import { counted } from "~/shared/format/counted";
/** Writes a capacity for people: 0.125, 32 tokens, or one for each block, with – for blocks that are not routed. */
export function capacityText(capacity: unknown): string {
  if (Array.isArray(capacity)) return capacity.map((one) => capacityText(one) || "–").join(", ");
  if (capacity === undefined || capacity === null) return "";
  if (typeof capacity === "object" && "tokens" in capacity)
    return typeof capacity.tokens === "number"
      ? counted(capacity.tokens, "token")
      : `${String(capacity.tokens)} tokens`;
  return typeof capacity === "object" ? JSON.stringify(capacity) : String(capacity);
}
