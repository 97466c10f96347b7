import { stringify } from "yaml";
import type { ShownExperiment } from "~/shared/api/types";
import { CopyButton } from "~/shared/ui/CopyButton";
import { ScrollBox } from "~/shared/ui/ScrollBox";
import { download, fileName } from "~/shared/url/download";

/** Shows the canonical spec, with which the same training can be queued again. */
export function SpecText({ experiment }: { experiment: ShownExperiment }) {
  const yaml = stringify(experiment.spec);
  return (
    <div className="stack">
      <div className="row">
        <CopyButton text={yaml} label="Copy YAML" />
        <CopyButton text={JSON.stringify(experiment.spec, null, 2)} label="Copy JSON" />
        <button
          type="button"
          className="button"
          onClick={() => download(`${fileName(experiment.name)}.yaml`, yaml, "application/yaml")}
        >
          Download
        </button>
      </div>
      <ScrollBox as="pre" label="Spec" className="code">
        {yaml}
      </ScrollBox>
    </div>
  );
}
