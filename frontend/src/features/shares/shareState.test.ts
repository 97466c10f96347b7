import { expect, it } from "vitest";
import { shareState } from "~/features/shares/shareState";

it("a link is revoked before it is expired, and active otherwise", () => {
  const now = Date.parse("2026-11-23T12:00:00Z");
  const past = "2026-11-23T11:59:59Z";
  const future = "2026-11-23T12:00:01Z";
  expect(shareState({ expiresAt: future, revokedAt: null }, now)).toBe("active");
  expect(shareState({ expiresAt: past, revokedAt: null }, now)).toBe("expired");
  expect(shareState({ expiresAt: past, revokedAt: past }, now)).toBe("revoked");
});
