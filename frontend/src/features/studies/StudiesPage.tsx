import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { isGoing, progressWords } from "~/features/studies/progress";
import { studiesQuery } from "~/shared/api/studies";
import { Empty, Failure, Skeleton } from "~/shared/ui/Notice";
import { Progress } from "~/shared/ui/Progress";
import { ScrollBox } from "~/shared/ui/ScrollBox";
import { Ago } from "~/shared/ui/Time";
import { useTitle } from "~/shared/ui/useTitle";

const POLL = 10_000;

export function StudiesPage() {
  useTitle("Studies");
  const query = useQuery({
    ...studiesQuery(),
    refetchInterval: ({ state }) => (state.data?.some((study) => isGoing(study.progress)) ? POLL : false),
  });
  return (
    <div className="stack">
      <header className="page-head">
        <h1 className="grow">Studies</h1>
        <Link to="/studies/new" className="button primary">
          New study
        </Link>
      </header>
      {query.isPending ? (
        <Skeleton rows={3} />
      ) : query.error && !query.data ? (
        <Failure error={query.error} retry={() => void query.refetch()} />
      ) : query.data?.length === 0 ? (
        <Empty title="There is no study yet">
          <p>
            A study is a set of experiments made for one comparison: several sizes at the same FLOPs, several
            seeds, several learning rates. You see what it costs before anything runs.
          </p>
          <Link to="/studies/new" className="button">
            Make a study
          </Link>
        </Empty>
      ) : (
        <ScrollBox label="Table of studies" className="table-scroll">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">Name</th>
                <th scope="col">Design</th>
                <th scope="col">Experiments</th>
                <th scope="col">FLOPs done</th>
                <th scope="col">Made by</th>
                <th scope="col">Made</th>
              </tr>
            </thead>
            <tbody>
              {query.data?.map((study) => (
                <tr key={study.id}>
                  <th scope="row" className="name" title={study.question}>
                    <Link to="/studies/$id" params={{ id: study.id }}>
                      {study.name}
                    </Link>
                  </th>
                  <td>{study.design}</td>
                  <td className="words">{progressWords(study.progress)}</td>
                  <td>
                    <Progress
                      step={study.progress.flopsExecuted}
                      steps={study.progress.flopsPlanned}
                      label={`Progress of ${study.name}`}
                    />
                  </td>
                  <td>{study.createdBy ?? "–"}</td>
                  <td className="nowrap">
                    <Ago at={study.createdAt} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollBox>
      )}
    </div>
  );
}
