// Asks systemd which lines of the units' files it doesn't know, and which units it refuses. It checks what lies on disk, loaded or not.
import type { UnitFact } from '../../../facts/supervision-facts.ts';
import type { Look } from '../../collector.ts';
import { cleanText } from '../../mask.ts';

const UNITS_MAX = 30;
/** `/etc/systemd/system/shop.service:12: Unknown key 'MemoryLimits' in section [Service], ignoring.`; older: `Unknown key name`, `Unknown lvalue`. */
const UNKNOWN =
  /^((\/[^:]+):\d+: (?:Unknown (?:key|key name|lvalue|section)\b|Failed to parse|Invalid|Missing '='|Assignment outside of section|Neither a valid).*)$/gm;
/** `shop.service: Service has more than one ExecStart= setting, which is only allowed for Type=oneshot services. Refusing.` */
const REFUSED = /^([\w@.:\\-]+\.service): (?!Command )(.*(?:Refusing|refusing|fatal error).*)$/gm;

export async function findUnknownDirectives(
  look: Look,
  units: readonly UnitFact[],
): Promise<Map<string, Pick<UnitFact, 'unknownDirectives' | 'refusedFor'>>> {
  const files = units.map(({ files: [fragment] }) => fragment).filter((file) => file !== undefined);
  if (files.length === 0) return new Map();
  const ran = await look.run('systemd-analyze', ['verify', '--man=no', ...files.slice(0, UNITS_MAX)], {
    timeoutMs: 2500,
  });
  const output = `${ran.stderr}\n${ran.stdout}`;
  const unknown = [...output.matchAll(UNKNOWN)];
  const refused = [...output.matchAll(REFUSED)];
  return new Map(
    units.map((unit) => [
      unit.name,
      {
        unknownDirectives: unknown
          .filter(([, , file]) => unit.files.includes(file ?? ''))
          .map(([, text]) => cleanText(text ?? '')),
        refusedFor:
          refused.filter(([, name]) => name === unit.name).map(([, , text]) => cleanText(text ?? ''))[0] ?? null,
      },
    ]),
  );
}
