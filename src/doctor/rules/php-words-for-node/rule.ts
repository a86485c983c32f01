// Finds PHP's words on a Node application, and says what they most likely mean: a word to understand, not an error.
import { keptOf } from '../../join/kept.ts';
import { makeFinding, told } from '../../join/make-finding.ts';
import type { Finding, Rule } from '../../model.ts';

const ID = 'php-words-for-node';
const FPM = /(?:node(?:\.?js)?[-_. ]?fpm|fpm[-_. ]?node(?:js)?)/i;

export const rule: Rule<'processes'> = {
  id: ID,
  role: 'smell',
  title: 'A Node application goes by a word of PHP',
  needs: ['processes'],
  judge: (facts) =>
    keptOf(facts).flatMap((kept): Finding[] => {
      const unit = facts.find('systemd.units')?.find((one) => kept.kind === 'unit' && one.name === kept.name);
      const text = [kept.name, unit?.description ?? ''].find((one) => FPM.test(one));
      if (text === undefined) return [];
      return [
        makeFinding(ID, 'smell', {
          about: [kept.key],
          says: `"${FPM.exec(text)?.[0]}" is no program of its own: ${kept.name} runs ${kept.command.slice(0, 60)}, plain Node under ${kept.kind === 'unit' ? 'systemd' : kept.kind === 'pm2' ? 'PM2' : 'Supervisor'}.`,
          evidence: [told(kept.key, text)],
          data: { keeper: kept.key },
          remedy: {
            says: 'No FPM, composer or php.ini has a part in it: look at this keeper, its log and its Node.',
            commands: kept.commands.look,
          },
        }),
      ];
    }),
};
