// Suspects a leak: every life of a program ends at its memory limit, after about the same time, long after it has started.
// A limit that is simply too low ends each life within its first seconds, and is not meant here.
import { isSharedLimit, killEvidence, victimsOf } from '../../join/memory-kills.ts';
import { msBetween } from '../../join/messages.ts';
import { sizeText, spanText } from '../../join/sizes.ts';
import type { Finding, Rule } from '../../model.ts';

const LIVES_MIN = 3;
const LIFE_MIN_MS = 45_000;
/** Longest life over shortest, of all but the outermost. */
const SPREAD_MAX = 2.5;

export const rule: Rule<'kernel.oom-kills'> = {
  id: 'memory-grows-without-end',
  role: 'mechanism',
  title: 'A program grows until it is killed, again and again',
  needs: ['kernel.oom-kills'],
  judge: (facts) =>
    victimsOf(facts, (kill) => !kill.bySystemdOomd && kill.constraint === 'memcg' && !isSharedLimit(kill)).flatMap(
      (victim): Finding[] => {
        const { kills, last, about, name, holdsNow, everyMs } = victim;
        const lives = kills
          .slice(1)
          .map(({ at }, index) => msBetween(kills[index]?.at, at) ?? 0)
          .toSorted((a, b) => a - b);
        const inner = lives.length >= 5 ? lives.slice(1, -1) : lives;
        const [shortest, longest] = [inner[0] ?? 0, inner.at(-1) ?? 0];
        const isRegular = lives.length + 1 >= LIVES_MIN && shortest >= LIFE_MIN_MS && longest / shortest <= SPREAD_MAX;
        if (!isRegular || everyMs === null) return [];
        const limit = last.limitBytes === null ? 'its limit' : sizeText(last.limitBytes);
        return [
          {
            rule: 'memory-grows-without-end',
            role: 'mechanism',
            about,
            says: `${name} grows until it reaches ${limit}, each time after about ${spanText(everyMs / 1000)}: it keeps what it should let go.`,
            began: kills[0]?.at ?? last.at,
            holdsNow,
            strength: 'strong',
            evidence: [...kills.slice(0, 2), last].map(killEvidence),
            against: [
              { source: 'what would look the same', text: 'a job that comes regularly and needs more than the limit' },
            ],
            data: {
              unit: victim.unit,
              lives: kills.length,
              everySeconds: Math.round(everyMs / 1000),
              limitBytes: last.limitBytes,
            },
            remedy: {
              says: 'Take two heap snapshots of one life, some minutes apart, and see what there is more of. Until it is mended, restart it in turns before it is killed.',
              commands: [
                'node --heapsnapshot-signal=SIGUSR2 dist/main.js',
                'kill -USR2 PID   # twice, some minutes apart',
              ],
              fix: null,
            },
          },
        ];
      },
    ),
};
