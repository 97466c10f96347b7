import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Report, type ReportView } from "~/features/studies/Report";
import { ReportDownloads } from "~/features/studies/ReportDownloads";
import { useReportCurves } from "~/features/studies/useReportCurves";
import { sharedArchiveUrl, sharedCurvesQuery, sharedStudyQuery } from "~/shared/api/shares";
import type { Shared } from "~/shared/api/types";

/** The report of a study behind a link. It is read again with the link, and leads to no other page. */
export function SharedStudy({ token, shared }: { token: string; shared: Shared }) {
  const [view, setView] = useState<ReportView>({ axis: "flops", paper: false });
  const other = useQuery({
    ...sharedStudyQuery(token, view.axis),
    enabled: view.axis !== "flops",
    refetchInterval: 30_000,
  });
  const report = (view.axis === "flops" ? undefined : other.data) ?? shared.study ?? undefined;
  const curves = useReportCurves(report, (ids, metrics, x, part) =>
    sharedCurvesQuery(token, metrics, x, part, ids),
  );
  if (!report) return null;
  return (
    <div className="stack">
      <div className="row no-print">
        <p className="grow">
          {shared.title && shared.title !== report.name && <strong>{report.name}. </strong>}
          This is the study as it is now. The page reads it again every 30 seconds.
        </p>
        <ReportDownloads
          report={report}
          curves={curves}
          view={view}
          archive={sharedArchiveUrl(token, view.axis)}
        />
      </div>
      <Report report={report} curves={curves} view={view} onView={setView} />
    </div>
  );
}
