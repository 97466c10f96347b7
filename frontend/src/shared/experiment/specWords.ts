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
      ...(architecture.expertScheme === "token-choice" && { expertShares: "softmax" }),
      ...architecture,
    },
    training: {
      device: "cpu",
      deterministic: false,
      accumulate: 1,
      schedule: "cosine",
      parametrization: "standard",
      ...training,
    },
  };
}

/** Describes the routing around blocks in one line. It is undefined for families without such routing. */
export function routingWords({ architecture }: Spec): string | undefined {
  if (!("capacity" in architecture)) return undefined;
  const { capacity, scheme, capacitySchedule, routedLayers, routeEvery, routeOffset } = architecture;
  const parts = [scheme ?? "expert-choice", `capacity ${capacityText(capacity)}`];
  if (routedLayers) parts.push(`blocks ${routedLayers.join(", ")}`);
  else if (routeEvery === 1) parts.push("every block");
  else if (routeEvery) parts.push(`one block in ${routeEvery}, first ${routeOffset}`);
  if (capacitySchedule) {
    const { from, steps } = capacitySchedule;
    parts.push(`capacity schedule from ${from} over ${counted(steps, "step")}`);
  }
  return parts.join(" · ");
}

/** Describes the experts of a block in one line. It is undefined for families without experts. */
export function expertWords({ architecture }: Spec): string | undefined {
  if (!("experts" in architecture)) return undefined;
  const { experts, expertScheme, topM, expertShares, capacityFactor } = architecture;
  return [
    "noOps" in architecture ? `${experts} and ${architecture.noOps} no-op` : String(experts),
    ...("noOpShare" in architecture && architecture.noOpShare
      ? [`no-ops get ${architecture.noOpShare} of the choices`]
      : []),
    expertScheme === "token-choice" ? `token-choice, top ${topM}` : "expert-choice",
    ...(expertShares === "renormalised" ? ["renormalised shares"] : []),
    `capacity factor ${capacityFactor}`,
  ].join(" · ");
}
