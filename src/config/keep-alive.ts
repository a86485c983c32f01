// Decides which keep-alive timeout an app's source sets in plain sight.

/** Milliseconds of `keepAliveTimeout = 5000`, `: 65_000` or `= 65 * 1000`; null when none is to be seen. */
export function keepAliveMsIn(source: string): number | null {
  const found = /\bkeepAliveTimeout\b['"]?\s*[=:]\s*([\d_]+(?:\s*\*\s*[\d_]+)*)/.exec(source);
  if (found?.[1] === undefined) return null;
  return found[1].split('*').reduce((product, factor) => product * Number(factor.replaceAll('_', '').trim()), 1);
}
