// Reads a file piece by piece from its end towards its beginning: the newest lines of a log come first.
import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs';

export class BackwardsFile {
  readonly size: number;
  readonly stats: Stats;
  private readonly fd: number;
  /** Where what was read begins. */
  private from: number;

  /** Throws what the file system throws; also for what is no file: a pipe would hang. */
  constructor(path: string) {
    this.fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
    this.stats = fstatSync(this.fd);
    if (!this.stats.isFile()) {
      closeSync(this.fd);
      throw new Error('it is no file');
    }
    this.size = this.stats.size;
    this.from = this.size;
  }

  get isAtStart(): boolean {
    return this.from <= 0;
  }

  get readBytes(): number {
    return this.size - this.from;
  }

  /** The piece before what was read last; the caller gives back what it could not use by `keep`. */
  readPiece(bytesMax: number): { bytes: Buffer; offset: number } {
    const offset = Math.max(0, this.from - bytesMax);
    const buffer = Buffer.alloc(this.from - offset);
    let got = 0;
    while (got < buffer.length) {
      const count = readSync(this.fd, buffer, got, buffer.length - got, offset + got);
      if (count === 0) break;
      got += count;
    }
    this.from = offset;
    return { bytes: buffer.subarray(0, got), offset };
  }

  /** The first `bytes` of the last piece are to be read again with the next. */
  keep(bytes: number): void {
    this.from += bytes;
  }

  close(): void {
    closeSync(this.fd);
  }
}
