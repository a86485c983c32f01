// Sets directives in the block of nginx's configuration that a finding points at.
import { failed, ok } from '../../../std/result.ts';
import type { Finding } from '../../model.ts';
import { setInBlock } from '../edit-nginx.ts';
import type { Fix } from '../model.ts';
import { aroundNginx } from '../steps.ts';

const MIB = 1024 * 1024;

const setting = (id: string, title: string, directives: (data: Finding['data']) => Record<string, string>): Fix => ({
  id,
  plan: ({ data }, _, machine) => {
    const [file, line] = [String(data['file']), Number(data['line'])];
    const before = machine.readText(file);
    const wanted = directives(data);
    const after = before === null ? null : setInBlock(before, line, wanted);
    if (before === null || after === null || after === before)
      return failed(`the block at line ${line} of ${file} could not be found`);
    const says = Object.entries(wanted)
      .map(([name, value]) => `${name} ${value}`)
      .join(', ');
    return ok({
      schema: 1,
      title: `${title} (${says})`,
      risk: 'safe',
      steps: aroundNginx([
        {
          says: `Set it in the block at line ${line} of ${file}`,
          action: { kind: 'write-file', path: file, before, after, mode: null },
        },
      ]),
      notes: [],
    });
  },
});

export const raiseNginxBodyLimit = setting(
  'raise-nginx-body-limit',
  'Let nginx take what clients send',
  ({ bytes }) => ({
    client_max_body_size: `${Math.max(2, Math.ceil((Number(bytes) * 1.5) / MIB))}m`,
  }),
);
export const shortenNginxUpstreamKeepalive = setting(
  'shorten-nginx-upstream-keepalive',
  'Let nginx give idle connections up before the application does',
  ({ appMs }) => ({
    keepalive_timeout: `${Math.max(1, Math.floor(Number(appMs) / 1000) - 1)}s`,
  }),
);
export const enlargeNginxHeaderBuffer = setting('enlarge-nginx-header-buffer', 'Give headers more room', ({ kind }) =>
  kind === 'request'
    ? { large_client_header_buffers: '4 32k' }
    : { proxy_buffer_size: '16k', proxy_buffers: '8 16k', proxy_busy_buffers_size: '32k' },
);
export const passWebsocketHeaders = setting('pass-websocket-headers', 'Hand the WebSocket handshake on', () => ({
  proxy_http_version: '1.1',
  'proxy_set_header Upgrade': '$http_upgrade',
  'proxy_set_header Connection': '"upgrade"',
}));
