import { useEffect, useState } from "react";
import { duration, local, utc } from "~/shared/format/time";

/** The time until a moment, in days and hours, kept up to date. */
export function TimeLeft({ until }: { until: string }) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 30_000);
    return () => clearInterval(timer);
  }, []);
  const seconds = (Date.parse(until) - now) / 1000;
  return (
    <time dateTime={until} title={`${local(until)} (${utc(until)})`}>
      {seconds > 0 ? duration(seconds) : "is being removed"}
    </time>
  );
}
