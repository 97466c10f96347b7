import { createRoute, redirect } from "@tanstack/react-router";
import { JoinPage } from "~/features/session/JoinPage";
import { SetUpPage } from "~/features/session/SetUpPage";
import { SignInPage } from "~/features/session/SignInPage";
import { safeRedirect } from "~/features/session/safeRedirect";
import { rootRoute } from "~/routes/root";
import { sessionQuery } from "~/shared/api/session";
import { text } from "~/shared/url/search";

export const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/sign-in",
  validateSearch: (search): { redirect?: string } => ({ redirect: text(search.redirect) }),
  beforeLoad: async ({ context, search }) => {
    const session = await context.client.ensureQueryData(sessionQuery());
    if (session.user) throw redirect({ href: safeRedirect(search.redirect) });
    if (session.setupRequired) throw redirect({ to: "/setup" });
  },
  component: function SignIn() {
    const { redirect: back } = signInRoute.useSearch();
    return <SignInPage back={safeRedirect(back)} />;
  },
});

export const setUpRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/setup",
  validateSearch: (search): { token?: string } => ({ token: text(search.token) }),
  component: function SetUp() {
    return <SetUpPage token={setUpRoute.useSearch().token} />;
  },
});

export const joinRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/join/$token",
  component: function Join() {
    return <JoinPage token={joinRoute.useParams().token} />;
  },
});
