// Decides the words for text that is no YAML: the parser's own are about grammar, these are about what was typed.
const WORDS: Record<string, { message: string; hint?: string }> = {
  TAB_AS_INDENT: { message: 'a tab is used for indentation', hint: 'use spaces' },
  BLOCK_AS_IMPLICIT_KEY: {
    message: "a second ': ' stands in one line, or the line below is indented too far",
    hint: "put a value that has ': ' in it in quotes",
  },
  MULTIPLE_DOCS: { message: "a second document starts here with '---'", hint: 'one file holds one app' },
  BAD_INDENT: {
    message: 'the indentation does not fit the lines above',
    hint: 'is a bracket or quote left open before it?',
  },
  UNEXPECTED_TOKEN: { message: 'this does not belong to what stands before it', hint: 'put the whole value in quotes' },
  BAD_SCALAR_START: { message: 'a value does not start with this character', hint: 'put the whole value in quotes' },
  MULTILINE_IMPLICIT_KEY: { message: 'a key spans two lines', hint: "is a ':' missing, or the indentation off?" },
};

export function explainYamlError(code: string, message: string): { message: string; hint?: string } {
  const words = WORDS[code];
  if (words !== undefined) return words;
  return { message: message.charAt(0).toLowerCase() + message.slice(1), hint: 'this is not YAML as it stands' };
}
