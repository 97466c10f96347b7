import { useState } from "react";
import { compact } from "~/shared/format/numbers";

type Props = {
  id: string;
  value: unknown;
  placeholder?: string;
  "aria-describedby"?: string;
  "aria-invalid"?: boolean;
  onChange: (value: number | string | undefined) => void;
};

/** Takes 2e12 as well as 2000000000000; what is no number is passed on, for the server to say so. */
export function NumberInput({ value, onChange, ...props }: Props) {
  const [typed, setTyped] = useState<string>();
  return (
    <input
      {...props}
      inputMode="decimal"
      autoComplete="off"
      className="num-input"
      value={typed ?? shown(value)}
      onChange={(event) => {
        setTyped(event.target.value);
        onChange(readNumber(event.target.value));
      }}
      onBlur={() => setTyped(undefined)}
    />
  );
}

export function readNumber(text: string): number | string | undefined {
  const trimmed = text.trim();
  if (trimmed === "") return undefined;
  const number = Number(trimmed);
  return Number.isNaN(number) ? trimmed : number;
}

function shown(value: unknown): string {
  if (value === undefined || value === null) return "";
  if (typeof value !== "number") return String(value);
  const short = compact(value);
  // Rounding for looks must not change what is sent.
  return Number(short) === value ? short : String(value);
}
