// What a box's journal says has happened, as `allswell events --json` tells it.
import type { Notice } from '../../src/supervise/model.ts';
import type { Box } from './rig.ts';

export interface Event {
  schema: number;
  at: string;
  app: string;
  notice: Notice;
  text: string;
}

export async function eventsOf(box: Box): Promise<Event[]> {
  const { stdout } = await box.allswell('events', '--json', '--lines', '1000');
  return stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Event);
}

export async function noticesOf<K extends Notice['kind']>(box: Box, kind: K): Promise<Extract<Notice, { kind: K }>[]> {
  const all = (await eventsOf(box)).map(({ notice }) => notice);
  return all.filter((notice): notice is Extract<Notice, { kind: K }> => notice.kind === kind);
}
