// Words for sizes and spans as systemd, PM2 and people write them: 120 MB is 120 × 1024 × 1024 bytes.
const UNITS = ['bytes', 'KB', 'MB', 'GB', 'TB'];

export function sizeText(bytes: number): string {
  let size = bytes;
  let unit = 0;
  for (; size >= 1000 && unit < UNITS.length - 1; unit += 1) size /= 1024;
  return `${size >= 10 || unit === 0 ? Math.round(size) : Math.round(size * 10) / 10} ${UNITS[unit]}`;
}

export function spanText(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} days`;
}

export const timesText = (count: number): string => (count === 1 ? 'once' : count === 2 ? 'twice' : `${count} times`);

export const mebibytes = (bytes: number): number => Math.round(bytes / 1024 / 1024);
