import type { CreatedShare } from "~/shared/api/types";

/** The address of a share link. It uses the address in the browser, because the server may not know its public address. */
export const shareUrl = (share: Pick<CreatedShare, "token">, origin: string): string =>
  `${origin}/s/${share.token}`;
