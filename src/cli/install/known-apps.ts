// Finds out what listens where: from the daemon, which is started if need be, so that learned addresses are known too.
import type { Answer, Status } from '../../../protocol/control.ts';
import { readSource } from '../../config/read-source.ts';
import { callDaemon } from '../../control/call-daemon.ts';
import type { Failure } from '../../failure/failure.ts';
import type { Home } from '../../host/linux/home.ts';
import { startKeeper } from '../../host/linux/start-keeper.ts';
import { failed, ok, type Result } from '../../std/result.ts';
import { socketKey } from '../../supervise/model.ts';
import { readCaller } from '../caller.ts';
import { findSource } from '../commands/up.ts';
import { readStatus } from '../read-status.ts';
import { takeDown } from '../take-down.ts';

export interface KnownApps {
  /** `address:port` of every listener, as the apps ask for it. */
  listen: string[];
  /** Null when no Allswell runs for this home. */
  keeper: Status['keeper'] | null;
  /** What could not be found out, in sentences. */
  unknown: string[];
}

type Hear = (answer: Exclude<Answer, { kind: 'reply' }>) => void;

/** Brings `what` up first, when it is given: an app that does not start is nothing to install. */
export async function knownApps(home: Home, what: string | undefined, hear: Hear): Promise<Result<KnownApps, Failure>> {
  const source = what === undefined ? null : findSource(what);
  if (source && !source.ok) return source;
  const wasDown = !(await readStatus(home)).ok;
  if (wasDown) {
    const started = await startKeeper(home);
    if (!started.ok) return started;
  }
  if (source) {
    const request = { kind: 'apply' as const, source: source.value, caller: readCaller(), isPlan: false };
    const applied = await callDaemon(home, request, hear).reply;
    if (!applied.ok) return giveUp(home, wasDown, applied.failure);
  }
  const status = await readStatus(home);
  if (!status.ok) return status;
  if (status.value.apps.length === 0) return giveUp(home, wasDown, { code: 'nothing-to-install' });
  return ok({ listen: listenersOf(status.value), keeper: status.value.keeper, unknown: [] });
}

/** The same without starting anything: what would be found, as far as it can be told beforehand. */
export async function guessApps(home: Home, what: string | undefined): Promise<Result<KnownApps, Failure>> {
  const source = what === undefined ? null : findSource(what);
  if (source && !source.ok) return source;
  const config = source ? readSource(source.value) : null;
  if (config && !config.ok) return config;
  const status = await readStatus(home);
  const isKnown = status.ok && status.value.apps.some((app) => app.name === config?.value.name);
  const pools = isKnown ? [] : (config?.value.pools ?? []).filter((pool) => pool.kind === 'web');
  const said = pools.flatMap(({ listen }) =>
    listen?.host ? [socketKey({ host: listen.host, port: listen.port })] : [],
  );
  const unknown = pools.flatMap((pool) =>
    pool.listen?.host ? [] : [`the address of ${config?.value.name}.${pool.name} is learned when it first starts`],
  );
  if (!status.ok && !config) return failed({ code: 'nothing-to-install' });
  return ok({
    listen: [...(status.ok ? listenersOf(status.value) : []), ...said],
    keeper: status.ok ? status.value.keeper : null,
    unknown,
  });
}

const listenersOf = ({ apps }: Status): string[] => apps.flatMap((app) => app.pools.flatMap((pool) => pool.listen));

/** What was started only to be asked is taken down again. */
async function giveUp(home: Home, wasDown: boolean, failure: Failure): Promise<Result<never, Failure>> {
  if (wasDown) await takeDown(home, false);
  return failed(failure);
}
