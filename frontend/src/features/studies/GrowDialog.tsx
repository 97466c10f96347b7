import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { explain } from "~/shared/api/problem";
import { growStudy, studyKeys } from "~/shared/api/studies";
import type { Study } from "~/shared/api/types";
import { Dialog } from "~/shared/ui/Dialog";
import { Field } from "~/shared/ui/Field";
import { toast } from "~/shared/ui/toast";

const LISTS = {
  seeds: "Seeds",
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
    (list) => list === "seeds" || list in document || (list === "widths" && isRule(document.sizes)),
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
