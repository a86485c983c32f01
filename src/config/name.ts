// Decides what an app or a pool may be called, and proposes a name where the wish was another.
// Names become folder, socket and unit names, so they are kept to what all of these take as it is.
export const NAME_PATTERN = /^[a-z0-9][a-z0-9-]{0,39}$/;

/** The nearest allowed name; null when nothing of the wish can be kept. */
export function proposeName(wish: string): string | null {
  const name = wish
    .normalize('NFKD')
    .toLowerCase()
    .replace(/^@[^/]*\//, '')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 41)
    .replace(/^-+/, '')
    .slice(0, 40)
    .replace(/-+$/, '');
  return name === '' ? null : name;
}

/** Why a name is not allowed and what to write instead; null when it is allowed. */
export function explainName(name: string): string | null {
  if (NAME_PATTERN.test(name)) return null;
  const proposal = proposeName(name);
  const instead = proposal === null ? 'e.g. shop' : `e.g. ${proposal}`;
  return `'${name}' ${faultOf(name)}; use small letters, digits and '-', at most 40, ${instead}`;
}

function faultOf(name: string): string {
  if (name === '') return 'is empty';
  if (/\s/.test(name)) return 'has a space in it';
  if (name.includes('.')) return 'has a dot in it';
  if (name.includes('/')) return 'has a slash in it';
  if (name.includes('_')) return "has a '_' in it";
  if (/[A-Z]/.test(name)) return 'has a capital letter in it';
  if (name.startsWith('-')) return "starts with '-'";
  if (name.length > 40) return `is ${name.length} characters long`;
  return 'has a character in it that a name cannot have';
}
