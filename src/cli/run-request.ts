// Sends a request, shows what the daemon tells meanwhile, shows the reply or the failure, and gives the exit code.
import type { Answer, ReplyValue, Request } from '../../protocol/control.ts';
import { callDaemon } from '../control/call-daemon.ts';
import { explainFailure } from '../failure/explain-failure.ts';
import type { Failure } from '../failure/failure.ts';
import { findHome } from '../host/linux/home.ts';
import type { Result } from '../std/result.ts';
import { EXIT } from './exit-code.ts';
import { paintError } from './print/paint.ts';

export interface Shown {
  isJson: boolean;
  /** Shows the reply to a person. */
  show: (value: ReplyValue) => void;
  hear?: (answer: Exclude<Answer, { kind: 'reply' }>) => void;
}

export async function runRequest(request: Request, { isJson, show, hear }: Shown): Promise<number> {
  const { reply } = callDaemon(findHome(), request, (answer) => {
    if (hear) hear(answer);
    else if (answer.kind === 'progress' && !isJson) console.error(paintError('dim', `${answer.app}: ${answer.text}`));
  });
  return showReply(await reply, { isJson, show });
}

export function showReply(result: Result<ReplyValue, Failure>, { isJson, show }: Shown): number {
  if (!result.ok) return showFailure(result.failure, isJson);
  if (isJson) printJson(jsonOf(result.value));
  else show(result.value);
  return EXIT.fine;
}

export function showFailure(failure: Failure, isJson: boolean): number {
  if (isJson) printJson({ schema: 1, ok: false, failure, text: explainFailure(failure) });
  else console.error(`${paintError('red', 'allswell:')} ${explainFailure(failure)}`);
  if (failure.code === 'daemon-unreachable' || failure.code === 'daemon-did-not-start') return EXIT.unreachable;
  if (failure.code === 'daemon-went-away') return EXIT.unreachable;
  if (failure.code === 'target-invalid') return EXIT.usage;
  return failure.code === 'bug' ? EXIT.bug : EXIT.refused;
}

/** A status stands by itself; every other reply is wrapped so that `ok` and `schema` are always there. */
const jsonOf = (value: ReplyValue): unknown =>
  value.kind === 'status' ? value.status : { schema: 1, ok: true, ...value };

export const printJson = (value: unknown): void => console.log(JSON.stringify(value, null, 2));
