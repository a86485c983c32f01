// Finds programs that have as many files and sockets open as they may, or said so. It shows first in DNS, spawn and accept.
import { keeperOf, keptOf, keyOf } from '../../join/kept.ts';
import { evidenceOf, firstOf, isWithin, messagesOf, MINUTE_MS } from '../../join/messages.ts';
import { keptFor } from '../../join/standing.ts';
import type { EntityKey, Finding, Rule } from '../../model.ts';

const SHARE_FULL = 0.98;
const SHARE_WORTH_TELLING = 0.85;
const RECENT_MS = 15 * MINUTE_MS;

export const rule: Rule<'processes'> = {
  id: 'open-files-exhausted',
  role: 'cause',
  title: 'A program has as many files and sockets open as it may',
  needs: ['processes'],
  judge: (facts) => {
    const kept = keptOf(facts);
    return facts.get('processes').flatMap((process): Finding[] => {
      const { openFiles, openFilesMax } = process;
      if (
        openFiles === null ||
        openFilesMax === null ||
        openFiles < openFilesMax * SHARE_WORTH_TELLING ||
        process.comm.startsWith('nginx')
      )
        return [];
      const keeper = keeperOf(facts, process, kept);
      const about: EntityKey[] = [
        ...(keeper ? [keeper.key] : []),
        ...(process.unit ? [`unit:${process.unit}` as const] : []),
        keyOf(process),
      ];
      const messages = messagesOf(
        facts,
        ['node-files-exhausted'],
        (message) =>
          message.about.some((key) => about.includes(key)) ||
          keptFor(facts, message).some(({ key }) => key === keeper?.key),
      );
      const isFull =
        openFiles >= openFilesMax * SHARE_FULL ||
        messages.some(({ lastAt }) => isWithin(lastAt, facts.takenAt, RECENT_MS));
      const name = keeper?.name ?? process.unit ?? process.comm;
      const sockets = (facts.find('sockets.connections') ?? []).filter(
        ({ holder }) => holder === `${process.pid}@${process.start}`,
      );
      const most = sockets.toSorted((a, b) => b.count - a.count)[0];
      return [
        {
          rule: 'open-files-exhausted',
          role: isFull ? 'cause' : 'smell',
          about: [...new Set(about)],
          says: `${name} (pid ${process.pid}) has ${openFiles} of ${openFilesMax} files and sockets open${isFull ? ': it can open no other' : ''}${most && most.count > openFiles / 4 ? `; ${most.count} of them are connections ${most.direction === 'in' ? 'to its port' : 'to port'} ${most.port} (${most.state})` : ''}.`,
          began: firstOf(messages),
          holdsNow: true,
          strength: 'proof',
          evidence: [
            { source: `/proc/${process.pid}`, text: `${openFiles} descriptors, limit ${openFilesMax}` },
            ...messages.slice(0, 2).map(evidenceOf),
          ],
          against: [],
          data: { pid: process.pid, openFiles, openFilesMax, unit: process.unit },
          remedy: {
            says: `See what it holds: connections that are never closed are a leak, and a higher limit only makes it later. If it simply serves many, raise LimitNOFILE.`,
            commands: [
              `ls -l /proc/${process.pid}/fd | awk '{print $NF}' | sed 's/[0-9]*$//' | sort | uniq -c | sort -n | tail`,
              ...(process.unit
                ? [
                    `systemctl edit ${process.unit}   # [Service] LimitNOFILE=65536`,
                    `systemctl restart ${process.unit}`,
                  ]
                : []),
            ],
            fix: process.unit ? 'raise-open-files-limit' : null,
          },
        },
      ];
    });
  },
};
