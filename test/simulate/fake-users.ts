// The people and their applications: what they roll out, good and bad, and what they ask for meanwhile.
import type { PoolKind } from '../../src/config/model.ts';
import type { PoolPolicy, SocketAddress } from '../../src/supervise/model.ts';
import type { FakeWorld } from './fake-world.ts';
import type { Character, NewEvent } from './model.ts';
import type { Random } from './random.ts';

const POOLS: [name: string, kind: PoolKind][] = [
  ['web', 'web'],
  ['api', 'web'],
  ['jobs', 'queue'],
  ['mail', 'queue'],
  ['cron', 'scheduler'],
];
const FAILURES: Character['fails'][] = [
  'dies-at-boot',
  'never-ready',
  'sick',
  'cannot-spawn',
  'boots-slowly',
  'dies-in-standby',
  'dies-soon',
];

interface Draft {
  policy: PoolPolicy;
  character: Character;
}

export class FakeUsers {
  private readonly world: FakeWorld;
  private readonly random: Random;
  private readonly badness: number;
  private release: Record<string, Draft> = {};
  private generation = 0;

  constructor(world: FakeWorld) {
    this.world = world;
    this.random = world.random;
    this.badness = this.random.pick([0, 0.1, 0.3, 0.6]);
    for (const [index, [name, kind]] of POOLS.entries()) {
      const isThere = name === 'web' || this.random.chance(kind === 'scheduler' ? 0.5 : 0.35);
      if (isThere) this.release[name] = this.newDraft(kind, 3000 + index);
    }
  }

  get ports(): string[] {
    return Object.values(this.release).flatMap(({ character }) =>
      character.listens.map(({ host, port }) => `${host}:${port}`),
    );
  }

  /** Spreads what people do over the time until `untilMs`. */
  plan(untilMs: number): void {
    const { random, world } = this;
    world.agenda.put(10, () => this.roll());
    for (let count = random.between(1, 7); count > 0; count -= 1) {
      const at = random.between(500, untilMs);
      world.agenda.put(at, () => this.act());
    }
  }

  private act(): void {
    const { random, world } = this;
    if (random.chance(0.55)) {
      this.roll();
      if (random.chance(0.25))
        for (let more = random.between(1, 2); more > 0; more -= 1)
          world.after(random.between(10, 1000), () => this.roll());
      if (random.chance(0.1))
        world.after(random.between(10, 5000), () => world.daemon.deliver({ kind: 'roll-cancelled' }));
      return;
    }
    const pool = random.pick(Object.keys(this.release));
    const where = { pool: random.chance(0.15) ? null : pool, seat: random.chance(0.4) ? random.between(1, 3) : null };
    const seat = where.pool === null ? { pool: null, seat: null } : where;
    const kind = random.pick(['scale', 'stop', 'restart', 'start'] as const);
    const event: NewEvent =
      kind === 'scale'
        ? { kind: 'scale-asked', pool, workers: random.between(0, 4) }
        : { kind: `${kind}-asked`, ...seat };
    world.daemon.deliver(event);
    const isStartedAgain = kind === 'stop' && random.chance(0.7);
    if (isStartedAgain)
      world.after(random.between(50, 30_000), () => world.daemon.deliver({ kind: 'start-asked', ...seat }));
  }

  private roll(): void {
    const { random, world } = this;
    this.generation += 1;
    const candidate = this.generation;
    if (candidate > 1) this.change();
    const bad = random.chance(this.badness) ? random.pick(Object.keys(this.release)) : null;
    const isTight = random.chance(0.3);
    const overlap: Record<string, number> = {};
    const characters: Record<string, Character> = {};
    for (const [name, draft] of Object.entries(this.release)) {
      const { policy, character } = draft;
      characters[name] = character;
      if (policy.kind === 'scheduler') continue;
      if (random.chance(0.9)) overlap[name] = isTight ? random.between(1, Math.max(1, policy.workers)) : policy.workers;
    }
    if (bad) characters[bad] = this.spoilt(bad, overlap);
    world.characters.set(candidate, characters);
    const policies = Object.fromEntries(Object.entries(this.release).map(([name, { policy }]) => [name, policy]));
    world.daemon.deliver({ kind: 'roll-asked', candidate, policies, overlap });
  }

  /** Bad from the first seat on, or only from the second: with little room that shows after the commit. */
  private spoilt(name: string, overlap: Record<string, number>): Character {
    const { random } = this;
    const { policy, character } = this.release[name] as Draft;
    const fails = random.pick(FAILURES);
    if (policy.workers < 2 || random.chance(0.5)) return { ...character, fails, failsFromSeat: 1 };
    overlap[name] = 1;
    return { ...character, fails, failsFromSeat: 2 };
  }

  /** A later release: other numbers, a pool more or less, now and then another port. */
  private change(): void {
    const { random } = this;
    const release: Record<string, Draft> = {};
    for (const [index, [name, kind]] of POOLS.entries()) {
      const known = this.release[name];
      const isThere = name === 'web' || (known ? random.chance(0.9) : random.chance(0.1));
      if (!isThere) continue;
      const draft = known ?? this.newDraft(kind, 3000 + index);
      release[name] = random.chance(0.5) ? draft : this.changed(draft);
    }
    this.release = release;
  }

  private changed({ policy, character }: Draft): Draft {
    const { random } = this;
    const workers = policy.kind === 'scheduler' ? 1 : random.between(1, 4);
    const timeouts = random.chance(0.3) ? this.timeouts() : {};
    const changed = { ...policy, workers, ...timeouts };
    const [home, ...others] = character.listens;
    if (!home || !random.chance(0.15)) return { policy: changed, character };
    const moved = { ...home, port: home.port + 10 };
    const { listen } = policy;
    return {
      policy: { ...changed, listen: listen && { ...listen, port: moved.port } },
      character: { ...character, listens: random.chance(0.5) ? [moved] : [moved, ...others] },
    };
  }

  private newDraft(kind: PoolKind, port: number): Draft {
    const { random } = this;
    const home: SocketAddress = { host: '127.0.0.1', port };
    const hasSecond = kind === 'web' && random.chance(0.1);
    const listens = kind !== 'web' ? [] : hasSecond ? [home, { ...home, port: port + 500 }] : [home];
    const policy: PoolPolicy = {
      kind,
      workers: kind === 'scheduler' ? 1 : random.pick([1, 1, 2, 3, 4]),
      ready: kind === 'web' ? 'listen' : random.pick(['message', 'alive']),
      listen: kind === 'web' ? random.pick([home, home, home, { host: null, port }, null]) : null,
      ...this.timeouts(),
      queueForMs: random.pick([1000, 10_000]),
    };
    const bootsLongest = random.pick([300, 1500]);
    return {
      policy,
      character: {
        fails: 'no',
        failsFromSeat: 1,
        bootMs: [50, bootsLongest],
        listens,
        ignoresTerm: random.pick([0, 0, 0.3]),
        drainMs: random.pick([
          [0, 500],
          [0, 5000],
          [1000, 70_000],
        ]),
        exitMs: random.pick([
          [1, 100],
          [1, 3000],
        ]),
      },
    };
  }

  private timeouts(): Pick<PoolPolicy, 'startTimeoutMs' | 'drainTimeoutMs' | 'stopTimeoutMs'> {
    const { random } = this;
    return {
      startTimeoutMs: random.pick([3000, 10_000, 30_000]),
      drainTimeoutMs: random.pick([1000, 5000, 60_000]),
      stopTimeoutMs: random.pick([500, 5000]),
    };
  }
}
