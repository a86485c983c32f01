// The text of allswell.socket: systemd holds the ports, so that connections wait while Allswell itself starts again.
import type { SocketAddress } from '../supervise/model.ts';
import { WRITTEN_BY } from './service-unit.ts';

/** As a Node server asks for, and each worker again when it begins to serve. */
const BACKLOG = 511;

/** What isn't said is as in a Node server: no NoDelay=, for example, which Node sets on each connection itself. */
export function socketUnit(addresses: SocketAddress[]): string {
  return `${WRITTEN_BY}, which writes it anew when an application listens elsewhere.
[Unit]
Description=Ports of the applications that Allswell keeps

[Socket]
${addresses.map(({ host, port }) => `ListenStream=${host.includes(':') ? `[${host}]` : host}:${port}`).join('\n')}
FileDescriptorName=allswell
Backlog=${BACKLOG}
${addresses.some(({ host }) => host === '::') ? 'BindIPv6Only=both\n' : ''}\
${addresses.some(needsNetwork) ? '# Sockets are opened before the network is up.\nFreeBind=yes\n' : ''}\
# However often it has to start Allswell, the ports stay open.
TriggerLimitIntervalSec=0

[Install]
WantedBy=sockets.target
`;
}

/** An address of a network card: at boot it comes later than sockets.target, and binding it would fail. */
const needsNetwork = ({ host }: SocketAddress): boolean => !/^(0\.0\.0\.0|::|::1|127\..*)$/.test(host);
