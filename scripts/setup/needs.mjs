// What must be in place before something is run, how to see that it is, and how to bring it about.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { isInstalled, markInstalled } from './installed.mjs';
import { projectNode, root } from './paths.mjs';
import { SetupProblem } from './problem.mjs';
import { runNpm } from './run-npm.mjs';
import { hashOf, hashOfFiles, isStamped, writeStamp } from './stamp.mjs';

/**
 * @typedef {object} Need
 * @property {string} doing for the progress line
 * @property {string} what the same for the message of a failure
 * @property {() => string | null} whyAbsent a sentence when this checkout has not got the thing at all
 * @property {() => boolean} isMet
 * @property {(onStart: (pid: number) => void) => Promise<void>} meet
 */

// Dependencies' install scripts never run: none of ours needs one. NODE_ENV=production must not leave the tools out.
const CI = ['ci', '--ignore-scripts', '--prefer-offline', '--include=dev', '--include=optional'];

/** Measured, and then some: npm itself may take a full disk for an optional package that failed, and call it a success. */
const ROOM_MB = { tools: 700, application: 200, nodes: 700 };

/** Other Nodes that applications run on, for the benches. */
const EXTRA_NODES = ['20', '22', '26'];

/** @type {Need} */
const tools = {
  ...installation('.', 'installing the project’s tools (once)', 'install the tools'),
  isMet: () => existsSync(join(root, 'node_modules', '.bin')) && isInstalled(root) && projectNode() !== null,
};

/** @type {Record<string, Need[]>} */
export const NEEDS = {
  tools: [tools],
  shop: [
    installation('examples/shop', 'installing the example shop (once)', 'install the example shop'),
    build('examples/shop', 'building the example shop', 'build the example shop'),
  ],
  frameworks: [
    installation('test/apps/frameworks', 'installing the test applications (once)', 'install the test applications'),
    installation('test/apps/frameworks-nest12', 'installing the Nest 12 test application (once)', 'install Nest 12'),
  ],
  nodes: [extraNodes()],
};

/** @param {string} folder @param {string} doing @param {string} what @returns {Need} */
function installation(folder, doing, what) {
  const cwd = join(root, folder);
  return {
    doing,
    what,
    whyAbsent: () => absence(folder),
    isMet: () => isInstalled(cwd),
    async meet(onStart) {
      checkRoom(cwd, folder === '.' ? ROOM_MB.tools : ROOM_MB.application, what);
      await runNpm({ what, cwd, args: CI, onStart });
      if (folder === '.') checkNode();
      markInstalled(cwd);
    },
  };
}

/** @param {string} folder @param {string} doing @param {string} what @returns {Need} */
function build(folder, doing, what) {
  const cwd = join(root, folder);
  const stamp = join(cwd, 'dist', '.allswell-stamp');
  const hash = () => hashOfFiles(cwd, ['package.json', 'package-lock.json', 'src', 'prisma', ...buildSettings(cwd)]);
  return {
    doing,
    what,
    whyAbsent: () => absence(folder),
    isMet: () => isStamped(stamp, hash()),
    async meet(onStart) {
      const firstOnPath = join(root, 'node_modules', '.bin');
      await runNpm({ what, cwd, args: ['run', 'build'], firstOnPath, onStart });
      if (!existsSync(join(cwd, 'dist')))
        throw new SetupProblem(what, 'its build left no dist folder', 'Look at its script.');
      writeStamp(stamp, hash());
    },
  };
}

/** @returns {Need} */
function extraNodes() {
  const folder = join(root, '.tools');
  const stamp = join(folder, 'node_modules', '.allswell-stamp');
  const wanted = EXTRA_NODES.map((major) => `node${major}@npm:node-linux-${process.arch}@${major}`);
  const binaries = EXTRA_NODES.map((major) => join(folder, 'node_modules', `node${major}`, 'bin', 'node'));
  return {
    doing: `fetching Node ${EXTRA_NODES.join(', ')} (once)`,
    what: 'fetch the other Nodes',
    whyAbsent: () => null,
    isMet: () => isStamped(stamp, hashOf(wanted)) && binaries.every((binary) => existsSync(binary)),
    async meet(onStart) {
      mkdirSync(folder, { recursive: true });
      rmSync(stamp, { force: true });
      checkRoom(folder, ROOM_MB.nodes, this.what);
      const args = ['install', '--prefix', folder, '--no-save', '--ignore-scripts', ...wanted];
      await runNpm({ what: this.what, cwd: folder, args, onStart });
      writeStamp(stamp, hashOf(wanted));
    },
  };
}

/** @param {string} folder */
function absence(folder) {
  const lockfile = join(folder, 'package-lock.json');
  return existsSync(join(root, lockfile)) ? null : `skipped: there is no ${lockfile} in this checkout`;
}

/** @param {string} cwd */
function buildSettings(cwd) {
  return readdirSync(cwd).filter((name) => /^(tsconfig.*|nest-cli)\.json$/.test(name));
}

/** @param {string} folder @param {number} neededMb @param {string} what */
function checkRoom(folder, neededMb, what) {
  const { bavail, bsize } = statfsSync(folder);
  const freeMb = Math.floor((bavail * bsize) / 1_000_000);
  if (freeMb >= neededMb) return;
  const why = `it takes up to ${neededMb} MB, and the disk of ${folder} has ${freeMb} MB free`;
  throw new SetupProblem(what, why, 'Make room there, then run the same command again.');
}

/** npm takes an optional package that it could not unpack for one that this machine does not need. */
function checkNode() {
  const node = projectNode();
  const what = 'find a Node to run Allswell with';
  if (node === null) {
    const found = `the tools hold none for ${process.platform} ${process.arch}, and this one is ${process.version}`;
    throw new SetupProblem(what, found, 'Allswell runs on Linux x64 and arm64; elsewhere use Node 24.19 or newer.');
  }
  if (spawnSync(node, ['-v']).status === 0) return;
  throw new SetupProblem(
    what,
    `${node} does not start`,
    'Is the disk full (`df -h .`)? Is this a system without glibc?',
  );
}
