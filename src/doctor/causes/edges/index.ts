// Every edge from a cause to what follows from it, by family. Data only: the names are ids of rules.
import type { Edge } from '../../model.ts';
import { nginxEdges } from './nginx-edges.ts';
import { supervisionEdges } from './supervision-edges.ts';

export const edges: readonly Edge[] = [...nginxEdges, ...supervisionEdges];
