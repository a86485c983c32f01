// Points nginx at the address where the application really listens.
import { failed, ok } from '../../../std/result.ts';
import { replaceOnLine } from '../edit-nginx.ts';
import type { Fix } from '../model.ts';
import { aroundNginx } from '../steps.ts';

export const pointNginxAtListener: Fix = {
  id: 'point-nginx-at-listener',
  plan: ({ data }, _, machine) => {
    const [file, line, wanted] = [String(data['file']), Number(data['line']), String(data['wanted'])];
    const found = typeof data['path'] === 'string' ? `unix:${data['path']}` : reachable(String(data['found']), wanted);
    const before = machine.readText(file);
    const after = before === null ? null : replaceOnLine(before, line, wanted, found);
    if (before === null || after === null)
      return failed(`${wanted} is not on line ${line} of ${file}: a variable or an include stands between`);
    return ok({
      schema: 1,
      title: `Point ${data['site']} at ${found}, where the application listens`,
      risk: 'disruptive',
      steps: aroundNginx([
        {
          says: `Change line ${line} of ${file}`,
          action: { kind: 'write-file', path: file, before, after, mode: null },
        },
      ]),
      notes: ['If the application should rather listen where nginx looks, change its PORT instead.'],
    });
  },
};

/** A listener on every address is reached on the host that was written before. */
function reachable(found: string, wanted: string): string {
  const port = found.slice(found.lastIndexOf(':') + 1);
  const isEverywhere = /^(?:\*|0\.0\.0\.0|\[?::\]?):\d+$/.test(found);
  return isEverywhere ? wanted.replace(/:\d+$/, `:${port}`) : found;
}
