// Tells systemd how the unit is. Node can't send unix datagrams, so systemd's own small program does.
import { spawn } from 'node:child_process';

export function notifySystemd(state: string): void {
  if (!process.env['NOTIFY_SOCKET']) return;
  spawn('systemd-notify', [state], { stdio: 'ignore' }).on('error', () => {});
}
