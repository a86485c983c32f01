// What is going to happen and when: a heap by time; what was put first happens first.
interface Entry {
  at: number;
  order: number;
  run: () => void;
}

export class Agenda {
  private readonly heap: Entry[] = [];
  private order = 0;

  get size(): number {
    return this.heap.length;
  }

  put(at: number, run: () => void): void {
    const entry = { at, order: this.order++, run };
    let index = this.heap.push(entry) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = this.heap[parent] as Entry;
      if (!isBefore(entry, above)) break;
      this.heap[index] = above;
      index = parent;
    }
    this.heap[index] = entry;
  }

  /** Takes the next entry out, or null when nothing will ever happen. */
  take(): Entry | null {
    const first = this.heap[0];
    const last = this.heap.pop();
    if (!first || !last) return null;
    if (this.heap.length > 0) this.sink(last);
    return first;
  }

  private sink(entry: Entry): void {
    let index = 0;
    for (;;) {
      const left = 2 * index + 1;
      if (left >= this.heap.length) break;
      const right = this.heap[left + 1];
      const child = right && isBefore(right, this.heap[left] as Entry) ? left + 1 : left;
      if (!isBefore(this.heap[child] as Entry, entry)) break;
      this.heap[index] = this.heap[child] as Entry;
      index = child;
    }
    this.heap[index] = entry;
  }
}

const isBefore = (a: Entry, b: Entry): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);
