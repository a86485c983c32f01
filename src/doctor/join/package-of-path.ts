// Names the package that a file in a node_modules folder belongs to.

/** `/srv/shop/node_modules/@scope/name/lib/x.js` → `@scope/name`; null where there is no node_modules on the way. */
export function packageOfPath(path: string): string | null {
  const at = path.lastIndexOf('/node_modules/');
  return at === -1 ? null : (/^(?:@[^/]+\/)?[^/]+/.exec(path.slice(at + '/node_modules/'.length))?.[0] ?? null);
}
