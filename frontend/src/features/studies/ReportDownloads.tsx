import type { ReportCurves, ReportView } from "~/features/studies/Report";
import type { StudyReport } from "~/shared/api/types";
import { Menu } from "~/shared/ui/Menu";
import { toastError } from "~/shared/ui/toast";
import { download, fileName } from "~/shared/url/download";

type Props = {
  report: StudyReport;
  curves: ReportCurves;
  view: ReportView;
  /** The address of the report as a ZIP file. */
  archive: string;
};

/** Downloads a report as one HTML file or as a ZIP file, or prints it. */
export function ReportDownloads({ report, curves, view, archive }: Props) {
  const html = () =>
    void import("~/features/studies/reportHtml")
      .then(({ reportHtml }) =>
        download(`${fileName(report.name)}.html`, reportHtml(report, curves, view, new Date()), "text/html"),
      )
      .catch(toastError);
  return (
    <Menu label="Download the report" trigger="Download">
      <button type="button" onClick={html}>
        HTML, one file
      </button>
      <button type="button" onClick={() => window.location.assign(archive)}>
        ZIP, Markdown and CSV
      </button>
      <button type="button" onClick={() => window.print()}>
        Print
      </button>
    </Menu>
  );
}
