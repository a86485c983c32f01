// What an incident is: how it comes about, and what a good diagnosis of it names. Injectors know nothing of the rules' inside.
import type { Box, BoxOptions } from './box.ts';
import type { Layout } from './put-server.ts';

export interface Incident {
  id: string;
  /** Limits of the machine that it needs. */
  machine?: BoxOptions;
  inject: (box: Box, layout: Layout) => Promise<void>;
  /** Of the first group one must be among the causes; of the others one must be a cause or noticed. */
  roots: Record<Layout, string[][]>;
  /** Whether the site answers again once all that a machine can mend is mended; false where only the code can be mended. */
  isMendable: boolean;
  /** More than the site: a command that ends with 0 once all is well. */
  isWell?: Record<Layout, string>;
}

export const pauseMs = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
