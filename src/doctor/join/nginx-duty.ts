// Says whether nginx is meant to serve on this machine at all: one that is switched off has nothing wrong with its sites.
import type { WebUnit } from '../facts/nginx-facts.ts';
import type { FactId, Facts } from '../model.ts';

/** The unit that runs it; null where nothing is known of one. */
export const nginxUnit = (facts: Facts<FactId>): WebUnit | null =>
  (facts.find('web.units') ?? []).find(({ name }) => /^(nginx|openresty)\.service$/.test(name)) ?? null;

/** Neither running nor started at boot: another web server has its place, or none is wanted. */
export function isSwitchedOff(facts: Facts<FactId>): boolean {
  const unit = nginxUnit(facts);
  return (
    facts.find('nginx.process')?.isRunning === false && unit?.isEnabled === false && unit.activeState === 'inactive'
  );
}
