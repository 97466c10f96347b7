import type { QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext, createRoute, Outlet, redirect } from "@tanstack/react-router";
import { ErrorPage, NotFoundPage } from "~/routes/ErrorPage";
import { Shell } from "~/routes/Shell";
import { sessionQuery } from "~/shared/api/session";

export const rootRoute = createRootRouteWithContext<{ client: QueryClient }>()({
  component: Outlet,
  errorComponent: ErrorPage,
  notFoundComponent: NotFoundPage,
});

/** The route of all pages for signed-in people. Others are redirected to sign in and then return. */
export const memberRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: "member",
  beforeLoad: async ({ context, location }) => {
    const session = await context.client.ensureQueryData(sessionQuery());
    if (session.user) return;
    if (session.setupRequired) throw redirect({ to: "/setup" });
    throw redirect({
      to: "/sign-in",
      search: { redirect: location.href === "/" ? undefined : location.href },
    });
  },
  component: Shell,
  errorComponent: ErrorPage,
});
