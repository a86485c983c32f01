// The text of allswell.service. Each option that isn't systemd's default says why it is there.
import type { UnitFacts } from './model.ts';
import { quoteForCommand, quoteForUnit } from './quote-for-unit.ts';

/** Begins every file that we write, so that none of somebody else's is ever taken away. */
export const WRITTEN_BY = '# Written by `allswell install`';

export function serviceUnit({ node, keeper, home, addresses }: UnitFacts): string {
  const hasSocket = addresses.length > 0;
  return `${WRITTEN_BY}, which writes it anew. Own changes: systemctl edit allswell.service
[Unit]
Description=Allswell, keeper of this machine's Node applications
After=network.target${hasSocket ? ' allswell.socket' : ''}
${hasSocket ? '# Wanted, not required: one port in other hands must not keep all applications down.\nWants=allswell.socket\n' : ''}\
# Whatever keeps it from starting, it is tried again: applications are waiting.
StartLimitIntervalSec=0

[Service]
Type=notify
# The word that it is ready comes from the daemon, a child of the keeper.
NotifyAccess=all
Environment=ALLSWELL_SYSTEMD=1
${home === null ? '' : `Environment=${quoteForUnit(`ALLSWELL_HOME=${home}`)}\n`}\
# Both paths lie in the installed package, which an upgrade by npm replaces where it is.
ExecStart=${quoteForCommand(node)} ${quoteForCommand(keeper)}
Restart=always
RestartSec=1s
# A dead keeper takes no worker along: they serve on, and the next keeper takes them over one by one.
KillMode=process
Delegate=yes
OOMPolicy=continue
# Each worker has its own time to finish (drain:, stop:). This ends only a keeper that hangs.
TimeoutStopSec=20min

[Install]
WantedBy=multi-user.target
`;
}
