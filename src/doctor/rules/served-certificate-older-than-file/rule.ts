// Finds certificates that were renewed on disk and not loaded: nginx serves the one it read when it started.
import type { Rule } from '../../model.ts';

export const rule: Rule<'tls.certificates'> = {
  id: 'served-certificate-older-than-file',
  role: 'cause',
  title: 'nginx serves an older certificate than the one on disk',
  needs: ['tls.certificates'],
  judge: (facts) =>
    facts
      .get('tls.certificates')
      .flatMap(({ site, file, servedNotAfter, fileNotAfter, fileModifiedAt, isServedFromFile }) => {
        const isOlder =
          servedNotAfter !== null && fileNotAfter !== null && Date.parse(fileNotAfter) > Date.parse(servedNotAfter);
        if (!isOlder || isServedFromFile === true || file === null) return [];
        const isOver = Date.parse(servedNotAfter) < Date.parse(facts.takenAt);
        const loadedAt = facts.find('nginx.process')?.loadedAt ?? null;
        return [
          {
            rule: 'served-certificate-older-than-file',
            // Until the served one ends, nobody is hurt.
            role: isOver ? 'cause' : 'smell',
            about: [`site:${site}`, `file:${file}`, 'unit:nginx.service'],
            says: `nginx serves ${site} with a certificate that ${isOver ? 'ended' : 'ends'} ${servedNotAfter.slice(0, 10)}; the one on disk is good until ${fileNotAfter.slice(0, 10)} and was never loaded.`,
            began: fileModifiedAt,
            holdsNow: true,
            strength: 'proof',
            evidence: [
              { source: 'TLS handshake', text: `${site} shows a certificate until ${servedNotAfter.slice(0, 10)}` },
              {
                source: 'file',
                text: `holds one until ${fileNotAfter.slice(0, 10)}, written ${fileModifiedAt?.slice(0, 16).replace('T', ' ') ?? 'at an unknown time'}`,
                file,
              },
              ...(loadedAt === null
                ? []
                : [
                    {
                      source: 'processes',
                      text: `nginx was last loaded ${loadedAt.slice(0, 16).replace('T', ' ')} UTC`,
                      at: loadedAt,
                    },
                  ]),
            ],
            against: [],
            data: { site, file, servedNotAfter, fileNotAfter, isOver },
            remedy: {
              says: 'Load it, and have every renewal do so: certbot takes --deploy-hook.',
              commands: [
                'nginx -t && systemctl reload nginx',
                `printf '#!/bin/sh\\nsystemctl reload nginx\\n' > /etc/letsencrypt/renewal-hooks/deploy/reload-nginx && chmod 755 /etc/letsencrypt/renewal-hooks/deploy/reload-nginx`,
              ],
              fix: 'reload-nginx',
            },
          },
        ];
      }),
};
