import { createRoute } from "@tanstack/react-router";
import { WorkersPage } from "~/features/workers/WorkersPage";
import { memberRoute } from "~/routes/root";

export const workersRoute = createRoute({
  getParentRoute: () => memberRoute,
  path: "/workers",
  component: WorkersPage,
});
