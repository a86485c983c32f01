// What every part of the daemon is given: its home, its keeper, its apps and the way to tell the world.
import type { Answer } from '../../protocol/control.ts';
import type { Home } from '../host/linux/home.ts';
import type { AppEvent, Notice } from '../supervise/model.ts';
import type { AppChannel } from './app-channel.ts';
import type { Journal } from './journal.ts';
import type { KeeperLink } from './keeper-link.ts';
import type { KeptApp } from './kept-app.ts';

/** An event as it is made: the loop adds the instant at which it is taken up. */
export type NewEvent = AppEvent extends infer E ? (E extends AppEvent ? Omit<E, 'at'> : never) : never;

export interface Daemon {
  home: Home;
  keeper: KeeperLink;
  channel: AppChannel;
  journal: Journal;
  apps: Map<string, KeptApp>;
  strays: Map<number, string>;
  startedAt: string;
  isUnderSystemd: boolean;
  /** Sockets that systemd holds, by key, with the address in its socket unit. */
  passed: Map<string, string>;
  dispatch: (app: string, event: NewEvent) => void;
  /** Those who follow: the CLI's live views, the callers that wait for a roll. */
  followers: Set<(answer: Answer) => void>;
  notified: Set<(app: string, notice: Notice) => void>;
}
