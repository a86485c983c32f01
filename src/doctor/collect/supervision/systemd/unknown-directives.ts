// Asks systemd which lines of the units' files it doesn't know. It checks what lies on disk, loaded or not.
import { cleanText } from '../../mask.ts';
import type { Look } from '../../collector.ts';

const UNITS_MAX = 30;
/** `/etc/systemd/system/shop.service:12: Unknown key 'MemoryLimits' in section [Service], ignoring.`; older: `Unknown key name`, `Unknown lvalue`. */
const UNKNOWN =
  /^((\/[^:]+):\d+: (?:Unknown (?:key|key name|lvalue|section)\b|Failed to parse|Invalid|Missing '='|Assignment outside of section|Neither a valid).*)$/gm;

export async function findUnknownDirectives(
  look: Look,
  units: readonly { files: string[] }[],
): Promise<{ text: string; files: string[] }[]> {
  const files = units.map(({ files: [fragment] }) => fragment).filter((file) => file !== undefined);
  if (files.length === 0) return [];
  const ran = await look.run('systemd-analyze', ['verify', '--man=no', ...files.slice(0, UNITS_MAX)], {
    timeoutMs: 2500,
  });
  return [...`${ran.stderr}\n${ran.stdout}`.matchAll(UNKNOWN)].map(([, text, file]) => ({
    text: cleanText(text ?? ''),
    files: [file ?? ''],
  }));
}
