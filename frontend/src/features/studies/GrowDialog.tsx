import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { explain } from "~/shared/api/problem";
import { equalSize, growStudy, studyKeys } from "~/shared/api/studies";
import type { Study } from "~/shared/api/types";
import { percent, scientific } from "~/shared/format/numbers";
import { Dialog } from "~/shared/ui/Dialog";
import { Field } from "~/shared/ui/Field";
import { toast } from "~/shared/ui/toast";

const LISTS = {
  seeds: "Seeds",
  seedsAtBest: "Seeds at the best size only",
  budgets: "Budgets, in training FLOPs",
  widths: "Widths",
  learningRates: "Learning rates",
} as const;

type List = keyof typeof LISTS;

/** Adds seeds, budgets, widths or learning rates to a study. What was asked before stays. */
export function GrowDialog({ study, onClose }: { study: Study; onClose: () => void }) {
  const [texts, setTexts] = useState<Partial<Record<List, string>>>({});
  const client = useQueryClient();
  const document = study.grown as Record<string, unknown>;
  const lists = (Object.keys(LISTS) as List[]).filter(
    (list) =>
      list === "seeds" ||
      (list === "seedsAtBest" && study.design === "isoflop") ||
      list in document ||
      (list === "widths" && isRule(document.sizes)),
  );
  const grow = useMutation({
    mutationFn: () => growStudy(study.id, entries(texts)),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: studyKeys.list });
      toast("Added. Launch the study to run what is new");
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    grow.mutate();
  };
  return (
    <Dialog title="Add to the study" onClose={onClose}>
      <form className="stack" onSubmit={submit}>
        {lists.map((list) => (
          <Field key={list} label={LISTS[list]} help="Numbers, separated by commas.">
            {(props) => (
              <input
                {...props}
                value={texts[list] ?? ""}
                onChange={(event) => setTexts({ ...texts, [list]: event.target.value })}
              />
            )}
          </Field>
        ))}
        {study.design === "isoflop" && isRule(document.sizes) && (
          <EqualSize
            study={study}
            onWidth={(width) =>
              setTexts((before) => ({ ...before, widths: [before.widths, width].filter(Boolean).join(", ") }))
            }
          />
        )}
        {grow.error && (
          <p className="field-error" role="alert">
            {explain(grow.error)}
          </p>
        )}
        <div className="row end">
          <button type="submit" className="button primary" disabled={grow.isPending}>
            Add
          </button>
        </div>
      </form>
    </Dialog>
  );
}

type EqualProps = { study: Study; onWidth: (width: number) => void };

/** Sizes a variant so that a token costs what it costs in the baseline at its best size, as the paper does. */
function EqualSize({ study, onWidth }: EqualProps) {
  const { variants = [], budgets = [] } = study.grown as {
    variants?: { name: string }[];
    budgets?: number[];
  };
  const others = variants.slice(1).map(({ name }) => name);
  const [variant, setVariant] = useState(others[0] ?? "");
  const [budget, setBudget] = useState(budgets[0] ?? 0);
  const find = useMutation({
    mutationFn: () => equalSize(study.id, variant, budget),
    onSuccess: ({ width }) => onWidth(width),
  });
  if (others.length === 0) return null;
  return (
    <fieldset className="stack">
      <legend>Size a variant to the baseline's best size</legend>
      <div className="row">
        <select aria-label="Variant" value={variant} onChange={(event) => setVariant(event.target.value)}>
          {others.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
        <select
          aria-label="Budget"
          value={budget}
          onChange={(event) => setBudget(Number(event.target.value))}
        >
          {budgets.map((each) => (
            <option key={each} value={each}>
              {scientific(each)} FLOPs
            </option>
          ))}
        </select>
        <button type="button" className="button" disabled={find.isPending} onClick={() => find.mutate()}>
          Find the width
        </button>
      </div>
      <p className="muted" role="status">
        {find.error
          ? explain(find.error)
          : find.data &&
            `${find.data.layers} × ${find.data.width} costs ${percent(find.data.ratio)} of the baseline's forward FLOPs per token at its best size. The width stands above.`}
      </p>
    </fieldset>
  );
}

const isRule = (sizes: unknown) => typeof sizes === "object" && sizes !== null && !Array.isArray(sizes);

/** The numbers of each list. What is not a number is sent as it is, so that the server can say so. */
export function entries(texts: Partial<Record<List, string>>): Record<string, unknown[]> {
  return Object.fromEntries(
    Object.entries(texts)
      .map(([list, text]) => [
        list,
        text
          .split(/[,\s]+/)
          .filter(Boolean)
          .map((part) => (Number.isNaN(Number(part)) ? part : Number(part))),
      ])
      .filter(([, values]) => (values as unknown[]).length > 0),
  );
}
