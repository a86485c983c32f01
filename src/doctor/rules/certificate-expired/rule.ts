// Finds sites whose certificate has ended, on disk as well as in what is served: nothing renewed it.
import type { Rule } from '../../model.ts';

export const rule: Rule<'tls.certificates'> = {
  id: 'certificate-expired',
  role: 'cause',
  title: 'The certificate has expired',
  needs: ['tls.certificates'],
  judge: (facts) =>
    facts.get('tls.certificates').flatMap(({ site, file, servedNotAfter, fileNotAfter, names }) => {
      const now = Date.parse(facts.takenAt);
      const ends = servedNotAfter ?? fileNotAfter;
      const isOver = ends !== null && Date.parse(ends) < now;
      // A newer one on disk that is not served is another matter.
      const isRenewed = fileNotAfter !== null && Date.parse(fileNotAfter) > now;
      if (!isOver || isRenewed) return [];
      const days = Math.floor((now - Date.parse(ends)) / 86_400_000);
      const isLetsEncrypt = file?.includes('/letsencrypt/') ?? false;
      return [
        {
          rule: 'certificate-expired',
          role: 'cause',
          about: [`site:${site}`, ...(file === null ? [] : ([`file:${file}`] as const))],
          says: `The certificate of ${site} ended ${days === 0 ? 'today' : days === 1 ? 'yesterday' : `${days} days ago`} (${ends.slice(0, 16).replace('T', ' ')} UTC), and no newer one is on disk.`,
          began: ends,
          holdsNow: true,
          strength: 'proof',
          evidence: [
            ...(servedNotAfter === null
              ? []
              : [
                  {
                    source: 'TLS handshake',
                    text: `${site} shows a certificate for ${names.slice(0, 3).join(', ') || 'no name'} that ended ${servedNotAfter.slice(0, 10)}`,
                  },
                ]),
            ...(file === null || fileNotAfter === null
              ? []
              : [{ source: 'file', text: `holds one that ended ${fileNotAfter.slice(0, 10)}`, file }]),
          ],
          against: [],
          data: { site, file, notAfter: ends, days },
          remedy: {
            says: 'Renew it, and see why the timer that should have done it did not.',
            commands: isLetsEncrypt
              ? [
                  'certbot renew --dry-run',
                  'certbot renew && systemctl reload nginx',
                  'systemctl list-timers certbot.timer',
                ]
              : ['nginx -t && systemctl reload nginx'],
            fix: null,
          },
        },
      ];
    }),
};
