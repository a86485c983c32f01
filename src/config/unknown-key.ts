// Decides what to say of a key the configuration does not have: a slip, a word of another tool, or a thing to come.
import { didYouMean } from './did-you-mean.ts';
import { APP_KEYS, DATABASE_KEYS, POOL_KEYS, SHORT_FORM_KEYS } from './schema.ts';

const NOT_YET = ['memory', 'recycleAt', 'spares', 'user', 'logs'];

/** Words of Compose, PM2, Supervisor, systemd and Procfile tools for what has another name here. */
const OTHER_WORDS: Record<string, string> = {
  instances: 'workers',
  replicas: 'workers',
  numprocs: 'workers',
  processes: 'workers',
  concurrency: 'workers',
  script: 'run',
  command: 'run',
  cmd: 'run',
  exec: 'run',
  execstart: 'run',
  entrypoint: 'run',
  port: 'listen',
  ports: 'listen',
  address: 'listen',
  healthcheck: 'health',
  healthpath: 'health',
  environment: 'env',
  environmentfile: 'envFile',
  dotenv: 'envFile',
  directory: 'cwd',
  workingdirectory: 'cwd',
  workdir: 'cwd',
  interpreter: 'node',
  nodeversion: 'node',
  killtimeout: 'stop',
  stopwaitsecs: 'stop',
  timeoutstopsec: 'stop',
  listentimeout: 'start',
  timeoutstartsec: 'start',
  waitready: 'ready',
  services: 'pools',
  apps: 'pools',
  programs: 'pools',
  type: 'kind',
  url: 'front',
  maxmemoryrestart: 'memory',
  memorylimit: 'memory',
  maxmemory: 'memory',
};

export interface UnknownKeyWords {
  message: string;
  hint?: string;
}

/** `parent` is the path of the map the key stands in. */
export function explainUnknownKey(parent: readonly PropertyKey[], key: string): UnknownKeyWords {
  const isPool = parent[0] === 'pools' && parent.length === 2;
  const isTop = parent.length === 0;
  const known = isPool ? POOL_KEYS : isTop ? [...APP_KEYS, ...SHORT_FORM_KEYS] : DATABASE_KEYS;
  const word = OTHER_WORDS[key.toLowerCase().replaceAll(/[_-]/g, '')];

  if (NOT_YET.includes(key)) return { message: 'not supported yet in this version', hint: 'remove it for now' };
  if (word !== undefined && NOT_YET.includes(word)) {
    return { message: 'no such key', hint: `it will be called ${word}, which is not supported yet in this version` };
  }
  if (word !== undefined && known.includes(word)) return { message: 'no such key', hint: `did you mean ${word}?` };
  if (isPool && APP_KEYS.includes(key)) {
    return { message: 'no such key in a pool', hint: 'it belongs to the app, at the top level' };
  }
  if (isTop && key === 'reserve') return { message: 'no such key here', hint: 'it belongs under database' };

  const near = didYouMean(key, known);
  if (near !== null) return { message: 'no such key', hint: `did you mean ${near}?` };
  const notYet = didYouMean(key, NOT_YET);
  if (notYet !== null) {
    return { message: 'no such key', hint: `${notYet} is the nearest, and not supported yet in this version` };
  }
  return { message: 'no such key', hint: `there are ${known.join(', ')}` };
}
