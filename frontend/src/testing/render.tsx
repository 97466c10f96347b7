import { QueryClientProvider } from "@tanstack/react-query";
import { createMemoryHistory, RouterProvider } from "@tanstack/react-router";
import { render } from "@testing-library/react";
import { makeQueryClient } from "~/queryClient";
import { makeRouter } from "~/router";
import { Toasts } from "~/shared/ui/toast";

/** Renders the whole dashboard at an address, with its real router and pages. */
export function openPage(address: string) {
  const client = makeQueryClient(() => void router.invalidate());
  // Queries are not retried, so that tests do not wait.
  client.setDefaultOptions({ queries: { ...client.getDefaultOptions().queries, retry: false } });
  const router = makeRouter(client);
  router.update({ ...router.options, history: createMemoryHistory({ initialEntries: [address] }) });
  render(
    <QueryClientProvider client={client}>
      <RouterProvider router={router as never} />
      <Toasts />
    </QueryClientProvider>,
  );
  return { router, client };
}
