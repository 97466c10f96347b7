import { useState } from "react";
import { RoutingNote } from "~/features/ask/RoutingNote";
import { CheckpointSlider } from "~/features/ask/routing/CheckpointSlider";
import { ClassCard } from "~/features/ask/routing/ClassCard";
import { sameTokens } from "~/features/ask/routing/cells";
import { DepthCard } from "~/features/ask/routing/DepthCard";
import { DifferenceCard } from "~/features/ask/routing/DifferenceCard";
import { HistogramCard } from "~/features/ask/routing/HistogramCard";
import { MapCard } from "~/features/ask/routing/MapCard";
import { OverlapCard } from "~/features/ask/routing/OverlapCard";
import { PredictorCard, PredictorCurvesCard } from "~/features/ask/routing/PredictorCard";
import type { Side } from "~/features/ask/routing/useSide";
import type { Experiment, RoutingMap } from "~/shared/api/types";
import { count } from "~/shared/format/numbers";
import { Failure, Notice, Skeleton } from "~/shared/ui/Notice";
import { Segmented } from "~/shared/ui/Segmented";

type Props = {
  experiment: Experiment;
  a: Side;
  b?: Side;
  onA: (checkpoint: string) => void;
  onB: (checkpoint: string) => void;
};

const SIDES = [
  ["a", "A"],
  ["b", "B"],
] as const;

/** The map of a text, or two of them side by side with their difference, and the pictures of the same data. */
export function RoutingMaps({ experiment, a, b, onA, onB }: Props) {
  const [side, setSide] = useState<"a" | "b">("a");
  const shown = side === "b" && b?.map ? b : a;
  return (
    <>
      <div className={b ? "charts two" : "charts"}>
        <OneMap side={a} name={b ? "A" : undefined} onChoose={onA} />
        {b && <OneMap side={b} name="B" onChoose={onB} />}
      </div>
      {a.map && b?.map && <Difference a={a.map} b={b.map} />}
      {shown.map && (
        <>
          {b?.map && (
            <div className="row">
              <span aria-hidden="true">The pictures below are of</span>
              <Segmented
                label="Whose pictures are shown below"
                options={SIDES}
                value={side}
                onChange={setSide}
              />
            </div>
          )}
          {!shown.map.blocks.some((block) => block.routed) && (
            <Notice tone="info">
              This model has no routed blocks, so that every token goes through attention in every block.
              There are no router weights and no overlap.
            </Notice>
          )}
          <div className="charts two">
            <HistogramCard map={shown.map} />
            <PredictorCard map={shown.map} />
            <PredictorCurvesCard id={shown.experiment?.id ?? experiment.id} />
            <DepthCard map={shown.map} />
            <ClassCard map={shown.map} />
            <OverlapCard map={shown.map} />
          </div>
        </>
      )}
    </>
  );
}

type OneProps = { side: Side; name?: string; onChoose: (checkpoint: string) => void };

function OneMap({ side, name, onChoose }: OneProps) {
  const { experiment, checkpoints, isLoaded, chosen, map, isOld, isAsking, error } = side;
  const label = name ? `Map ${name}` : "Map";
  return (
    <section className="stack" aria-label={label} aria-busy={isOld}>
      {name && (
        <h2>
          {name}: {experiment?.name}
        </h2>
      )}
      {chosen && (
        <CheckpointSlider
          label={name ? `Checkpoint of ${name}` : "Checkpoint"}
          checkpoints={checkpoints}
          value={chosen}
          onChange={({ id }) => onChoose(id)}
        />
      )}
      {isLoaded && !chosen && (
        <Notice tone="warning">This experiment has no checkpoint, so there is nothing to show beside.</Notice>
      )}
      {/* The form shows the error of A. */}
      {name === "B" && error !== null && error !== undefined && <Failure error={error} />}
      {isAsking && !map && <Skeleton rows={4} label={`Computing ${label.toLowerCase()}`} />}
      {map && (
        <>
          <RoutingNote note={map.note} />
          <MapCard
            title={`Tokens through blocks, step ${count(map.step)}${name ? `, ${name}` : ""}`}
            map={map}
          />
        </>
      )}
    </section>
  );
}

function Difference({ a, b }: { a: RoutingMap; b: RoutingMap }) {
  return sameTokens(a, b) ? (
    <DifferenceCard a={a} b={b} />
  ) : (
    <Notice tone="warning">
      The two models cut the text into different tokens, so that their maps have no difference.
    </Notice>
  );
}
