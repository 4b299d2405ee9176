// Shapes and strokes that marks and legends share.

import { round } from "./dom.js";

export const MARKER = {
  circle: (r) => `M${-r},0a${r},${r} 0 1,0 ${2 * r},0a${r},${r} 0 1,0 ${-2 * r},0Z`,
  triangle: (r) => `M0,${-1.2 * r}L${1.15 * r},${0.85 * r}H${-1.15 * r}Z`,
  square: (r) => `M${-0.9 * r},${-0.9 * r}h${1.8 * r}v${1.8 * r}h${-1.8 * r}Z`,
  diamond: (r) => `M0,${-1.3 * r}L${1.1 * r},0L0,${1.3 * r}L${-1.1 * r},0Z`,
  cross: (r) => {
    const a = 0.4 * r;
    const b = 1.15 * r;
    return `M${-a},${-b}h${2 * a}v${b - a}h${b - a}v${2 * a}h${a - b}v${b - a}h${-2 * a}v${a - b}h${a - b}v${-2 * a}h${b - a}Z`;
  },
};

const DASH = { solid: "none", dashed: "7 5", dotted: "1.5 4" };

export const ink = (color) => `var(--nls-${color})`;

export const stroke = (node, mark) => {
  node.style.cssText = `stroke:${ink(mark.color)};stroke-width:${mark.width};stroke-dasharray:${DASH[mark.dash]}`;
};

// The pen is lifted where a number is not there.
export const path = (xs, ys, frame) => {
  let d = "";
  let pen = "M";
  for (let i = 0; i < ys.length; i++) {
    const x = frame.x(xs[i]);
    const y = frame.y(ys[i]);
    if (!Number.isFinite(x + y)) {
      pen = "M";
      continue;
    }
    d += `${pen}${round(x)},${round(y)}`;
    pen = "L";
  }
  return d;
};
