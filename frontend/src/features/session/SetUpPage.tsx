import { AccountForm } from "~/features/session/AccountForm";
import { Entrance } from "~/features/session/Entrance";
import { useEnter } from "~/features/session/useEnter";
import { setUp } from "~/shared/api/session";
import { Notice } from "~/shared/ui/Notice";

export function SetUpPage({ token }: { token?: string }) {
  const enter = useEnter(setUp, "/");
  return (
    <Entrance title="Set up Isobath">
      {token ? (
        <>
          <p>You are the first here. This account administers the installation.</p>
          <AccountForm
            action="Create administrator"
            pending={enter.isPending}
            error={enter.error}
            onSubmit={(account) => enter.mutate({ ...account, token })}
          />
        </>
      ) : (
        <Notice tone="info" title="Open the set-up link">
          <p>
            The first administrator is created by the link that <code>./isobath up</code> printed when it
            started. It ends in <code>/setup?token=…</code> and works once.
          </p>
        </Notice>
      )}
    </Entrance>
  );
}
