// A page of Markdown for a terminal: headings stand out, code has a colour, lines stay as they were written.
import type { paint as Paint } from './paint.ts';

export function renderPage(markdown: string, paint: typeof Paint): string {
  let isCode = false;
  return markdown
    .trimEnd()
    .split('\n')
    .flatMap((line) => {
      if (line.startsWith('```')) {
        isCode = !isCode;
        return [];
      }
      if (isCode) return [paint('cyan', `    ${line}`)];
      const heading = /^(#{1,4}) (.*)$/.exec(line);
      if (heading) return [paint('bold', heading[2] ?? '')];
      return [line.replaceAll(/`([^`]+)`/g, (_, code: string) => paint('cyan', code))];
    })
    .join('\n');
}
