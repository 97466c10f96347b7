import { act, render } from "@testing-library/react";
import { Profiler } from "react";
import { describe, expect, it } from "vitest";
import { CursorValue } from "~/shared/chart/CursorValue";
import { moveCursor } from "~/shared/chart/cursors";

describe("the value of a line beside a chart", () => {
  const trace = { id: "a", label: "a", style: 0, x: [1, 2, 3], y: [5, 4, 3.5], last: 3.25 };

  it("follows the cursor without React drawing anything again", () => {
    let drawn = 0;
    const { container } = render(
      <Profiler id="legend" onRender={() => drawn++}>
        <CursorValue syncKey="test" trace={trace} />
      </Profiler>,
    );
    expect(container.textContent).toBe("3.25");
    const before = drawn;
    act(() => moveCursor("test", 2, undefined));
    expect(container.textContent).toBe("4");
    act(() => moveCursor("test", null, undefined));
    expect(container.textContent).toBe("3.25");
    expect(drawn).toBe(before);
  });

  it("shows another line at the place where the cursor is", () => {
    const { container, rerender } = render(<CursorValue syncKey="test" trace={trace} />);
    act(() => moveCursor("test", 1, undefined));
    rerender(<CursorValue syncKey="test" trace={{ ...trace, y: [9, 8, 7] }} />);
    expect(container.textContent).toBe("9");
  });
});
