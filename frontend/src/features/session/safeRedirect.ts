/** The address to open after signing in. It is always in this dashboard, never on another site. */
export function safeRedirect(back: string | undefined): string {
  if (!back?.startsWith("/") || back.startsWith("//") || back.includes("\\")) return "/";
  return back.startsWith("/sign-in") ? "/" : back;
}
