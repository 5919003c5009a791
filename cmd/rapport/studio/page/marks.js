// The signs of the chart. Each differs in shape, not in colour alone.

import { svg } from "./dom.js";
import { t } from "./words.js";

const signs = {
  withdrawal: { d: "M7 -6 L-3 0 L7 6 M-7 -7 V7", colour: "var(--rupture)" },
  confrontation: { d: "M1 -8 L-5 1 H0 L-2 8 L6 -2 H1 Z", colour: "var(--rupture)", solid: true },
  recognised: { d: "M-8 0 Q0 -8 8 0 Q0 8 -8 0 Z M-2.2 0 a2.2 2.2 0 1 0 4.4 0 a2.2 2.2 0 1 0 -4.4 0", colour: "var(--accent)" },
  repaired: { d: "M-7.5 0 a4.5 4.5 0 1 0 9 0 a4.5 4.5 0 1 0 -9 0 M-1.5 0 a4.5 4.5 0 1 0 9 0 a4.5 4.5 0 1 0 -9 0", colour: "var(--repair)" },
  faded: { d: "M-7 0 H-4 M-1.5 0 H1.5 M4 0 H7", colour: "var(--muted)" },
  break: { d: "M-3 -7 V7 M3 -7 V7", colour: "var(--muted)" },
  taper: { d: "M-7 -5 V5 M-4 -5 V5 M1 -5 V5 M7 -5 V5", colour: "var(--muted)" },
  missed: { d: "M-5 0 a5 5 0 1 0 10 0 a5 5 0 1 0 -10 0 M-4 4 L4 -4", colour: "var(--muted)" },
  change: { d: "M-7 -3 H6 L3 -6 M7 3 H-6 L-3 6", colour: "var(--accent)" },
  ending: { d: "M-5 -6 V7 M-5 -6 H6 L3 -2.5 L6 1 H-5", colour: "var(--muted)" },
  ended: { d: "M-5 -5 L5 5 M-5 5 L5 -5", colour: "var(--ink)" },
  reported: { d: "M-6 -6 H6 V3 H0 L-4 7 V3 H-6 Z", colour: "var(--muted)" },
  rule: { d: "M-6 -6 H6 V6 H-6 Z M-3 0 L-0.5 2.8 L3.5 -2.6", colour: "var(--goals)" },
  move: { d: "M0 -5.5 L5.5 0 L0 5.5 L-5.5 0 Z", colour: "var(--accent)", solid: true },
};

// sign draws a mark around (x, y).
export function sign(kind, x, y, title, scale = 1) {
  const s = signs[kind];
  return svg("g", { transform: `translate(${x} ${y}) scale(${scale})` },
    svg("path", { d: s.d, fill: s.solid ? s.colour : "none", stroke: s.colour, "stroke-width": 1.8, "stroke-linejoin": "round", "stroke-linecap": "round" }),
    title ? svg("title", null, title) : null);
}

export const signText = (kind) => t(`sign.${kind}`);
export const signKinds = Object.keys(signs);
