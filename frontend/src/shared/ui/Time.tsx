import { useEffect, useState } from "react";
import { UNKNOWN } from "~/shared/format/numbers";
import { ago, local, utc } from "~/shared/format/time";

/** A moment in local time. Hovering shows it in UTC. */
export function Moment({ at }: { at: string | null | undefined }) {
  if (!at) return <>{UNKNOWN}</>;
  return (
    <time dateTime={at} title={utc(at)}>
      {local(at)}
    </time>
  );
}

/** The time since a moment, kept up to date. */
export function Ago({ at }: { at: string | null | undefined }) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 5000);
    return () => clearInterval(timer);
  }, []);
  if (!at) return <>{UNKNOWN}</>;
  return (
    <time dateTime={at} title={`${local(at)} (${utc(at)})`}>
      {ago(at, now)}
    </time>
  );
}
