// Reads Supervisor's configuration files: sections, options, continued lines, comments (as Python's configparser does). Pure.
export interface IniOption {
  name: string;
  value: string;
  line: number;
}

export interface IniSection {
  name: string;
  line: number;
  options: IniOption[];
}

export function parseIni(text: string): IniSection[] {
  const sections: IniSection[] = [];
  let last: IniOption | null = null;
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = index + 1;
    if (raw.trim() === '' || /^\s*[#;]/.test(raw)) continue;
    const header = /^\[([^\]]+)\]/.exec(raw)?.[1];
    if (header !== undefined) {
      sections.push({ name: header, line, options: [] });
      last = null;
      continue;
    }
    const value = withoutComment(raw).trim();
    if (/^\s/.test(raw) && last) last.value += `\n${value}`;
    else last = addOption(sections.at(-1), raw, line);
  }
  return sections;
}

function addOption(section: IniSection | undefined, raw: string, line: number): IniOption | null {
  const found = /^([^=:\s][^=:]*?)\s*[=:](.*)$/.exec(raw);
  if (!section || !found?.[1]) return null;
  const option = { name: found[1].toLowerCase(), value: withoutComment(found[2] ?? '').trim(), line };
  section.options.push(option);
  return option;
}

/** Supervisor sets ` ;` as the mark of a comment behind a value. */
const withoutComment = (text: string): string => text.replace(/(^|\s);.*$/, '');

/** The value of an option; the last counts. */
export const optionOf = (section: IniSection | undefined, name: string): string | null =>
  section?.options.findLast((one) => one.name === name)?.value ?? null;

/** `A="1",B='two, three'` as Supervisor splits it (supervisor/datatypes.py, dict_of_key_value_pairs). */
export function parsePairs(text: string): Record<string, string> {
  const pairs: Record<string, string> = {};
  const pattern = /\s*,?\s*([A-Za-z_]\w*)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^,\n]*))/gy;
  for (let found = pattern.exec(text); found?.[1]; found = pattern.exec(text)) {
    pairs[found[1]] = found[2] ?? found[3] ?? (found[4] ?? '').trim();
  }
  return pairs;
}

/** `%(here)s` and the like; what isn't known stays as it is. `%%` is a plain sign. */
export const expandValue = (text: string, names: Readonly<Record<string, string>>): string =>
  text.replace(/%%|%\((\w+)\)(?:0?\d*)[sd]/g, (whole, name: string | undefined) =>
    name === undefined ? '%' : (names[name] ?? whole),
  );
