// Facts of the applications on disk: one entry for each folder that a process, a manager or a site points to.
export interface AppFacts {
  apps: AppFact[];
  /** Whether the run user can use each path it needs, walked component by component. */
  'app.access': AccessFact[];
}

export interface AppFact {
  /** Real folder. */
  folder: string;
  /** As it is referred to, when through a link such as `current`. */
  linkedFrom: string[];
  packageName: string | null;
  framework: 'nest' | 'express' | 'fastify' | 'next' | 'node' | null;
  /** Entry scripts that managers start, and whether they exist. */
  entries: { path: string; exists: boolean; modifiedAt: string | null }[];
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
  nvmrc: string | null;
  envFiles: EnvFile[];
  /** uid:gid and mode of the folder and how many entries below belong to whom (bounded walk). */
  owners: { user: string; group: string; files: number; example: string }[];
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
  /** Lines that loaders read differently: name and in which way. */
  disputed: { name: string; line: number; why: string }[];
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
}
