// Proves to the compiler that every case was handled, and throws if the proof was wrong.
export function unreachable(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`);
}
