// Reads APP, APP.POOL and APP.POOL.SEAT as people type them.
import type { Target } from '../../protocol/control.ts';
import type { Failure } from '../failure/failure.ts';
import { failed, ok, type Result } from '../std/result.ts';

export function readTarget(text: string | undefined): Result<Target, Failure> {
  if (text === undefined) return ok({ app: null, pool: null, seat: null });
  const parts = text.split('.');
  const [app = null, pool = null, seat = null] = parts;
  const isSound = parts.length <= 3 && parts.every((part) => part !== '') && (seat === null || /^\d+$/.test(seat));
  if (!isSound) return failed({ code: 'target-invalid', text });
  return ok({ app, pool, seat: seat === null ? null : Number(seat) });
}
