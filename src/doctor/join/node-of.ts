// Finds out which Node runs, or ran, a program: by its process, or by what Node printed when it ended.
import type { Message } from '../facts/message-facts.ts';
import type { FactId, Facts } from '../model.ts';
import { familyOf, type Kept } from './kept.ts';

/** Without the `v`; null when nothing tells. */
export function nodeVersionOf(
  facts: Facts<FactId>,
  message: Pick<Message, 'about'>,
  { kept }: { kept: readonly Kept[] },
): string | null {
  const dying = (facts.find('messages') ?? []).findLast(
    (one) => one.data['node'] !== undefined && one.about.some((key) => message.about.includes(key)),
  );
  if (dying?.data['node']) return dying.data['node'];
  const running = kept.flatMap((one) => familyOf(facts, one)).find(({ nodeVersion }) => nodeVersion !== null);
  const keys = new Set<string>(message.about);
  const configured = (facts.find('apps') ?? [])
    .flatMap(({ nodes }) => Object.entries(nodes ?? {}))
    .find(([key]) => keys.has(key) || kept.some((one) => one.key === key));
  return (running?.nodeVersion ?? configured?.[1])?.replace(/^v/, '') ?? null;
}
