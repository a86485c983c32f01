// Facts of the applications on disk: one entry for each folder that a process, a manager or a site points to.
import type { EntityKey } from '../model.ts';

export interface AppFacts {
  apps: AppFact[];
  /** Whether the run user can use each path it needs, walked component by component. */
  'app.access': AccessFact[];
  /** What logs say could not be loaded, looked up again now as Node would. */
  'app.lookups': LookupFact[];
}

export interface AppFact {
  /** Real folder. */
  folder: string;
  /** Who starts something in it. */
  startedBy?: EntityKey[];
  /** Users that its programs run as. */
  runUsers?: string[];
  /** What package.json asks for, by name: the range, and in which list it stands. */
  declared?: Record<
    string,
    { range: string; list: 'dependencies' | 'devDependencies' | 'optionalDependencies' | 'peerDependencies' }
  >;
  /** True when the walk over its files was cut before its end. */
  isWalkCut?: boolean;
  /** As it is referred to, when through a link such as `current`. */
  linkedFrom: string[];
  packageName: string | null;
  framework: 'nest' | 'express' | 'fastify' | 'next' | 'node' | null;
  /** Entry scripts that managers start, and whether they exist. */
  entries: { path: string; exists: boolean; modifiedAt: string | null; by?: EntityKey; command?: string | null }[];
  lockfile: { kind: 'npm' | 'pnpm' | 'yarn' | 'bun'; file: string; modifiedAt: string } | null;
  lockfiles: string[];
  modules: ModulesFact | null;
  build: {
    folder: string;
    newestAt: string | null;
    sourcesNewestAt: string | null;
    files: number;
    staleBuildInfo: string | null;
  } | null;
  engines: string | null;
  /** Which Node each keeper would start here, where that could be found out: `unit:shop.service` → `v20.11.1`. */
  nodes?: Record<EntityKey, string>;
  nvmrc: string | null;
  envFiles: EnvFile[];
  /** uid:gid and mode of the folder and how many entries below belong to whom (bounded walk). */
  owners: { user: string; group: string; files: number; example: string }[];
  /** Variables of the environment that its code reads by name, with where, and whether it has a default beside it. */
  readsEnv?: { name: string; place: string; hasDefault: boolean }[];
  ormHints: { library: string; poolSize: number | null; place: string }[];
  /** Providers and modules are not read; only what is plainly configured: synchronize, migrationsRun, listen port, keepAliveTimeout. */
  plain: Record<string, string>;
}

export interface ModulesFact {
  folder: string;
  installedAt: string | null;
  /** In package.json (and lockfile) but not installed, or without a package.json of their own. */
  missing: { name: string; wanted: string; isDev: boolean }[];
  /** Installed in another version than the lockfile says. */
  differing: { name: string; locked: string; installed: string }[];
  /** Files that differ from what the lockfile's tarball holds, where that could be checked. */
  altered: string[];
  empty: string[];
  /** Packages whose package.json names a file to load that is not there. */
  incomplete?: { name: string; lacks: string }[];
  /** What the package manager writes when an install has ended: its file, or null when that is not there. */
  record?: string | null;
  /** Folders that an interrupted install leaves: `.express-K3a1bC2d`. */
  leftovers?: string[];
  /** How many packages were compared with their tarballs in npm's cache, of how many, and why not more. */
  compared?: { checked: number; of: number; why: string | null };
  /** Native addons with the ABI they were built for (null for Node-API). */
  addons: { name: string; file: string; abi: number | null; platform: string | null }[];
  duplicatesOfNestCore: string[];
}

export interface EnvFile {
  path: string;
  owner: string;
  mode: string;
  modifiedAt: string;
  /** Names with hashes of values, as for processes. */
  values: Record<string, string>;
  /** Lines that loaders read differently: name, in which way, and what each makes of it (hashes; null: nothing). */
  disputed: {
    name: string;
    line: number;
    why: string;
    reads?: Record<'dotenv' | 'node' | 'systemd' | 'shell', string | null>;
  }[];
  /** Null for what may not be read: then only owner and mode are known. */
  problem?: string | null;
  duplicates: string[];
}

export interface AccessFact {
  user: string;
  path: string;
  wants: 'read' | 'write' | 'execute' | 'traverse';
  why: string;
  isAllowed: boolean;
  /** The first component that refuses: path, owner:group, mode. */
  refusedAt: { path: string; owner: string; group: string; mode: string } | null;
  /** Whose access it is, and the folder of the application. */
  by?: EntityKey[];
  folder?: string;
  /** The kernel was asked as that user; otherwise owner, group and mode were reckoned with, and ACLs may say otherwise. */
  isAsked?: boolean;
  /** True when a log says that it was refused. */
  isInLog?: boolean;
}

export interface LookupFact {
  /** As the log has it: `nestjs-queue`, `./orders.module`, `/srv/shop/dist/main.js`. */
  module: string;
  /** Name of the package; null for a path. */
  package: string | null;
  from: string | null;
  folder: string | null;
  /** Where Node would find it now; null when it would not. */
  foundAt: string | null;
  /** When what was found came to be (its change time). */
  foundSince: string | null;
  declaredIn: 'dependencies' | 'devDependencies' | 'optionalDependencies' | 'peerDependencies' | null;
  isInLockfile: boolean | null;
  /** The package's folder is there, though Node finds nothing to load in it. */
  folderIsThere: boolean;
  /** A declared or installed package, or a file beside, with nearly this name (a wrong letter, a wrong case). */
  near: string | null;
}
