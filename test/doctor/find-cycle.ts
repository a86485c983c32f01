// Finds one circle in a directed graph of names, first name repeated at its end; nothing when there is none.
export function findCycle(arrows: readonly (readonly [string, string])[]): string[] {
  const next = new Map<string, string[]>();
  for (const [from, to] of arrows) next.set(from, [...(next.get(from) ?? []), to]);
  const done = new Set<string>();
  const visit = (name: string, path: string[]): string[] => {
    const at = path.indexOf(name);
    if (at >= 0) return [...path.slice(at), name];
    if (done.has(name)) return [];
    for (const to of next.get(name) ?? []) {
      const found = visit(to, [...path, name]);
      if (found.length > 0) return found;
    }
    done.add(name);
    return [];
  };
  for (const name of next.keys()) {
    const found = visit(name, []);
    if (found.length > 0) return found;
  }
  return [];
}
