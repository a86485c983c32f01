// Finds ports that nginx is to listen on and another program holds, so that nginx can't start or can't take a new site.
import { accepts } from '../../join/addresses.ts';
import { evidenceOf, firstOf, isWithin, lastOf, messagesOf, newestFirst } from '../../join/messages.ts';
import { isSwitchedOff } from '../../join/nginx-duty.ts';
import type { ListenerFact } from '../../facts/process-facts.ts';
import type { NginxServer } from '../../facts/nginx-facts.ts';
import type { Rule } from '../../model.ts';

export const rule: Rule<'nginx.config' | 'nginx.process' | 'sockets.listening'> = {
  id: 'nginx-port-held-by-another',
  role: 'cause',
  title: 'Another program holds a port that nginx needs',
  needs: ['nginx.config', 'nginx.process', 'sockets.listening'],
  judge: (facts) => {
    const { servers } = facts.get('nginx.config');
    const nginx = facts.get('nginx.process');
    if (isSwitchedOff(facts) || nginx.container !== null) return [];
    const processes = facts.find('processes') ?? [];
    const own = new Set([`${nginx.masterPid}@${nginx.masterStart}`, ...nginx.workerKeys]);
    const listeners = facts
      .get('sockets.listening')
      .filter((one) => one.kind === 'tcp' && one.holders.length > 0 && !one.holders.some((holder) => own.has(holder)));
    const ports = [...new Set(servers.flatMap(({ listens }) => listens.map(({ port }) => port)))].filter(
      (port) => port !== 0,
    );
    return ports.flatMap((port) => {
      const holder = listeners.find((one) => one.port === port && isInTheWay(one, servers));
      // Where nginx itself listens on the port too, the two have different addresses and are in nobody's way.
      const isShared = facts
        .get('sockets.listening')
        .some((one) => one.port === port && one.holders.some((key) => own.has(key)));
      const messages = newestFirst(
        messagesOf(
          facts,
          ['nginx-bind-refused'],
          ({ data }) => data['port'] === String(port) && data['errno'] === '98',
        ),
      );
      if (!holder || isShared) return [];
      const isTold = nginx.isRunning ? isWithin(lastOf(messages), facts.takenAt, 24 * 3_600_000) : true;
      if (!isTold) return [];
      const process = processes.find((one) => holder.holders.includes(`${one.pid}@${one.start}`));
      const name = process
        ? `${process.comm} (pid ${process.pid}${process.unit ? `, ${process.unit}` : ''}, user ${process.user})`
        : 'another program';
      const place = servers.flatMap(({ listens }) => listens).find((one) => one.port === port)?.place;
      return [
        {
          rule: 'nginx-port-held-by-another',
          role: 'cause',
          about: [
            `port:${port}`,
            'unit:nginx.service',
            ...(process ? ([`process:${process.pid}@${process.start}`] as const) : []),
          ],
          says: `Port ${port}, which nginx is to listen on, is held by ${name}.`,
          began: firstOf(messages),
          holdsNow: true,
          strength: 'proof',
          evidence: [
            {
              source: 'listening sockets',
              text: `${holder.host}:${port} is held by ${name}${process ? `: ${process.argv.slice(0, 3).join(' ')}` : ''}`,
            },
            ...(place
              ? [{ source: 'nginx configuration', text: `listen ${port}`, file: place.file, line: place.line }]
              : []),
            ...messages.slice(0, 2).map(evidenceOf),
          ],
          against: [],
          data: {
            port,
            pid: process?.pid ?? null,
            start: process?.start ?? null,
            name: process?.comm ?? null,
            unit: process?.unit ?? null,
          },
          remedy: {
            says: `Decide who is to have port ${port}. If it is nginx, stop the other for good, then start nginx.`,
            commands: [
              process?.unit ? `systemctl disable --now ${process.unit}` : `kill ${process?.pid ?? 'PID'}`,
              'systemctl start nginx',
            ],
            fix: 'free-port-for-nginx',
          },
        },
      ];
    });
  },
};

const isInTheWay = ({ host, port }: ListenerFact, servers: NginxServer[]): boolean =>
  servers.some(({ listens }) =>
    listens.some((one) => {
      if (one.port !== port) return false;
      const wanted = one.address.replace(/^\[|\]$/g, '');
      const isAny = wanted === '*' || wanted === '::';
      return isAny || accepts(host ?? '*', wanted);
    }),
  );
