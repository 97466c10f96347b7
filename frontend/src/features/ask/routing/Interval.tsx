/** A point with its interval, upright, in pixels. */
export function Interval({
  x,
  y,
  low,
  high,
  color,
  title,
}: {
  x: number;
  y: number;
  low?: number;
  high?: number;
  color: string;
  title: string;
}) {
  return (
    <g stroke={color} fill={color}>
      {low !== undefined && high !== undefined && (
        <path d={`M${x} ${low}V${high}M${x - 4} ${low}h8M${x - 4} ${high}h8`} fill="none" strokeWidth="1.5" />
      )}
      <circle cx={x} cy={y} r="4.5">
        <title>{title}</title>
      </circle>
    </g>
  );
}
