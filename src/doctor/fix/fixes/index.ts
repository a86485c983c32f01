// Lists every fix there is; each is a file beside this one.
import type { Fix } from '../model.ts';

export const fixes: readonly Fix[] = [];
