// Shows that every rule of the doctor is whole: its page, its cases, and that it is silent where its evidence is missing.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { edges } from '../../src/doctor/causes/edges/index.ts';
import { judge } from '../../src/doctor/judge.ts';
import type { FactId, FactSheet, Finding, Rule } from '../../src/doctor/model.ts';
import { rules } from '../../src/doctor/rules/index.ts';
import { findCycle } from './find-cycle.ts';

const root = fileURLToPath(new URL('../../src/doctor/rules', import.meta.url));
const folders = readdirSync(root, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)
  .toSorted();

const HEADINGS = ['What we saw', 'Why it matters', 'How sure', 'What to do', 'When we are wrong'];
const LAST_LINE = /^(Reproduced live on \S.*\.|Not yet reproduced live\.)$/;

/** Symptoms that no edge leads to, each with the reason. */
const UNEXPLAINED_SYMPTOMS: Record<string, string> = {};

/** What a remedy never tells anybody to do. */
const HARMFUL: [RegExp, string][] = [
  [/chmod\s+(-\w+\s+)*0?777/, 'opens a file to everybody'],
  [/npm\s+(i|install|ci)\b.*--force/, 'installs by force'],
  [/rm\s+-\w*r\w*f?\w*\s+(?!\S*node_modules)/, 'removes a folder'],
  [/\bkill(all)?\s+-9\b/, 'kills before asking'],
];

interface Case {
  name: string;
  sheet: FactSheet;
}

function casesOf(id: string, kind: 'fires' | 'quiet'): Case[] {
  const folder = join(root, id, kind);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .toSorted()
    .map((name) => ({ name: `${kind}/${name}`, sheet: JSON.parse(readFileSync(join(folder, name), 'utf8')) }));
}

const ruleOf = (id: string): Rule => {
  const rule = rules.find((one) => one.id === id);
  if (!rule) throw new Error(`${id} is not in rules/index.ts: node scripts/generate-rules.ts`);
  return rule;
};

/** Rules whose page or cases are still owed. Each shows as a todo; the list may only grow shorter. */
const UNPROVED: string[] = JSON.parse(readFileSync(new URL('unproved.json', import.meta.url), 'utf8'));

test('no rule is called unproved that is proved', () => {
  const isWhole = (id: string): boolean =>
    casesOf(id, 'fires').length > 0 && casesOf(id, 'quiet').length > 0 && existsSync(join(root, id, 'rule.md'));
  expect(UNPROVED.filter((id) => !folders.includes(id) || isWhole(id))).toEqual([]);
});

describe.each(UNPROVED)('%s', (id) => {
  test.todo(`${id}: its page, and cases in which it fires and is quiet`);
});

describe.each(folders.filter((id) => !UNPROVED.includes(id)))('%s', (id) => {
  test('is a sentence that can be false, and its folder is its name', () => {
    expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)+$/);
    expect(ruleOf(id).needs.length).toBeGreaterThan(0);
    expect(ruleOf(id).title).toMatch(/^\S.{5,79}$/);
  });

  test('has a page with every heading, and says whether it was seen live', () => {
    const lines = readFileSync(join(root, id, 'rule.md'), 'utf8')
      .trimEnd()
      .split('\n');
    expect(lines[0]).toMatch(/^# \S/);
    expect(lines.filter((line) => line.startsWith('## ')).map((line) => line.slice(3))).toEqual(HEADINGS);
    expect(lastSentence(lines)).toMatch(LAST_LINE);
    for (const heading of HEADINGS) {
      expect(lines[lines.indexOf(`## ${heading}`) + 1], `words below "${heading}"`).toMatch(/\S/);
    }
  });

  test('has cases in which it fires, and look-alikes in which it is quiet', () => {
    expect(casesOf(id, 'fires').map(({ name }) => name)).not.toEqual([]);
    expect(casesOf(id, 'quiet').map(({ name }) => name)).not.toEqual([]);
  });

  test.each(casesOf(id, 'fires'))('$name: fires, and says what a person needs', ({ sheet }) => {
    expect(sheet.schema).toBe(1);
    const { findings, notJudged } = judge(sheet, [ruleOf(id)]);
    expect(notJudged).toEqual([]);
    expect(findings).not.toEqual([]);
    for (const finding of findings) expectWhole(finding, ruleOf(id), sheet);
  });

  test.each(casesOf(id, 'fires'))(
    '$name: is not judged where a needed fact is missing, and nothing fires where there is none',
    ({ sheet }) => {
      for (const fact of ruleOf(id).needs) {
        const without = judge(withFact(sheet, fact, undefined), [ruleOf(id)]);
        expect(without.findings).toEqual([]);
        expect(without.notJudged).toContainEqual(expect.objectContaining({ rule: id, fact, reason: 'not-asked' }));
        const denied = judge(
          withFact(sheet, fact, { state: 'unknown', reason: 'denied', detail: 'x', source: 'x', tookMs: 0 }),
          [ruleOf(id)],
        );
        expect(denied.findings).toEqual([]);
        expect(denied.notJudged).toContainEqual({ rule: id, fact, reason: 'denied', detail: 'x' });
        const none = judge(withFact(sheet, fact, { state: 'none', source: 'x', tookMs: 0 }), [ruleOf(id)]);
        expect(none.findings).toEqual([]);
      }
    },
  );

  test.each(casesOf(id, 'quiet'))('$name: is judged, and is quiet', ({ sheet }) => {
    const { findings, notJudged, judged } = judge(sheet, [ruleOf(id)]);
    expect(notJudged).toEqual([]);
    expect(judged).toEqual([id]);
    expect(findings.map(({ says }) => says)).toEqual([]);
  });

  test('has look-alikes that hold all it needs: an empty sheet is quiet for everybody', () => {
    const whole = casesOf(id, 'quiet').filter(({ sheet }) =>
      ruleOf(id).needs.every((fact) => sheet.facts[fact]?.state === 'known'),
    );
    expect(whole).not.toEqual([]);
  });
});

describe('the index', () => {
  test('holds every folder and nothing else', () => {
    expect(rules.map(({ id }) => id).toSorted()).toEqual(folders);
  });
});

describe('the edges', () => {
  const ids = new Set(folders);

  test('name rules that are there', () => {
    const names = edges.flatMap(({ cause, effect }) => [cause, effect]);
    expect([...new Set(names)].filter((id) => !ids.has(id))).toEqual([]);
  });

  test('are there once, with words', () => {
    const seen = edges.map(({ cause, effect, join: by }) => `${cause} > ${effect} (${by})`);
    expect(seen.filter((one, index) => seen.indexOf(one) !== index)).toEqual([]);
    expect(edges.filter(({ says }) => says.trim() === '')).toEqual([]);
  });

  test('lead nowhere in a circle: in a circle nothing is a root', () => {
    expect(findCycle(edges.map(({ cause, effect }) => [cause, effect]))).toEqual([]);
  });

  test('lead to every symptom, so that none is ever named as the root', () => {
    const effects = new Set(edges.map(({ effect }) => effect));
    const symptoms = rules.filter(({ role }) => role === 'symptom').map(({ id }) => id);
    expect(symptoms.filter((id) => !effects.has(id) && UNEXPLAINED_SYMPTOMS[id] === undefined)).toEqual([]);
    expect(Object.keys(UNEXPLAINED_SYMPTOMS).filter((id) => !symptoms.includes(id) || effects.has(id))).toEqual([]);
  });
});

function withFact(sheet: FactSheet, id: FactId, fact: unknown): FactSheet {
  return { ...sheet, facts: { ...sheet.facts, [id]: fact } };
}

/** The last paragraph may be broken over lines. */
function lastSentence(lines: string[]): string {
  const from = lines.lastIndexOf('') + 1;
  return lines.slice(from).join(' ');
}

/** Its very mechanism: an import that is `undefined` while it is read. */
const ABOUT_UNDEFINED = ['nest-circular-import'];

function expectWhole(finding: Finding, rule: Rule, sheet: FactSheet): void {
  expect(finding.rule).toBe(rule.id);
  expect(finding.about.length).toBeGreaterThan(0);
  for (const key of finding.about) expect(key).toMatch(/^[a-z0-9]+:\S/);
  expect(finding.says).toMatch(/^\S[\s\S]*[.!]$/);
  expect(finding.evidence.length).toBeGreaterThan(0);
  expect(finding.remedy.says).not.toBe('');
  if (finding.began !== null) expect(finding.began).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/);
  if (finding.remedy.fix !== null) expect(finding.remedy.fix).toMatch(/^[a-z0-9]+(-[a-z0-9]+)+$/);
  const words = [
    finding.says,
    finding.remedy.says,
    ...finding.remedy.commands,
    ...[...finding.evidence, ...finding.against].map(({ text }) => text),
  ];
  // An error may speak of `undefined`; a sentence of ours with a hole in it may not.
  const isQuoted = ABOUT_UNDEFINED.includes(rule.id) || /\bundefined\b/.test(JSON.stringify(sheet));
  const hole = isQuoted ? /\bNaN\b|\[object / : /\bundefined\b|\bNaN\b|\[object /;
  for (const text of words) expect(text).not.toMatch(hole);
  for (const [pattern, what] of HARMFUL) {
    for (const text of [finding.remedy.says, ...finding.remedy.commands])
      expect(pattern.test(text), `${text}: ${what}`).toBe(false);
  }
}
