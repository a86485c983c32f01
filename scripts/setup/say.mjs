// Plain short lines about what takes long, on stderr so that the output of what is run stays clean.

/** @param {string} line */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

/**
 * Shows what is being done while it is, and the seconds it took.
 * @template T
 * @param {string} doing
 * @param {() => Promise<T>} work
 */
export async function timed(doing, work) {
  const startedMs = Date.now();
  const seconds = () => `${Math.max(1, Math.round((Date.now() - startedMs) / 1000))} s`;
  process.stderr.write(`${doing} … `);
  try {
    const result = await work();
    say(seconds());
    return result;
  } catch (error) {
    say(`failed after ${seconds()}`);
    throw error;
  }
}
