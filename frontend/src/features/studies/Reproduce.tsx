import type { StudyReport } from "~/shared/api/types";
import { useInFile } from "~/shared/chart/inFile";
import { CopyButton } from "~/shared/ui/CopyButton";
import { ScrollBox } from "~/shared/ui/ScrollBox";
import { download } from "~/shared/url/download";

/** The document of the study and the commands that make it again on another installation. */
export function Reproduce({ reproduction }: { reproduction: StudyReport["reproduction"] }) {
  const inFile = useInFile();
  const { study, command, version } = reproduction;
  return (
    <section className="card stack" aria-label="Reproduce">
      <h2>Reproduce</h2>
      <p>
        With an API token in <code>TOKEN</code>, the address of a server in <code>ISOBATH</code> and the
        document below in <code>study.yaml</code>, these commands make the study again. This report was
        written by version {version} of Isobath.
      </p>
      <ScrollBox as="pre" label="Commands" className="code">
        <code>{command}</code>
      </ScrollBox>
      <h3>study.yaml</h3>
      <ScrollBox as="pre" label="Document of the study" className="code">
        <code>{study}</code>
      </ScrollBox>
      {!inFile && (
        <div className="row no-print">
          <CopyButton text={command} label="Copy the commands" />
          <CopyButton text={study} label="Copy the document" />
          <button
            type="button"
            className="button"
            onClick={() => download("study.yaml", study, "application/yaml")}
          >
            Download study.yaml
          </button>
        </div>
      )}
    </section>
  );
}
