// Shows on a terminal how far the looking is: one line that is written over and goes away.
const LATER_MS = 300;
const CLEAR_LINE = '\r\u001b[K';

export interface Progress {
  ended: (name: string) => void;
  clear: () => void;
}

export function showProgress(isShown: boolean): Progress {
  let last = 'this machine';
  let count = 0;
  let isDrawn = false;
  const draw = (): void => {
    if (!isShown) return;
    isDrawn = true;
    process.stderr.write(`${CLEAR_LINE}Looking around … ${count > 0 ? `${count} sources, last ${last}` : ''}`);
  };
  // Most looks are over before a person could read a word.
  const timer = setTimeout(draw, LATER_MS);
  return {
    ended: (name) => {
      last = name;
      count += 1;
      if (isDrawn) draw();
    },
    clear: () => {
      clearTimeout(timer);
      if (isDrawn) process.stderr.write(CLEAR_LINE);
    },
  };
}
