/** Makes text with learnable patterns. It is the same each time. */
export function text(bytes: number): Buffer {
  const words = ['tide', 'depth', 'chart', 'lead', 'line', 'shoal', 'sound', 'mark', 'north', 'keel'];
  let seed = 1;
  let out = '';
  while (out.length < bytes) {
    seed = (seed * 48271) % 2147483647;
    const word = words[seed % words.length];
    out += `The ${word} was marked beside the ${words[(seed >> 4) % words.length]}, and the ${word} held.\n`;
  }
  return Buffer.from(out);
}
