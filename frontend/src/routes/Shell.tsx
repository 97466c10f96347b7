import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { Link, Outlet, useRouter } from "@tanstack/react-router";
import { FinderButton } from "~/features/finder/FinderButton";
import { sessionQuery, signOut } from "~/shared/api/session";
import { restartStreams } from "~/shared/live/streams";
import { Logo } from "~/shared/ui/Logo";
import { toastError } from "~/shared/ui/toast";

const PLACES = [
  ["/", "Experiments"],
  ["/studies", "Studies"],
  ["/corpora", "Corpora"],
  ["/workers", "Workers"],
  ["/shares", "Shares"],
  ["/settings", "Settings"],
] as const;

/** The frame around every page for signed-in people. */
export function Shell() {
  const session = useSuspenseQuery(sessionQuery());
  const client = useQueryClient();
  const router = useRouter();
  const leave = useMutation({
    mutationFn: signOut,
    onSuccess: async () => {
      client.clear();
      restartStreams();
      await router.navigate({ to: "/sign-in" });
    },
    onError: toastError,
  });
  return (
    <>
      <a className="skip-link" href="#content">
        Skip to the content
      </a>
      <header className="topbar">
        <Link to="/" className="brand" aria-label="Isobath, all experiments">
          <Logo />
          <span>Isobath</span>
        </Link>
        <nav aria-label="Main">
          {PLACES.map(([to, words]) => (
            <Link
              key={to}
              to={to}
              activeOptions={{ exact: to === "/", includeSearch: false }}
              className="nav-link"
            >
              {words}
            </Link>
          ))}
        </nav>
        <div className="account">
          <FinderButton />
          <span className="account-name" title={session.data.user?.email}>
            {session.data.user?.name}
          </span>
          <button
            type="button"
            className="button small quiet"
            disabled={leave.isPending}
            onClick={() => leave.mutate()}
          >
            Sign out
          </button>
        </div>
      </header>
      <main className="page" id="content" tabIndex={-1}>
        <Outlet />
      </main>
    </>
  );
}
