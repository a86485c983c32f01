// Brings about what a thing needs, one set-up at a time; does and says nothing when all is in place.
import { join } from 'node:path';
import { takeLock } from './lock.mjs';
import { NEEDS } from './needs.mjs';
import { root } from './paths.mjs';
import { explain, SetupProblem } from './problem.mjs';
import { say, timed } from './say.mjs';

/** @param {string[]} names keys of NEEDS, in order */
export async function makeReady(names) {
  const needs = names.flatMap((name) => NEEDS[name] ?? []).filter(isHere);
  if (needs.every((need) => need.isMet())) return;
  const lock = await takeLock(join(root, '.tools', 'setup.lock'), (pid) =>
    say(`waiting for another set-up of this checkout (pid ${pid}) …`),
  ).catch(asProblem('make this checkout ready'));
  try {
    // Asked again: whoever held the lock may have done it, and a build is due only after its installation.
    for (const need of needs) {
      if (!need.isMet()) await timed(need.doing, () => need.meet(lock.holdFor)).catch(asProblem(need.what));
    }
  } finally {
    lock.release();
  }
}

/** @param {import('./needs.mjs').Need} need */
function isHere(need) {
  const why = need.whyAbsent();
  if (why !== null) say(`${need.doing}: ${why}`);
  return why === null;
}

/** @param {string} what @returns {(error: any) => never} */
function asProblem(what) {
  return (error) => {
    if (error instanceof SetupProblem || error.syscall === undefined) throw error;
    throw explain(what, error.message, error.message);
  };
}
