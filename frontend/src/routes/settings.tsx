import { createRoute } from "@tanstack/react-router";
import { SettingsPage } from "~/features/settings/SettingsPage";
import { memberRoute } from "~/routes/root";

export const settingsRoute = createRoute({
  getParentRoute: () => memberRoute,
  path: "/settings",
  component: SettingsPage,
});
