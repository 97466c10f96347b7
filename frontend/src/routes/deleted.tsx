import { createRoute } from "@tanstack/react-router";
import { DeletedPage } from "~/features/experiments/DeletedPage";
import { memberRoute } from "~/routes/root";

export const deletedRoute = createRoute({
  getParentRoute: () => memberRoute,
  path: "/experiments/deleted",
  component: DeletedPage,
});
