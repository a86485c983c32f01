// Takes a line out of Supervisor's file that Supervisor does not know. What runs goes on as it is: the line did nothing.
import { failed, ok } from '../../../std/result.ts';
import type { Fix } from '../model.ts';

export const dropUnknownOption: Fix = {
  id: 'drop-unknown-option',
  plan: ({ data }, _, machine) => {
    const [file, line, option] = [String(data['file']), Number(data['line']), String(data['option'])];
    const before = machine.readText(file);
    const lines = before?.split('\n') ?? [];
    if (before === null || !(lines[line - 1] ?? '').trim().startsWith(option))
      return failed(`${option} is not on line ${line} of ${file} any more`);
    return ok({
      schema: 1,
      title: `Take ${option}, which does nothing, out of ${file}`,
      risk: 'safe',
      steps: [
        {
          says: `Drop line ${line}`,
          action: {
            kind: 'write-file',
            path: file,
            before,
            after: lines.toSpliced(line - 1, 1).join('\n'),
            mode: null,
          },
        },
      ],
      notes: [
        'No limit is in force before or after: a limit that holds is one of the kernel’s, such as MemoryMax= of a unit.',
      ],
    });
  },
};
