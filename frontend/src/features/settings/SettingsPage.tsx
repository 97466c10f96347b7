import { useSuspenseQuery } from "@tanstack/react-query";
import { AuditLog } from "~/features/settings/AuditLog";
import { People } from "~/features/settings/People";
import { Tokens } from "~/features/settings/Tokens";
import { sessionQuery } from "~/shared/api/session";
import { chooseTheme, THEMES, useChosenTheme } from "~/shared/theme";
import { Segmented } from "~/shared/ui/Segmented";
import { useTitle } from "~/shared/ui/useTitle";

const THEME_WORDS = { system: "Same as the system", light: "Light", dark: "Dark" };

export function SettingsPage() {
  useTitle("Settings");
  const session = useSuspenseQuery(sessionQuery());
  const theme = useChosenTheme();
  return (
    <div className="stack">
      <header className="page-head">
        <h1>Settings</h1>
      </header>
      <section className="card stack" aria-label="Appearance">
        <h2>Appearance</h2>
        <Segmented
          label="Theme"
          options={THEMES.map((one) => [one, THEME_WORDS[one]] as const)}
          value={theme}
          onChange={chooseTheme}
        />
      </section>
      <Tokens />
      {session.data.user?.role.toLowerCase() === "admin" && (
        <>
          <People own={session.data.user.id} />
          <AuditLog />
        </>
      )}
    </div>
  );
}
