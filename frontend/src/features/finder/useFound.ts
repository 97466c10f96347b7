import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { PLACES } from "~/features/finder/places";
import { experimentsQuery } from "~/shared/api/experiments";
import { studiesQuery } from "~/shared/api/studies";
import { KIND_WORDS } from "~/shared/format/words";

/** Something that was found: where it is, its name, and what it is. */
export type Found = { path: string; name: string; what: string };

const MOST_EXPERIMENTS = 8;
const MOST_STUDIES = 5;
/** The server is asked when nobody has typed for so long. */
const TYPING_MILLISECONDS = 150;

const contains = (name: string, words: string) => name.toLowerCase().includes(words.toLowerCase());

function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), TYPING_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

/** Pages, studies and experiments with some words in their names. Without words these are the pages and the newest experiments. */
export function useFound(text: string) {
  const words = text.trim();
  const asked = useSettled(words);
  const experiments = useInfiniteQuery({
    ...experimentsQuery({ q: asked || undefined, sort: "-createdAt" }),
    placeholderData: (previous) => previous,
  });
  const studies = useQuery(studiesQuery());
  // The answer to earlier words is shown until that to these words is there, as far as it has them.
  const old = words !== asked || experiments.isPlaceholderData;
  const found: Found[] = [
    ...PLACES.filter((place) => contains(place.words, words)).map(({ path, words: name }) => ({
      path,
      name,
      what: "page",
    })),
    ...(studies.data ?? [])
      .filter(({ name }) => words !== "" && contains(name, words))
      .slice(0, MOST_STUDIES)
      .map(({ id, name }) => ({ path: `/studies/${id}`, name, what: "study" })),
    ...(experiments.data?.pages[0]?.experiments ?? [])
      .filter(({ name }) => !old || contains(name, words))
      .slice(0, MOST_EXPERIMENTS)
      .map(({ id, name, kind }) => ({ path: `/experiments/${id}`, name, what: KIND_WORDS[kind] })),
  ];
  return {
    found,
    searching: old || experiments.isFetching,
    error: experiments.error ?? studies.error,
  };
}
