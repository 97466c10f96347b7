import { AccountForm } from "~/features/session/AccountForm";
import { Entrance } from "~/features/session/Entrance";
import { useEnter } from "~/features/session/useEnter";
import { acceptInvitation } from "~/shared/api/session";

export function JoinPage({ token }: { token: string }) {
  const enter = useEnter(acceptInvitation, "/");
  return (
    <Entrance title="Join Isobath">
      <p>You were invited. Choose how you sign in.</p>
      <AccountForm
        action="Join"
        pending={enter.isPending}
        error={enter.error}
        onSubmit={(account) => enter.mutate({ ...account, token })}
      />
    </Entrance>
  );
}
