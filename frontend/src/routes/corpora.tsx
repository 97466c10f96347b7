import { createRoute } from "@tanstack/react-router";
import { CorporaPage } from "~/features/corpora/CorporaPage";
import { memberRoute } from "~/routes/root";

export const corporaRoute = createRoute({
  getParentRoute: () => memberRoute,
  path: "/corpora",
  component: CorporaPage,
});
