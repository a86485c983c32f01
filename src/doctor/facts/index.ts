// All facts by their ids.
import type { AppFacts } from './app-facts.ts';
import type { DatabaseFacts } from './database-facts.ts';
import type { HostFacts } from './host-facts.ts';
import type { SupervisionFacts } from './supervision-facts.ts';
import type { MessageFacts } from './message-facts.ts';
import type { NginxFacts } from './nginx-facts.ts';
import type { ProcessFacts } from './process-facts.ts';

export interface FactValues
  extends HostFacts,
    ProcessFacts,
    NginxFacts,
    SupervisionFacts,
    AppFacts,
    MessageFacts,
    DatabaseFacts {}
