/** The address to hand out: by the address the reader uses, since the server may not know its public one. */
export function shareUrl(
  share: { url?: string | null; token?: string | null },
  origin: string,
): string | undefined {
  if (share.token) return `${origin}/s/${share.token}`;
  return share.url ? new URL(share.url, origin).toString() : undefined;
}
