import { useQuery } from "@tanstack/react-query";
import { AllowUnknown, offersUnknown } from "~/features/compose/AllowUnknown";
import { BudgetField } from "~/features/compose/BudgetField";
import { CorpusField } from "~/features/compose/CorpusField";
import {
  currentValue,
  type Draft,
  kindOf,
  queuedKinds,
  withKind,
  withPath,
  withValue,
} from "~/features/compose/draft";
import { FormField } from "~/features/compose/FormField";
import {
  ADVANCED,
  DATA,
  EXPERT,
  type FieldInfo,
  hasField,
  isMeant,
  MORE_ROUTING,
  ROUTING,
  SHAPE,
  TRAINING,
} from "~/features/compose/fields";
import { KindPicker } from "~/features/compose/KindPicker";
import { More } from "~/features/compose/More";
import { StartFields } from "~/features/compose/StartFields";
import { fieldIn, parseSpec } from "~/features/compose/specText";
import { START } from "~/features/compose/startFrom";
import { elsewhere, errorAt, type Violations, worded } from "~/features/compose/violations";
import { tokenizersQuery } from "~/shared/api/tokenizers";
import type { Spec, Tokenizer } from "~/shared/api/types";
import { counted } from "~/shared/format/counted";
import { KIND_WORDS } from "~/shared/format/words";
import { Field } from "~/shared/ui/Field";
import { Notice } from "~/shared/ui/Notice";

type Props = {
  draft: Draft;
  onDraft: (draft: Draft) => void;
  violations: Violations;
  /** The specs of the families that the server accepted, with their defaults filled in. */
  canonical: readonly Spec[];
};

/** Adds the project's tokenizers to the built-in ones. */
function withTokenizers(field: FieldInfo, tokenizers: readonly Tokenizer[]): FieldInfo {
  if (field.path.at(-1) !== "tokenizer" || !field.options) return field;
  const own = tokenizers.map(
    ({ name, vocabulary, state }) =>
      [name, `${name}: ${counted(vocabulary, "token")}${state === "UNUSABLE" ? ", unusable" : ""}`] as const,
  );
  return { ...field, options: [...field.options, ...own] };
}

export function SpecForm({ draft, onDraft, violations, canonical }: Props) {
  const spec = parseSpec(draft.text).value;
  const tokenizers = useQuery(tokenizersQuery()).data ?? [];
  const kinds = queuedKinds(draft);
  const error = (path: readonly string[]) => errorAt(violations, path, kinds.length);
  const architecture = { ...draft.extras, ...(fieldIn(spec, ["architecture"]) as object) };
  const data = { ...(fieldIn(spec, ["data"]) as object) };
  const allow = () => onDraft(withPath(draft, ["data", "allowUnknown"], true));
  const remedy = (refusal?: string) =>
    refusal !== undefined &&
    offersUnknown(refusal) &&
    fieldIn(spec, ["data", "allowUnknown"]) !== true && <AllowUnknown onAllow={allow} />;
  // A written field that has no meaning is shown too, so that it can be removed.
  const applies = (field: FieldInfo) =>
    kinds.some((kind) => hasField(kind, field)) &&
    (isMeant(field, field.path[0] === "data" ? data : architecture) ||
      fieldIn(spec, field.path) !== undefined);
  const needed = (infos: readonly FieldInfo[]) =>
    infos.some(
      (field) =>
        applies(field) && (currentValue(draft, field) !== undefined || error(field.path) !== undefined),
    );
  const fields = (infos: readonly FieldInfo[]) =>
    infos
      .filter(applies)
      .map((field) => (
        <FormField
          key={field.path.join(".")}
          field={withTokenizers(field, tokenizers)}
          value={currentValue(draft, field)}
          preset={canonical.map((one) => fieldIn(one, field.path)).find((value) => value !== undefined)}
          error={error(field.path)}
          remedy={remedy(error(field.path))}
          onChange={(value) => onDraft(withValue(draft, field, value))}
        />
      ));
  const routing = fields(ROUTING);
  const experts = fields(EXPERT);
  const which = (infos: readonly FieldInfo[]) =>
    kinds
      .filter((kind) => infos.some((field) => field.kinds && hasField(kind, field)))
      .map((kind) => KIND_WORDS[kind])
      .join(", ");
  const rest = elsewhere(violations, [
    ["name"],
    ["data", "corpus"],
    ["training", "budget"],
    START,
    ...[...SHAPE, ...ROUTING, ...MORE_ROUTING, ...EXPERT, ...DATA, ...TRAINING, ...ADVANCED]
      .filter(applies)
      .map(({ path }) => path),
  ]);

  return (
    <div className="stack">
      {rest.length > 0 && (
        <Notice tone="error" title="The spec is refused">
          <ul>
            {rest.map((one) => (
              <li key={one.pointer + one.detail}>
                <code>{one.pointer || "/"}</code> {worded(one, kinds.length)} {remedy(one.detail)}
              </li>
            ))}
          </ul>
        </Notice>
      )}
      <div className="form-grid wide">
        <Field
          label="Name"
          error={error(["name"])}
          help={
            kinds.length > 1 ? "The kind is added to the name of each experiment, such as -mod." : undefined
          }
        >
          {(props) => (
            <input
              {...props}
              maxLength={200}
              value={String(fieldIn(spec, ["name"]) ?? "")}
              onChange={(event) => onDraft(withPath(draft, ["name"], event.target.value))}
            />
          )}
        </Field>
        <CorpusField
          value={fieldIn(spec, ["data", "corpus"])}
          error={error(["data", "corpus"])}
          remedy={remedy(error(["data", "corpus"]))}
          onChange={(name) => onDraft(withPath(draft, ["data", "corpus"], name))}
        />
      </div>
      <KindPicker
        kind={kindOf(draft)}
        beside={draft.beside}
        onKind={(kind) => onDraft(withKind(draft, kind))}
        onBeside={(beside) => onDraft({ ...draft, beside })}
      />
      <fieldset className="group">
        <legend>Shape</legend>
        <div className="form-grid">{fields(SHAPE)}</div>
      </fieldset>
      {routing.length > 0 && (
        <fieldset className="group">
          <legend>Routing: {which(ROUTING)}</legend>
          <div className="form-grid">{routing}</div>
          <More title="Gate, placement, schedule" needed={needed(MORE_ROUTING)}>
            {fields(MORE_ROUTING)}
          </More>
        </fieldset>
      )}
      {experts.length > 0 && (
        <fieldset className="group">
          <legend>Experts: {which(EXPERT)}</legend>
          <div className="form-grid">{experts}</div>
        </fieldset>
      )}
      <StartFields draft={draft} onDraft={onDraft} error={error(START)} />
      <fieldset className="group">
        <legend>Data and training</legend>
        <div className="form-grid">
          <BudgetField
            value={fieldIn(spec, ["training", "budget"])}
            error={error(["training", "budget"])}
            onChange={(budget) => onDraft(withPath(draft, ["training", "budget"], budget))}
          />
          {fields(DATA)}
          {fields(TRAINING)}
        </div>
        <More title="Device, optimiser, evaluation, seed" needed={ADVANCED.some(({ path }) => error(path))}>
          {fields(ADVANCED)}
        </More>
      </fieldset>
    </div>
  );
}
