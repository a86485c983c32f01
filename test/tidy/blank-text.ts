// Makes comments and the insides of strings and regular expressions blank, so that rules see only what is code.
// Knows as much of the grammar as that needs: what is inside `${}` of a template is code again.

/** A `/` after one of these begins a regular expression; after anything else it divides. */
const BEFORE_REGEX = /(?:^|[=(,:;!&|?{}[\n+\-*%<>~^]|\b(?:return|typeof|case|in|of|void|await|yield))\s*$/;
const TOKENS = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`|\/|[{}]/g;
const REGEX = /\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/[a-z]*/y;
const TEMPLATE_PART = /(?:\\[\s\S]|[^`\\$]|\$(?!\{))*(?:`|\$\{)/y;

export function blankText(text: string): string {
  let code = '';
  let at = 0;
  /** For each open `${`, how many braces have been opened inside it. */
  const templates: number[] = [];
  const take = (end: number) => {
    code += text.slice(at, end);
    at = end;
  };
  const blank = (end: number) => {
    code += text.slice(at, end).replaceAll(/[^\n]/g, ' ');
    at = end;
  };
  const takeTemplatePart = () => {
    TEMPLATE_PART.lastIndex = at;
    const part = TEMPLATE_PART.exec(text)?.[0] ?? '';
    const opensCode = part.endsWith('${');
    blank(at + part.length - (opensCode ? 2 : 1));
    take(at + (opensCode ? 2 : 1));
    if (opensCode) templates.push(0);
  };
  for (;;) {
    TOKENS.lastIndex = at;
    const found = TOKENS.exec(text);
    if (found === null) break;
    const [token] = found;
    take(found.index);
    if (token.startsWith('//') || token.startsWith('/*')) blank(at + token.length);
    else if (token === '`') {
      take(at + 1);
      takeTemplatePart();
    } else if (token === '/') {
      REGEX.lastIndex = at;
      const regex = BEFORE_REGEX.test(code.slice(-80)) ? REGEX.exec(text)?.[0] : undefined;
      if (regex === undefined) take(at + 1);
      else blank(at + regex.length);
    } else if (token === '{' || token === '}') {
      take(at + 1);
      const open = templates.at(-1);
      if (open === undefined) continue;
      if (token === '}' && open === 0) {
        templates.pop();
        takeTemplatePart();
      } else templates[templates.length - 1] = open + (token === '{' ? 1 : -1);
    } else {
      take(at + 1);
      blank(at + token.length - 2);
      take(at + 1);
    }
  }
  take(text.length);
  return code;
}
