// Finds projects of aaPanel whose port in the panel, which its nginx file passes to, is not the one that the application listens on.
import { familyOf, keptOf } from '../../join/kept.ts';
import { makeFinding } from '../../join/make-finding.ts';
import type { Finding, Rule } from '../../model.ts';

const ID = 'aapanel-project-port-differs';

export const rule: Rule<'aapanel.projects' | 'processes' | 'sockets.listening'> = {
  id: ID,
  role: 'cause',
  title: 'The port of a panel project is not the one that its application listens on',
  needs: ['aapanel.projects', 'processes', 'sockets.listening'],
  judge: (facts) => {
    const kept = keptOf(facts);
    return facts.get('aapanel.projects').flatMap((project): Finding[] => {
      const keeper = kept.find(({ key }) => key === `panel:${project.name}`);
      if (!keeper || !project.isAlive || project.port === null) return [];
      const family = familyOf(facts, keeper).map(({ pid, start }) => `${pid}@${start}`);
      const ports = facts
        .get('sockets.listening')
        .flatMap(({ kind, port, holders }) =>
          kind === 'tcp' && port !== null && holders.some((one) => family.includes(one)) ? [port] : [],
        );
      if (ports.length === 0 || ports.includes(project.port)) return [];
      const [port] = ports;
      return [
        makeFinding(ID, 'cause', {
          about: [keeper.key, `port:${project.port}`, ...ports.map((one) => `port:${one}` as const)],
          says: `The panel has port ${project.port} for ${project.name}, and its application listens on ${[...new Set(ports)].join(', ')}${project.vhostPorts.includes(project.port) ? `: the panel's nginx file passes to ${project.port}` : ''}.`,
          evidence: [
            { source: "the panel's database", text: `${project.name}: port ${project.port}` },
            { source: 'listening sockets', text: `its processes hold ${[...new Set(ports)].join(', ')}` },
            ...(project.vhost
              ? [
                  {
                    source: 'nginx file',
                    text: `passes to ${project.vhostPorts.join(', ') || 'nothing'}`,
                    file: project.vhost,
                  },
                ]
              : []),
          ],
          data: { project: project.name, wanted: project.port, found: port ?? null },
          remedy: {
            says: `Set the project's port to ${port} in the panel (Website, Node project, Settings): it writes its nginx file anew. An edit of that file by hand is lost at the panel's next change.`,
          },
        }),
      ];
    });
  },
};
