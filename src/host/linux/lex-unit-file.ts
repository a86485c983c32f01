// Reads a systemd unit file into its assignments, in order, as systemd.syntax(7) has it. Says nothing of what they mean.
export interface UnitAssignment {
  section: string;
  key: string;
  /** With continuation lines joined by a space. Empty resets what was assigned before. */
  value: string;
  line: number;
}

export function lexUnitFile(text: string): UnitAssignment[] {
  const assignments: UnitAssignment[] = [];
  let section = '';
  let open: { text: string; line: number } | null = null;
  const close = (): void => {
    if (open) assignments.push(...assignmentOf(section, open));
    open = null;
  };
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trimStart();
    // A comment between continuation lines is skipped and doesn't end them.
    if (line.startsWith('#') || line.startsWith(';')) continue;
    const continues = /(?:^|[^\\])(?:\\\\)*\\$/.test(raw);
    const part = continues ? raw.slice(0, -1) : raw;
    if (open !== null) {
      const begun: { text: string; line: number } = open;
      begun.text += ` ${part.trim()}`;
      if (!continues) close();
      continue;
    }
    const header = /^\[([^\]]*)\]\s*$/.exec(line)?.[1];
    if (header !== undefined) section = header;
    else if (line.trim() !== '') {
      open = { text: part, line: index + 1 };
      if (!continues) close();
    }
  }
  close();
  return assignments;
}

/** The values that count: those after the last empty one. Use the last of them where only one is allowed. */
export function valuesInForce(assignments: readonly UnitAssignment[], section: string, key: string): UnitAssignment[] {
  const mine = assignments.filter((one) => one.section === section && one.key === key);
  const reset = mine.findLastIndex(({ value }) => value === '');
  return mine.slice(reset + 1);
}

function assignmentOf(section: string, { text, line }: { text: string; line: number }): UnitAssignment[] {
  const equals = text.indexOf('=');
  if (equals < 1) return [];
  return [{ section, key: text.slice(0, equals).trim(), value: text.slice(equals + 1).trim(), line }];
}
