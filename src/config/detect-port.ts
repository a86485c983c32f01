// Decides which port an app plainly says it listens on, from its source and its env file; unsure is null.
import type { Detected } from './detected-app.ts';

const FIXED = /\blisten\(\s*(?:\{\s*port:\s*)?(\d{2,5})\b/;
const FROM_ENV = /\bPORT\b/;
/** `process.env.PORT || 3000`, `env.PORT ?? '3000'`, `parseInt(process.env.PORT, 10) || 3000`, `get('PORT', 3000)`. */
const FALLBACK = /\bPORT\b['"\]]*(?:\s*,\s*10\s*\)|\s*\))*\s*(?:\?\?|\|\||,)\s*['"]?(\d{2,5})\b/;

export interface PortSources {
  /** The file that listens, as a person would name it. */
  source: { file: string; text: string } | null;
  envFile: { file: string; variables: Record<string, string | undefined> } | null;
}

export function detectPort({ source, envFile }: PortSources): Detected<number> | null {
  const code = source === null ? '' : withoutComments(source.text);
  const fixed = FIXED.exec(code);
  if (source !== null && fixed !== null) return port(fixed[1], `${source.file}: listen(${fixed[1]})`);

  const declared = envFile?.variables['PORT'];
  if (envFile !== null && declared !== undefined && (source === null || FROM_ENV.test(code))) {
    return port(declared, `${envFile.file}: PORT=${declared}`);
  }
  const fallback = FALLBACK.exec(code);
  if (source === null || fallback === null) return null;
  return port(fallback[1], `${source.file}: PORT or else ${fallback[1]}`);
}

function port(digits: string | undefined, from: string): Detected<number> | null {
  const value = Number(digits);
  return Number.isInteger(value) && value >= 1 && value <= 65_535 ? { value, from } : null;
}

/** Only whole-line and block comments: enough to not take a port that was commented out. */
function withoutComments(text: string): string {
  return text.replaceAll(/^\s*\/\/.*$/gm, '').replaceAll(/\/\*[\s\S]*?\*\//g, '');
}
