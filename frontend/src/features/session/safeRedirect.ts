/** Where to go after signing in: a place of this dashboard, never another site. */
export function safeRedirect(back: string | undefined): string {
  if (!back?.startsWith("/") || back.startsWith("//") || back.includes("\\")) return "/";
  return back.startsWith("/sign-in") ? "/" : back;
}
