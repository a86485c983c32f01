// Collects host names that applications could not resolve, and asks for each again: a name may have come, or never existed.
import type { Message } from '../../facts/message-facts.ts';
import type { NameFact } from '../../facts/database-facts.ts';
import { type Collector, known, type Look, none } from '../collector.ts';

const NAMES_MAX = 12;
const TIMEOUT_MS = 1500;

export const failedNamesCollector: Collector = {
  name: 'names that could not be resolved',
  ids: ['names.failed'],
  stage: 3,
  budgetMs: 2500,
  collect: async (look) => {
    const messages = (look.find('messages') ?? []).filter(
      ({ kind }) => kind === 'node-dns-failed' || kind === 'node-dns-temporary',
    );
    const names = [...new Set(messages.map(({ data }) => data['host'] ?? ''))].filter(isName).slice(0, NAMES_MAX);
    if (names.length === 0) return { 'names.failed': none };
    return {
      'names.failed': known(
        await Promise.all(
          names.map((name) =>
            askAgain(
              name,
              messages.filter(({ data }) => data['host'] === name),
              look,
            ),
          ),
        ),
      ),
    };
  },
};

const isName = (text: string): boolean =>
  /^[a-z0-9_]([a-z0-9_.-]{0,251}[a-z0-9_])?$/i.test(text) && /[a-z]/i.test(text);

async function askAgain(name: string, messages: Message[], look: Look): Promise<NameFact> {
  const times = (pick: (message: Message) => string | null): string[] =>
    messages
      .map(pick)
      .filter((at) => at !== null)
      .toSorted();
  const now = await lookUp(name, look);
  return {
    name,
    error: messages.some(({ kind }) => kind === 'node-dns-failed') ? 'ENOTFOUND' : 'EAI_AGAIN',
    firstAt: times(({ firstAt }) => firstAt)[0] ?? null,
    lastAt: times(({ lastAt }) => lastAt).at(-1) ?? null,
    about: [...new Set(messages.flatMap(({ about }) => about))],
    addressesNow: Array.isArray(now) ? now : now === 'ENOTFOUND' ? [] : null,
  };
}

/** As an application does it, in a Node of its own: a question to a dead resolver can't be taken back. */
async function lookUp(name: string, look: Look): Promise<string[] | string | null> {
  const program =
    'require("dns").lookup(process.argv[1],{all:true},(e,a)=>console.log(JSON.stringify(e?e.code:a.map((o)=>o.address))))';
  const { stdout } = await look.run(process.execPath, ['-e', program, name], {
    timeoutMs: TIMEOUT_MS,
    env: { NODE_OPTIONS: '' },
  });
  try {
    return JSON.parse(stdout) as string[] | string;
  } catch {
    return null;
  }
}
