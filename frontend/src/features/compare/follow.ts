/** How a view follows the one before it: a step that Back undoes, or a part of a movement, such as that of a slider. */
export type Follow = "step" | "move";
