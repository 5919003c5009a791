// Drawn portraits: flat, faceless and each their own. They say nothing that the
// text does not say, so screen readers pass over them.

import { svg } from "./dom.js";

const looks = {
  alex: ["#c9dcd8", "#c98f6b", "#4a3528", "short", "#3f6f6a"], maren: ["#f0dcc0", "#f0c9a4", "#b5803a", "bob", "#b0562f"],
  tobias: ["#d3d9e2", "#e8bd98", "#6b6f76", "beard", "#3c4a5c"], viktor: ["#e3d3cf", "#edc6a6", "#8d8a86", "bald", "#7d3b38"],
  elena: ["#dbd5e6", "#e2b08b", "#2b2130", "long", "#594a78"], amina: ["#f3d9d2", "#96603e", "#3d6b64", "scarf", "#a33f4c"],
  leila: ["#d5e4d4", "#b97d56", "#231a17", "curly", "#3f7a4d"], jonas: ["#f1e5bf", "#f2cda9", "#c69a54", "short", "#8c6d1f"],
  ruth: ["#dfe1dc", "#f0cfb4", "#c7c3bc", "bun", "#56606a"], kenji: ["#cfe0ea", "#e9c19a", "#1e1d20", "short", "#27557a"],
  sam: ["#e6ddd0", "#7c4e33", "#17120f", "curly", "#6b5335"], ines: ["#e9d6e6", "#d99f77", "#5b2f23", "long", "#86376f"],
  robin: ["#d9e2d0", "#e6b48c", "#5a4632", "bob", "#4c6b36"], hannah: ["#f6dfcf", "#f3d0b1", "#c1602d", "long", "#b5652f"],
  magnus: ["#d2dae0", "#eec9a8", "#a89a80", "short", "#2f3f52"], noor: ["#d2e5e3", "#a56d47", "#6b6a6c", "bun", "#14646b"],
  paul: ["#e2ddea", "#81543a", "#3a3634", "beard", "#5d5084"], clara: ["#f4e2c4", "#edc09b", "#33221a", "bob", "#a8791a"],
  idris: ["#cfe3d8", "#5f3c28", "#15110e", "short", "#2a6a4f"], birgit: ["#e4dad8", "#f0cdb3", "#8f7d70", "bob", "#7a5753"],
};

const hair = {
  short: "M19 27c-1-12 7-16 13-16s14 4 13 16c-2-5-4-7-6-8-5 2-10 2-14 0-2 1-4 3-6 8z",
  bob: "M17 38c-3-18 3-28 15-28s18 10 15 28c-2 1-4 1-5 0 1-8 0-14-3-17-5 3-12 3-15 1-2 3-3 9-2 16-1 1-3 1-5 0z",
  long: "M16 50c-2-26 1-40 16-40s18 14 16 40c-3 2-6 1-7 0 2-14 1-24-3-29-4 4-10 5-13 3-3 5-3 14-2 26-2 1-5 2-7 0z",
  curly: "M17 32a6 6 0 0 1-1-9 6 6 0 0 1 5-8 7 7 0 0 1 10-4 7 7 0 0 1 11 2 6 6 0 0 1 6 8 6 6 0 0 1-1 11c0-5-2-8-5-10-6 2-13 2-19 0-3 2-5 5-6 10z",
  bald: "M20 24c-1 3-1 6 0 9l-2-2c-1-3 0-6 2-7zm24 0c1 3 1 6 0 9l2-2c1-3 0-6-2-7z",
  beard: "M19 27c-1-12 7-16 13-16s14 4 13 16l-2-6c-6 1-16 1-22 0zm2 8c2 4 5 5 11 5s9-1 11-5c0 8-4 14-11 14s-11-6-11-14z",
  bun: "M19 28c-1-12 6-17 13-17s14 5 13 17c-2-5-5-8-8-9-4 1-7 1-10 0-3 1-6 4-8 9zM26 10a6 5 0 1 1 12 0z",
  scarf: "M16 46c-4-26 2-36 16-36s20 10 16 36c-2 4-5 6-8 7 4-8 4-22 0-28-5-4-11-4-16 0-4 6-4 20 0 28-3-1-6-3-8-7z",
};

// face is the portrait of a person by name.
export function face(name) {
  const [ground, skin, hairColour, style, cloth] = looks[name.toLowerCase()] || looks.alex;
  return svg("svg", { class: "face", viewBox: "0 0 64 64", "aria-hidden": "true" },
    svg("rect", { width: 64, height: 64, fill: ground }),
    style === "long" || style === "scarf" ? svg("path", { d: hair[style], fill: hairColour }) : null,
    svg("path", { d: "M8 66c1-13 11-18 24-18s23 5 24 18z", fill: cloth }),
    svg("path", { d: "M27 38h10v9c0 4-10 4-10 0z", fill: skin }),
    svg("ellipse", { cx: 32, cy: 30, rx: 11.5, ry: 13.5, fill: skin }),
    svg("path", { d: hair[style], fill: hairColour }));
}
