// Colours for people, none for programs: only on a terminal, never with NO_COLOR.
import { styleText } from 'node:util';

type Style = 'red' | 'green' | 'yellow' | 'dim' | 'bold' | 'cyan';

export const paint = (style: Style, text: string): string => styleText(style, text, { stream: process.stdout });

export const paintError = (style: Style, text: string): string => styleText(style, text, { stream: process.stderr });
