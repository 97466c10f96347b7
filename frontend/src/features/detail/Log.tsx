import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { logsQuery } from "~/shared/api/experiments";
import { Failure, Skeleton } from "~/shared/ui/Notice";
import { ScrollBox } from "~/shared/ui/ScrollBox";

/** The end of the worker's log. It follows the log while the experiment runs. */
export function Log({ id, running }: { id: string; running: boolean }) {
  const query = useQuery({ ...logsQuery(id), refetchInterval: running ? 3000 : false });
  const box = useRef<HTMLElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: new text scrolls down
  useEffect(() => {
    if (box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [query.data]);
  if (query.isPending) return <Skeleton rows={5} />;
  if (query.error) return <Failure error={query.error} retry={() => void query.refetch()} />;
  if (!query.data) return <p className="muted">Nothing is logged yet.</p>;
  return (
    <ScrollBox as="pre" label="Log" className="code log" ref={box} role="log">
      {query.data}
    </ScrollBox>
  );
}
