import type { CreatedShare } from "~/shared/api/types";

/** The address to hand out: by the address the reader uses, since the server may not know its public one. */
export const shareUrl = (share: Pick<CreatedShare, "token">, origin: string): string =>
  `${origin}/s/${share.token}`;
