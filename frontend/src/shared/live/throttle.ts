/** Calls at once, then at most once a period, never losing the last call. */
export function throttled(period: number, call: () => void): { run: () => void; stop: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let waiting = false;
  const fire = () => {
    waiting = false;
    call();
    timer = setTimeout(() => {
      timer = undefined;
      if (waiting) fire();
    }, period);
  };
  return {
    run: () => {
      if (timer === undefined) fire();
      else waiting = true;
    },
    stop: () => clearTimeout(timer),
  };
}
