// Words that say nothing are kept out of file names and exported names.
import { basename } from 'node:path';
import { lineAt } from './find-imports.ts';
import type { Problem, Rule } from './model.ts';

const EMPTY_WORDS = ['manager', 'handler', 'service', 'helper', 'util', 'processor', 'engine'];

/** Names in which the word is a thing: systemd calls its units services, and a machine has a processor. */
const ALLOWED = /^((systemd-)?service(-unit|-file)?|processor-(ms|time|share))$/;

const EXPORTS = [
  /\bexport\s+(?:declare\s+)?(?:default\s+)?(?:abstract\s+)?(?:async\s+)?(?:function\s*\*?|const|let|class|interface|type|enum)\s+([\w$]+)/g,
  /\bexport\s+(?:type\s+)?\{([^}]*)\}/g,
  /\bmodule\.exports\s*=\s*\{([^}]*)\}/g,
  /(?<![.\w$])exports\.([\w$]+)\s*=/g,
];

export const names: Rule = (file) => {
  const fileName = basename(file.path).replace(/\..*$/, '');
  const inFileName = findEmptyWord(fileName);
  const problems: Problem[] = [];
  if (inFileName !== null) problems.push(say(file.path, 1, `the file's name has "${inFileName}" in it`));
  if (fileName !== fileName.toLowerCase() && !/^[A-Z]+$/.test(fileName)) {
    problems.push(say(file.path, 1, 'file names are kebab-case'));
  }
  for (const pattern of EXPORTS) {
    for (const found of file.code.matchAll(pattern)) {
      const line = lineAt(file.code, found.index);
      for (const name of exportedNames(found[1] ?? '')) {
        const word = findEmptyWord(toKebab(name));
        if (word !== null) problems.push(say(file.path, line, `the exported name ${name} has "${word}" in it`));
      }
    }
  }
  return problems;
};

/** `a, b as c, d: e` gives what others see: a, c, d. */
function exportedNames(list: string): string[] {
  return list
    .split(',')
    .map((part) => part.replace(/^[\s\S]*\bas\s+/, '').replace(/:[\s\S]*$/, ''))
    .map((part) => part.replace(/\btype\s/, '').trim())
    .filter((name) => /^[\w$]+$/.test(name));
}

function findEmptyWord(kebab: string): string | null {
  if (ALLOWED.test(kebab)) return null;
  const words = kebab.split('-');
  return EMPTY_WORDS.find((empty) => words.some((word) => word === empty || word === `${empty}s`)) ?? null;
}

function toKebab(name: string): string {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replaceAll('_', '-')
    .toLowerCase();
}

function say(path: string, line: number, says: string): Problem {
  return { path, line, rule: 'names', says };
}
