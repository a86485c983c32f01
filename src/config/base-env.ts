// Decides which of the caller's variables a worker gets: those that tell it where and who it is, and none of its secrets.
const KEPT = ['PATH', 'HOME', 'USER', 'LOGNAME', 'SHELL', 'LANG', 'TZ'];

export function baseEnv(callers: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const kept = Object.entries(callers).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && (KEPT.includes(entry[0]) || entry[0].startsWith('LC_')),
  );
  return { ...Object.fromEntries(kept), NODE_ENV: 'production' };
}
