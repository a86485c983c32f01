// Asks nginx whether it would start with the configuration on disk, in a way that can't change anything: as nobody, who may
// read everything and write nothing. (`nginx -t` as root makes missing logs and pid files, and gives its temporary folders
// to the configured user: seen with 1.22.) It then says "syntax is ok" and fails on its pid file, which tells nothing.
import type { Place } from '../../facts/nginx-facts.ts';
import type { Look } from '../collector.ts';
import { cleanText } from '../mask.ts';

const NOBODY = '65534';
const AS_READER = [
  '--reuid',
  NOBODY,
  '--regid',
  NOBODY,
  '--clear-groups',
  '--inh-caps',
  '+dac_read_search',
  '--ambient-caps',
  '+dac_read_search',
];
const TIMEOUT_MS = 2000;

/** Null when it is sound, or when that could not be found out. */
export async function testConfig(
  look: Look,
  exe: string,
  args: string[],
): Promise<{ text: string; place: Place | null } | null> {
  const command = look.isRoot ? ['setpriv', ...AS_READER, exe] : [exe];
  const { stderr, trouble } = await look.run(command[0] ?? exe, [...command.slice(1), '-t', ...args], {
    timeoutMs: TIMEOUT_MS,
  });
  return trouble === null ? readTestOutput(stderr) : null;
}

export function readTestOutput(output: string): { text: string; place: Place | null } | null {
  if (output.includes('syntax is ok')) return null;
  const line = output.split('\n').find((one) => one.includes('[emerg]'));
  // What we as nobody may not write or read says nothing about what nginx may.
  if (line === undefined || /\(13: Permission denied\)|Permission denied:/.test(line)) return null;
  const text = cleanText(plainWords(line.replace(/^.*?\[emerg\]\s*(?:\d+#\d+:\s*)?/, '')));
  const place = /^(.*) in (\/[^:]+):(\d+)$/.exec(text);
  return place
    ? { text: place[1] ?? text, place: { file: place[2] ?? '', line: Number(place[3]) } }
    : { text, place: null };
}

/** What OpenSSL wraps around a plain "No such file or directory". */
const plainWords = (text: string): string =>
  text.replace(/ \w+\(\) failed \(SSL: error:[^:]*:[^:]*::?([^:()]+).*$/, ' $1');
