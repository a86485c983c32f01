// Reads out of a native addon (an ELF file) for which Node it was built: the symbols that Node looks for tell it.
// https://nodejs.org/api/addons.html, https://nodejs.org/api/n-api.html
import { closeSync, openSync, readSync } from 'node:fs';

export interface AddonBuild {
  /** NODE_MODULE_VERSION; null for Node-API, which works with every later Node. */
  abi: number | null;
  isNodeApi: boolean;
  /** `x64`, `arm64` …; null when it is no ELF file: built for another system. */
  platform: string | null;
}

const BYTES_MAX = 64 * 1024 * 1024;
const PIECE_BYTES = 1024 * 1024;
const OVERLAP = 64;
/** e_machine of elf(5). */
const MACHINES: Record<number, string> = {
  3: 'ia32',
  40: 'arm',
  62: 'x64',
  183: 'arm64',
  243: 'riscv64',
  22: 's390x',
  21: 'ppc64',
};

/** Null when it can't be read. */
export function readAddonBuild(path: string): AddonBuild | null {
  let fd: number;
  try {
    fd = openSync(path, 'r');
  } catch {
    return null;
  }
  try {
    return scan(fd);
  } catch {
    return null;
  } finally {
    closeSync(fd);
  }
}

/** Symbol names lie in the string table as plain text, wherever that is. */
function scan(fd: number): AddonBuild {
  const build: AddonBuild = { abi: null, isNodeApi: false, platform: null };
  const buffer = Buffer.alloc(PIECE_BYTES + OVERLAP);
  let carried = 0;
  for (let at = 0; at < BYTES_MAX; ) {
    const got = readSync(fd, buffer, carried, PIECE_BYTES, at);
    if (got === 0) break;
    const piece = buffer.subarray(0, carried + got);
    if (at === 0) {
      if (piece.toString('latin1', 0, 4) !== '\u007fELF') return build;
      build.platform = MACHINES[piece[5] === 2 ? piece.readUInt16BE(18) : piece.readUInt16LE(18)] ?? 'unknown';
    }
    if (piece.includes('napi_register_module_v1') || piece.includes('napi_module_register')) build.isNodeApi = true;
    build.abi ??= versionIn(piece);
    if (build.isNodeApi || build.abi !== null) return build.isNodeApi ? { ...build, abi: null } : build;
    at += got;
    carried = Math.min(OVERLAP, piece.length);
    piece.copy(buffer, 0, piece.length - carried);
  }
  return build;
}

/** Addons for Node 10 and later that can be loaded in worker threads export `node_register_module_v115`. */
function versionIn(piece: Buffer): number | null {
  const mark = 'node_register_module_v';
  const at = piece.indexOf(mark);
  if (at === -1) return null;
  const found = /^\d{1,4}/.exec(piece.toString('latin1', at + mark.length, at + mark.length + 4))?.[0];
  return found === undefined ? null : Number(found);
}
