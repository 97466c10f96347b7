import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { GrowDialog } from "~/features/studies/GrowDialog";
import { PlanTable } from "~/features/studies/PlanTable";
import { isGoing } from "~/features/studies/progress";
import { Report, type ReportCurves, type ReportView } from "~/features/studies/Report";
import { ReportDownloads } from "~/features/studies/ReportDownloads";
import { SettingsDialog } from "~/features/studies/SettingsDialog";
import { useReportCurves } from "~/features/studies/useReportCurves";
import { comparedCurvesQuery } from "~/shared/api/experiments";
import {
  actOnStudy,
  archiveUrl,
  changePlan,
  deleteStudy,
  launchStudy,
  type StudyAction,
  studyKeys,
  studyPlanQuery,
  studyQuery,
  studyReportQuery,
} from "~/shared/api/studies";
import type { Study, StudyPlan, StudyPlanRow, StudyReport } from "~/shared/api/types";
import { counted } from "~/shared/format/counted";
import { ShareDialog } from "~/shared/sharing/ShareDialog";
import { Menu } from "~/shared/ui/Menu";
import { Empty, Failure, Skeleton } from "~/shared/ui/Notice";
import { Ago } from "~/shared/ui/Time";
import { toast, toastError } from "~/shared/ui/toast";
import { useTitle } from "~/shared/ui/useTitle";

const POLL = 5_000;
const MOST_COMPARED = 200;

/** A study: its report, and what can be done with it. */
export function StudyPage({ id }: { id: string }) {
  const study = useQuery({
    ...studyQuery(id),
    refetchInterval: ({ state }) => (state.data && isGoing(state.data.progress) ? POLL : false),
  });
  useTitle(study.data?.name ?? "Study");
  if (study.isPending) return <Skeleton />;
  if (study.error && !study.data)
    return <Failure error={study.error} retry={() => void study.refetch()} what="No such study" />;
  return <Known study={study.data} />;
}

function Known({ study }: { study: Study }) {
  const [view, setView] = useState<ReportView>({ axis: "flops", paper: false });
  const plan = useQuery(studyPlanQuery(study.id));
  const { refetch } = plan;
  // The server adds experiments by itself, where a study has seeds for its best sizes.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the number of members is what the plan follows
  useEffect(() => void refetch(), [refetch, study.progress.members]);
  const query = useQuery(studyReportQuery(study.id, view.axis, study.progress));
  const curves = useReportCurves(query.data, comparedCurvesQuery);
  // What is executed is newer in the study, which is asked for more often than its report.
  const report = query.data && { ...query.data, progress: study.progress };
  const shownPlan = (
    <Plan id={study.id} plan={plan.data} error={plan.error} retry={() => void plan.refetch()} />
  );
  return (
    <div className="stack">
      <Head study={study} plan={plan.data} report={report} curves={curves} view={view} />
      {report ? (
        <Report report={report} curves={curves} view={view} onView={setView} plan={shownPlan} linked />
      ) : (
        <>
          {query.error ? (
            <Failure error={query.error} retry={() => void query.refetch()} what="No report" />
          ) : (
            <Skeleton rows={4} label="The report is being made" />
          )}
          <section className="card stack" aria-label="Plan">
            <h2>Plan</h2>
            {shownPlan}
          </section>
        </>
      )}
      <details className="card no-print">
        <summary>What was asked</summary>
        <p>
          Made <Ago at={study.createdAt} />
          {study.createdBy && ` by ${study.createdBy}`}
        </p>
        <pre className="code">{JSON.stringify(study.document, null, 2)}</pre>
        {study.additions.map((addition) => (
          <p key={addition.at}>
            Added <Ago at={addition.at} /> by {addition.by}: <code>{JSON.stringify(addition.entries)}</code>
          </p>
        ))}
      </details>
    </div>
  );
}

type HeadProps = {
  study: Study;
  plan?: StudyPlan;
  report?: StudyReport;
  curves: ReportCurves;
  view: ReportView;
};

function Head({ study, plan, report, curves, view }: HeadProps) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [growing, setGrowing] = useState(false);
  const [running, setRunning] = useState(false);
  const [sharing, setSharing] = useState(false);
  const refresh = () => client.invalidateQueries({ queryKey: studyKeys.list });
  const launch = useMutation({
    mutationFn: () => launchStudy(study.id),
    onSuccess: async () => {
      toast("The study is launched");
      await refresh();
    },
    onError: toastError,
  });
  const act = useMutation({
    mutationFn: (action: StudyAction) => actOnStudy(study.id, action),
    onSuccess: async (result) => {
      toast(
        `${result.action === "cancel" ? "Cancelled" : "Queued again"}: ${counted(result.done, "experiment")}`,
      );
      await refresh();
    },
    onError: toastError,
  });
  const remove = useMutation({
    mutationFn: () => deleteStudy(study.id),
    onSuccess: async () => {
      toast("The study is deleted. Its experiments stay");
      await navigate({ to: "/studies" });
      await refresh();
    },
    onError: toastError,
  });
  const runs = plan?.rows.flatMap((row) => (row.experiment ? [row.experiment] : [])) ?? [];
  const { waiting } = study.progress;
  return (
    <header className="page-head">
      <h1 className="grow">{study.name}</h1>
      {runs.length > 1 && (
        <Link
          to="/compare"
          search={{ ids: runs.slice(0, MOST_COMPARED).join(",") }}
          className="button"
          title={runs.length > MOST_COMPARED ? `The first ${MOST_COMPARED} of ${runs.length}` : undefined}
        >
          Compare
        </Link>
      )}
      <button type="button" className="button" onClick={() => setSharing(true)}>
        Share
      </button>
      {report && (
        <ReportDownloads
          report={report}
          curves={curves}
          view={view}
          archive={archiveUrl(study.id, view.axis)}
        />
      )}
      <button type="button" className="button" onClick={() => setGrowing(true)}>
        Add to it
      </button>
      {waiting > 0 && (
        <button
          type="button"
          className="button primary"
          disabled={launch.isPending}
          onClick={() => launch.mutate()}
        >
          Launch {counted(waiting, "experiment")}
        </button>
      )}
      <Menu label={`More about ${study.name}`} trigger="More">
        {isGoing(study.progress) && (
          <button type="button" onClick={() => act.mutate("cancel")}>
            Cancel all
          </button>
        )}
        {study.progress.failed + study.progress.cancelled > 0 && (
          <button type="button" onClick={() => act.mutate("retry")}>
            Try failed and cancelled again
          </button>
        )}
        <button type="button" onClick={() => setRunning(true)}>
          How it is run…
        </button>
        <button type="button" onClick={() => remove.mutate()}>
          Delete the study
        </button>
      </Menu>
      {sharing && <ShareDialog study={study.id} title={study.name} onClose={() => setSharing(false)} />}
      {running && <SettingsDialog study={study} onClose={() => setRunning(false)} />}
      {growing && <GrowDialog study={study} onClose={() => setGrowing(false)} />}
    </header>
  );
}

function Plan({
  id,
  plan,
  error,
  retry,
}: {
  id: string;
  plan?: StudyPlan;
  error: unknown;
  retry: () => void;
}) {
  const client = useQueryClient();
  /** What was decided and is not yet known to be stored, so that a box shows at once what was clicked. */
  const [decided, setDecided] = useState<ReadonlyMap<string, boolean>>(new Map());
  const change = useMutation({
    mutationFn: ({ row, keep }: { row: StudyPlanRow; keep: boolean }) =>
      changePlan(id, keep ? { keep: [row.key] } : { drop: [row.key] }),
    onSuccess: (next) => {
      client.setQueryData(studyKeys.plan(id), next);
      return client.invalidateQueries({ queryKey: studyKeys.one(id), exact: true });
    },
    onError: toastError,
    onSettled: (_next, _error, { row }) =>
      setDecided((before) => new Map([...before].filter(([key]) => key !== row.key))),
  });
  const keep = (row: StudyPlanRow, keep: boolean) => {
    setDecided((before) => new Map(before).set(row.key, keep));
    change.mutate({ row, keep });
  };
  if (error && !plan) return <Failure error={error} retry={retry} />;
  if (!plan) return <Skeleton />;
  if (plan.rows.length === 0) return <Empty title="The study has no experiments" />;
  return <PlanTable plan={plan} decided={decided} onKeep={keep} />;
}
