import type { Share } from "~/shared/api/types";

export type ShareState = "active" | "expired" | "revoked";

export function shareState(share: Pick<Share, "expiresAt" | "revokedAt">, now: number): ShareState {
  if (share.revokedAt) return "revoked";
  return Date.parse(share.expiresAt) <= now ? "expired" : "active";
}
