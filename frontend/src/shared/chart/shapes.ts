/** Outlines of points around 0, 0, each of about the same area. */
export const SHAPES = [
  "M-4.2 0A4.2 4.2 0 1 0 4.2 0A4.2 4.2 0 1 0 -4.2 0Z",
  "M-3.8 -3.8H3.8V3.8H-3.8Z",
  "M0 -5.2L5 3.8H-5Z",
  "M0 -5.4L5.4 0L0 5.4L-5.4 0Z",
  "M0 5.2L5 -3.8H-5Z",
  "M-1.6 -5H1.6V-1.6H5V1.6H1.6V5H-1.6V1.6H-5V-1.6H-1.6Z",
  "M0 -5.4L5.1 -1.7L3.2 4.4H-3.2L-5.1 -1.7Z",
  "M-4.6 -2.4L-2.4 -4.6L0 -2.2L2.4 -4.6L4.6 -2.4L2.2 0L4.6 2.4L2.4 4.6L0 2.2L-2.4 4.6L-4.6 2.4L-2.2 0Z",
] as const;

export const shapePath = (shape: number): string => SHAPES[shape % SHAPES.length] ?? SHAPES[0];
