// Where the numbers of an axis stand that has to fit what it shows.

import { point } from "./words.js";

// round is a step of 1, 2 or 5 times a power of ten, about a fifth of a span.
function round(span) {
  const unit = 10 ** Math.floor(Math.log10(span / 5 || 1));
  return [1, 2, 5, 10].map((m) => m * unit).find((step) => step >= span / 5 - 1e-9);
}

// ticksOver are round numbers from below the least to above the largest.
export function ticksOver(low, high) {
  const step = round(high - low), from = Math.floor(low / step + 1e-9), to = Math.max(from + 1, Math.ceil(high / step - 1e-9));
  return Array.from({ length: to - from + 1 }, (_, i) => (from + i) * step);
}

// tickText writes a tick with the decimals that its axis needs.
export function tickText(v, ticks) {
  const decimals = Math.max(0, -Math.floor(Math.log10(ticks[1] - ticks[0]) + 1e-9));
  return point(v.toFixed(decimals).replace("-", "\u2212"));
}
