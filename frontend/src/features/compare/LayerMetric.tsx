import { useId, useState } from "react";
import { CATALOGUE } from "~/shared/metrics/catalogue";

const OF_LAYERS = CATALOGUE.filter(({ scope }) => scope === "layer");

/** Adds a metric of one block, such as its router's entropy. */
export function LayerMetric({ onAdd }: { onAdd: (metric: string) => void }) {
  const [word, setWord] = useState("");
  const [layer, setLayer] = useState("1");
  const number = useId();
  const ready = word !== "" && /^\d{1,3}$/.test(layer);
  return (
    <span className="row">
      <select
        className="small"
        aria-label="Metric of a layer"
        value={word}
        onChange={(event) => setWord(event.target.value)}
      >
        <option value="">Metric of a layer…</option>
        {OF_LAYERS.map((metric) => (
          <option key={metric.word} value={metric.word}>
            {metric.title}
          </option>
        ))}
      </select>
      {word !== "" && (
        <>
          <label className="visually-hidden" htmlFor={number}>
            Layer, counted from 0
          </label>
          <input
            id={number}
            className="layer-number"
            type="number"
            min={0}
            max={511}
            value={layer}
            onChange={(event) => setLayer(event.target.value)}
          />
          <button
            type="button"
            className="button small"
            disabled={!ready}
            onClick={() => {
              onAdd(`${word}/${Number(layer)}`);
              setWord("");
            }}
          >
            Add
          </button>
        </>
      )}
    </span>
  );
}
