// The statistics of the benches: quantiles, and an interval for the ratio of two interleaved series.

export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

export interface Interval {
  middle: number;
  low: number;
  high: number;
}

/** Student's t for 95 %, two-sided, by degrees of freedom; beyond the table the normal distribution will do. */
const T_95 = [
  Number.NaN,
  12.71,
  4.3,
  3.18,
  2.78,
  2.57,
  2.45,
  2.36,
  2.31,
  2.26,
  2.23,
  2.2,
  2.18,
  2.16,
  2.14,
  2.13,
  2.12,
  2.11,
  2.1,
  2.09,
  2.09,
];

/** The mean of paired ratios with its 95 % interval, taken on logarithms: 2 and 0.5 are equally far from 1. */
export function ratioInterval(ours: readonly number[], theirs: readonly number[]): Interval {
  const logs = ours.map((value, index) => Math.log(value / (theirs[index] ?? Number.NaN)));
  const { middle, low, high } = meanInterval(logs);
  return { middle: Math.exp(middle), low: Math.exp(low), high: Math.exp(high) };
}

/** The mean of paired differences with its 95 % interval. */
export const differenceInterval = (ours: readonly number[], theirs: readonly number[]): Interval =>
  meanInterval(ours.map((value, index) => value - (theirs[index] ?? Number.NaN)));

function meanInterval(values: readonly number[]): Interval {
  const count = values.length;
  const middle = values.reduce((sum, value) => sum + value, 0) / count;
  const variance = values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (count - 1);
  const reach = (T_95[count - 1] ?? 1.96) * Math.sqrt(variance / count);
  return { middle, low: middle - reach, high: middle + reach };
}

export const showInterval = ({ middle, low, high }: Interval): string =>
  `${middle.toFixed(3)} (${low.toFixed(3)}–${high.toFixed(3)})`;

export const showMs = (value: number): string => value.toFixed(value < 10 ? 1 : 0);
