import type { Spec } from "~/shared/api/types";
import { capacityText } from "~/shared/experiment/capacity";
import { counted } from "~/shared/format/counted";

type Fields = Record<string, unknown>;

/** Adds the defaults that the canonical form leaves out, so that specs can be compared. */
export function spelledOut(spec: unknown): unknown {
  const { architecture, training } = (spec ?? {}) as { architecture?: Fields; training?: Fields };
  if (!architecture || !training) return spec;
  return {
    ...(spec as Fields),
    architecture: {
      ...("capacity" in architecture && { scheme: "expert-choice" }),
      ...("experts" in architecture && { expertScheme: "expert-choice" }),
      ...architecture,
    },
    training: { device: "cpu", deterministic: false, ...training },
  };
}

/** Describes the routing around blocks in one line. It is undefined for families without such routing. */
export function routingWords({ architecture }: Spec): string | undefined {
  const { capacity, scheme, capacitySchedule, routedLayers } = architecture;
  if (capacity === undefined) return undefined;
  const parts = [String(scheme ?? "expert-choice"), `capacity ${capacityText(capacity)}`];
  if (Array.isArray(routedLayers)) parts.push(`blocks ${routedLayers.join(", ")}`);
  else if (!Array.isArray(capacity)) parts.push(placeWords(architecture));
  if (typeof capacitySchedule === "object" && capacitySchedule !== null) {
    const { from, steps } = capacitySchedule as Fields;
    parts.push(
      `capacity schedule from ${String(from)} over ${typeof steps === "number" ? counted(steps, "step") : `${String(steps)} steps`}`,
    );
  }
  return parts.join(" · ");
}

function placeWords({ routeEvery, routeOffset }: Fields): string {
  if (routeEvery === 1) return "every block";
  return `one block in ${String(routeEvery)}, first ${String(routeOffset)}`;
}

/** Describes the experts of a block in one line. It is undefined for families without experts. */
export function expertWords({ architecture }: Spec): string | undefined {
  const { experts, noOps, expertScheme, topM, capacityFactor } = architecture;
  if (experts === undefined) return undefined;
  return [
    noOps === undefined ? String(experts) : `${String(experts)} and ${String(noOps)} no-op`,
    expertScheme === "token-choice" ? `token-choice, top ${String(topM)}` : "expert-choice",
    `capacity factor ${String(capacityFactor)}`,
  ].join(" · ");
}
