import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { makeQueryClient } from "~/queryClient";
import { makeRouter } from "~/router";
import { applyTheme, watchSystemTheme } from "~/shared/theme";
import { keepFocus } from "~/shared/ui/focus";
import { Toasts } from "~/shared/ui/toast";
import "~/styles/tokens.css";
import "~/styles/base.css";
import "~/styles/controls.css";
import "~/styles/layout.css";
import "~/styles/tables.css";
import "~/styles/charts.css";
import "~/styles/pages.css";
import "~/styles/report.css";

applyTheme();
watchSystemTheme();
keepFocus();

const client = makeQueryClient(() => void router.invalidate());
const router = makeRouter(client);

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}

const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={client}>
        <RouterProvider router={router} />
        <Toasts />
      </QueryClientProvider>
    </StrictMode>,
  );
}
