// Every rule. Written by scripts/generate-rules.ts from the folders beside it: do not edit.
import type { Rule } from '../model.ts';
import { rule as unitStartLimitHit } from './unit-start-limit-hit/rule.ts';

export const rules: readonly Rule[] = [unitStartLimitHit as Rule];
