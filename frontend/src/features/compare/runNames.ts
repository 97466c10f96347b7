import { list } from "~/shared/url/search";

/**
 * The names of runs in an address. A UUID is written as its 16 bytes in base64url, 22 characters. Where there are many, each is written
 * as the last 36 bits of it, 6 characters, one after another behind a tilde; they are looked up among the experiments of the project.
 * 200 runs take 1,200 characters. Among the runs of a comparison the last 30 bits are enough, 5 characters behind an asterisk.
 */

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const WHOLE = /^[\w-]{22}$/;
const CODES = /^(~([\w-]{6})+|\*([\w-]{5})+)$/;
const CODE_LENGTH = 6;

/** The most runs that are named by all of their 16 bytes. */
export const MOST_WHOLE = 40;

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** Returns the short code of an id with its tilde, or the id itself when it is no UUID. */
export function codeOf(id: string): string {
  if (!UUID.test(id)) return id;
  const bits = Number.parseInt(id.replaceAll("-", "").slice(-9), 16);
  let code = "";
  for (let i = CODE_LENGTH - 1; i >= 0; i--) code += LETTERS[Math.floor(bits / 64 ** i) % 64];
  return `~${code}`;
}

export const isUuid = (name: string): boolean => UUID.test(name);

/** Returns the last nine digits of an id or of a code with a tilde, by which the server finds it, or undefined for other names. */
export function endingOf(name: string): string | undefined {
  if (UUID.test(name)) return name.slice(-9).toLowerCase();
  if (!/^~[\w-]{6}$/.test(name)) return undefined;
  const bits = [...name.slice(1)].reduce((sum, letter) => 64 * sum + LETTERS.indexOf(letter), 0);
  return bits.toString(16).padStart(9, "0");
}

/** Returns the code of an id among the runs of one comparison. */
const nearCodeOf = (id: string): string => (UUID.test(id) ? `*${codeOf(id).slice(2)}` : id);

/** Writes the names of some runs of a comparison. They are read by readNames. */
export function writeNear(names: readonly string[]): string | undefined {
  const near = [
    ...new Set(names.map((name) => (name.startsWith("~") ? `*${name.slice(2)}` : nearCodeOf(name)))),
  ];
  const codes = near.filter((name) => name.startsWith("*")).map((name) => name.slice(1));
  const others = near.filter((name) => !name.startsWith("*"));
  return [...(codes.length > 0 ? [`*${codes.join("")}`] : []), ...others].join(",") || undefined;
}

/** Reads the names of an address: whole ids where they are known, and codes with a tilde each. */
export function readNames(text: unknown): string[] {
  const names = list(text).flatMap((part) => {
    if (CODES.test(part)) {
      const kind = part.charAt(0);
      const codes = part.slice(1).match(kind === "~" ? /.{6}/g : /.{5}/g) ?? [];
      return codes.map((code) => kind + code);
    }
    return WHOLE.test(part) ? [uuidOf(part) ?? part] : [part];
  });
  return [...new Set(names)];
}

/** Writes names for an address. More of them than MOST_WHOLE are written as codes. */
export function writeNames(names: readonly string[]): string | undefined {
  const unique = [...new Set(names)];
  const whole = unique.length <= MOST_WHOLE;
  const codes: string[] = [];
  const others: string[] = [];
  for (const name of unique) {
    if (/^~[\w-]{6}$/.test(name)) codes.push(name.slice(1));
    else if (!UUID.test(name)) others.push(name);
    else if (whole) others.push(base64Of(name));
    else codes.push(codeOf(name).slice(1));
  }
  return [...(codes.length > 0 ? [`~${codes.join("")}`] : []), ...others].join(",") || undefined;
}

/** Reads names and writes them as short as they can be. */
export const shortened = (text: unknown): string | undefined => writeNames(readNames(text));

/** Returns the ids that are named, in their own order. */
export const named = (names: readonly string[], ids: readonly string[]): ReadonlySet<string> => {
  const wanted = new Set(names);
  return new Set(ids.filter((id) => wanted.has(id) || wanted.has(codeOf(id)) || wanted.has(nearCodeOf(id))));
};

function base64Of(uuid: string): string {
  const bytes = uuid.replaceAll("-", "").match(/../g) ?? [];
  const text = String.fromCharCode(...bytes.map((byte) => Number.parseInt(byte, 16)));
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

function uuidOf(base64: string): string | undefined {
  try {
    const text = atob(base64.replaceAll("-", "+").replaceAll("_", "/"));
    const hex = [...text].map((letter) => letter.charCodeAt(0).toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  } catch {
    return undefined;
  }
}
