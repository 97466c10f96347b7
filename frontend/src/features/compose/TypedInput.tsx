import { useState } from "react";
import { NUMBER, type Typed } from "~/features/compose/typed";

type Props = {
  id: string;
  value: unknown;
  typed?: Typed;
  placeholder?: string;
  "aria-describedby"?: string;
  "aria-invalid"?: boolean;
  onChange: (value: unknown) => void;
};

/** An input that keeps the text as it was typed until the field loses the focus. */
export function TypedInput({ value, typed = NUMBER, onChange, ...props }: Props) {
  const [text, setText] = useState<string>();
  return (
    <input
      {...props}
      inputMode={typed === NUMBER ? "decimal" : "text"}
      autoComplete="off"
      className="num-input"
      value={text ?? typed.shown(value)}
      onChange={(event) => {
        setText(event.target.value);
        onChange(typed.read(event.target.value));
      }}
      onBlur={() => setText(undefined)}
    />
  );
}
