// Reads JSON as tsconfig.json and nest-cli.json have it: with comments and commas too many.

/** The object in the text, or null when there is none. */
export function parseLooseJson(text: string): Record<string, unknown> | null {
  // A string, or something to leave out: comments, and a comma before a closing bracket.
  const bare = text
    .replace(/^\uFEFF/, '')
    .replaceAll(/("(?:\\.|[^"\\])*")|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, '$1')
    .replaceAll(/("(?:\\.|[^"\\])*")|,(?=\s*[}\]])/g, '$1');
  try {
    const value: unknown = JSON.parse(bare);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}
