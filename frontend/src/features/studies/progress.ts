import type { StudyProgress } from "~/shared/api/types";
import { counted } from "~/shared/format/counted";

const PARTS = [
  ["running", "running"],
  ["queued", "queued"],
  ["paused", "paused"],
  ["finished", "finished"],
  ["failed", "failed"],
  ["cancelled", "cancelled"],
  ["waiting", "not launched"],
] as const;

/** The states of the experiments of a study in words: "3 running, 9 queued". */
export function progressWords(progress: StudyProgress): string {
  const parts = PARTS.filter(([field]) => progress[field] > 0).map(
    ([field, words]) => `${progress[field]} ${words}`,
  );
  return parts.length > 0 ? parts.join(", ") : counted(0, "experiment");
}

/** Whether any of the experiments may still change by itself. */
export const isGoing = (progress: StudyProgress): boolean => progress.running + progress.queued > 0;

/** Whether every experiment of the study has come to an end. */
export const isDone = (progress: StudyProgress): boolean =>
  progress.finished > 0 && !isGoing(progress) && progress.paused + progress.waiting === 0;
