// Finds what a lockfile leaves out: `npm ci` refuses one that does not name the packages of every platform.
// That happens when a lockfile was made against a registry that had not got them all.

interface Lockfile {
  packages: Record<string, { dependencies?: Names; optionalDependencies?: Names }>;
}
type Names = Record<string, string>;

export function findGaps(text: string): string[] {
  const { packages } = JSON.parse(text) as Lockfile;
  return Object.entries(packages).flatMap(([path, { dependencies, optionalDependencies }]) =>
    Object.keys({ ...dependencies, ...optionalDependencies })
      .filter((name) => !placesSeenFrom(path).some((place) => packages[`${place}node_modules/${name}`] !== undefined))
      .map((name) => `${path === '' ? 'the project' : path} needs ${name}, and it is not there`),
  );
}

/** `node_modules/a/node_modules/b` sees what is in itself, in `node_modules/a` and at the top. */
function placesSeenFrom(path: string): string[] {
  if (path === '') return [''];
  const up = path.lastIndexOf('node_modules/');
  return [`${path}/`, ...placesSeenFrom(path.slice(0, Math.max(0, up - 1)))];
}
