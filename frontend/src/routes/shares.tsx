import { createRoute } from "@tanstack/react-router";
import { SharesPage } from "~/features/shares/SharesPage";
import { memberRoute } from "~/routes/root";

export const sharesRoute = createRoute({
  getParentRoute: () => memberRoute,
  path: "/shares",
  component: SharesPage,
});
