/** Calls at once and then at most once in each period. The last call is never lost. */
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
