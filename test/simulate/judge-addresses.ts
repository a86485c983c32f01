// Judges what is closed: an address goes only when no process of ours holds it any more.
import type { SocketAddress } from '../../src/supervise/model.ts';
import { socketKey } from '../../src/supervise/model.ts';
import type { Judge } from './judge.ts';

export function judgeAddresses(judge: Judge, address: SocketAddress): void {
  const key = socketKey(address);
  const holder = judge.world.working().find((process) => process.sockets.includes(key));
  if (holder) judge.blame(`${key} is closed while ${holder.id} holds it`);
}
