import { useQuery } from "@tanstack/react-query";
import { AccountForm } from "~/features/session/AccountForm";
import { Entrance } from "~/features/session/Entrance";
import { useEnter } from "~/features/session/useEnter";
import { Problem } from "~/shared/api/problem";
import { acceptInvitation, invitationQuery } from "~/shared/api/session";
import { Empty, Failure, Skeleton } from "~/shared/ui/Notice";

/** The page of an invitation or password link: a new account, or a new password for an existing account. */
export function JoinPage({ token }: { token: string }) {
  const link = useQuery(invitationQuery(token));
  const enter = useEnter(acceptInvitation, "/");
  if (link.isPending) {
    return (
      <Entrance title="Join Isobath">
        <Skeleton rows={3} label="Opening the link" />
      </Entrance>
    );
  }
  if (link.error) {
    const refused = link.error instanceof Problem && link.error.status >= 400 && link.error.status < 500;
    return (
      <Entrance title="Join Isobath">
        {refused ? (
          <Empty title="This link is not valid">
            <p>
              It was used already, has expired, or was copied incompletely. Ask an administrator for a new
              one.
            </p>
          </Empty>
        ) : (
          <Failure error={link.error} retry={() => void link.refetch()} />
        )}
      </Entrance>
    );
  }
  const reset = link.data.purpose === "PASSWORD_RESET";
  return (
    <Entrance title={reset ? "New password" : "Join Isobath"}>
      <p>
        {reset
          ? `Choose a new password for ${link.data.email ?? "your account"}.`
          : "You were invited. Choose how you sign in."}
      </p>
      <AccountForm
        action={reset ? "Set password" : "Join"}
        start={{ name: link.data.name ?? "", email: link.data.email ?? "", password: "" }}
        passwordOnly={reset}
        pending={enter.isPending}
        error={enter.error}
        onSubmit={(account) => enter.mutate({ ...account, token })}
      />
    </Entrance>
  );
}
