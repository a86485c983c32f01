// Every edge from a cause to what follows from it, by family. Data only: the names are ids of rules.
import type { Edge } from '../../model.ts';
import { appEdges } from './app-edges.ts';
import { databaseEdges } from './database-edges.ts';
import { limitEdges } from './limit-edges.ts';
import { memoryEdges } from './memory-edges.ts';
import { nginxEdges } from './nginx-edges.ts';
import { supervisionEdges } from './supervision-edges.ts';

export const edges: readonly Edge[] = [
  ...appEdges,
  ...databaseEdges,
  ...limitEdges,
  ...memoryEdges,
  ...nginxEdges,
  ...supervisionEdges,
];
