import { Notice } from "~/shared/ui/Notice";

/** What people have to know about how a result was computed. */
export function RoutingNote({ note }: { note?: string | null }) {
  return note ? <Notice tone="warning">{note}</Notice> : null;
}
