// Each kind of mark: draws itself once, and returns a function that moves what it drew to one position.

import { hideUnless, round, svg } from "./dom.js";
import { MARKER, ink, path, stroke } from "./ink.js";
import { wordAt } from "./table.js";
import { textWidth } from "./letters.js";

const drawLine = (mark, layer, frame, get) => {
  const line = svg("path", { fill: "none", "stroke-linejoin": "round" }, layer);
  stroke(line, mark);
  return (index) => line.setAttribute("d", path(get(mark.x, index), get(mark.y, index), frame));
};

const drawPoints = (mark, layer, frame, get) => {
  const group = svg("g", { opacity: mark.opacity }, layer);
  const outline = MARKER[mark.marker](mark.size / 2);
  const dots = Array.from({ length: mark.y.size }, () => svg("path", { d: outline, class: "nls-dot" }, group));
  group.style.fill = ink(mark.color);
  return (index) => {
    const xs = get(mark.x, index);
    const ys = get(mark.y, index);
    dots.forEach((dot, i) => {
      const x = frame.x(xs[i]);
      const y = frame.y(ys[i]);
      if (hideUnless(Number.isFinite(x + y), dot)) return;
      dot.setAttribute("transform", `translate(${round(x)},${round(y)})`);
    });
  };
};

const drawBars = (mark, layer, frame, get) => {
  const bars = Array.from({ length: mark.x.size }, () => svg("rect", { rx: 1.5 }, layer));
  bars.forEach((bar) => (bar.style.fill = ink(mark.color)));
  return (index) => {
    const xs = get(mark.x, index);
    const ys = get(mark.y, index);
    bars.forEach((bar, i) => {
      const y = ys[i % ys.length]; // one number gives all one height
      if (hideUnless(Number.isFinite(xs[i] + y), bar)) return;
      const left = frame.x(xs[i] - mark.width / 2);
      const ends = [frame.y(mark.base), frame.y(y)].sort((a, b) => a - b);
      bar.setAttribute("x", round(left));
      bar.setAttribute("width", round(frame.x(xs[i] + mark.width / 2) - left));
      bar.setAttribute("y", round(ends[0]));
      bar.setAttribute("height", round(ends[1] - ends[0]));
    });
  };
};

const drawBand = (mark, layer, frame, get) => {
  const area = svg("path", { "fill-opacity": mark.opacity }, layer);
  area.style.fill = ink(mark.color);
  return (index) => {
    const xs = get(mark.x, index);
    const back = path(Array.from(xs).reverse(), Array.from(get(mark.high, index)).reverse(), frame);
    area.setAttribute("d", `${path(xs, get(mark.low, index), frame)}${back.replace("M", "L")}Z`);
  };
};

const drawShape = (mark, layer, frame, get) => {
  const shape = svg("path", { "fill-opacity": mark.opacity, "stroke-width": 1.5 }, layer);
  shape.style.fill = shape.style.stroke = ink(mark.color);
  return (index) => shape.setAttribute("d", `${path(get(mark.x, index), get(mark.y, index), frame)}Z`);
};

const drawRule = (mark, layer, frame, get) => {
  const rule = svg("line", {}, layer);
  stroke(rule, mark);
  return (index) => {
    const value = get(mark.at, index)[0];
    const upright = mark.along === "x";
    const place = round(upright ? frame.x(value) : frame.y(value));
    if (hideUnless(Number.isFinite(place), rule)) return;
    const ends = upright
      ? { x1: place, x2: place, y1: frame.top, y2: frame.bottom }
      : { y1: place, y2: place, x1: frame.left, x2: frame.right };
    for (const [name, end] of Object.entries(ends)) rule.setAttribute(name, end);
  };
};

// Where a text of this width begins to the left of its place, by what it is anchored with.
const BEFORE = { start: 0, middle: 0.5, end: 1 };

// The place of a text, moved as little as keeps all of it within the picture.
export const withinPicture = (x, width, anchor, frame) => {
  const left = x - BEFORE[anchor] * width;
  const most = Math.max(frame.width - 2 - width, 2);
  return x + Math.min(Math.max(left, 2), most) - left;
};

const drawText = (mark, layer, frame, get) => {
  const size = frame.letters.text;
  const text = svg("text", { "text-anchor": mark.anchor, dy: "0.35em", class: "nls-text", "font-size": size }, layer);
  text.style.fill = ink(mark.color);
  if (mark.bold) text.style.fontWeight = "650";
  return (index) => {
    const x = frame.x(get(mark.x, index)[0]);
    const y = frame.y(get(mark.y, index)[0]);
    if (hideUnless(Number.isFinite(x + y), text)) return;
    text.textContent = wordAt(mark.text, index);
    text.setAttribute("x", round(withinPicture(x, textWidth(text.textContent, size), mark.anchor, frame)));
    text.setAttribute("y", round(y));
  };
};

const drawPicture = (mark, layer, frame, get) => {
  const left = frame.x(mark.left);
  const top = frame.y(mark.top);
  const box = { x: left, y: top, width: frame.x(mark.right) - left, height: frame.y(mark.bottom) - top };
  // A view is a window of its own, whose units are the picture's pixels.
  const glass = mark.view_x ? svg("svg", { ...box, preserveAspectRatio: "none" }, layer) : layer;
  const whole = mark.view_x ? { width: mark.width, height: mark.height } : box;
  const image = svg("image", { ...whole, preserveAspectRatio: "none", class: "nls-pixels" }, glass);
  let shown = null;
  return (index) => {
    const at = mark.over.reduce((from, [control, stride]) => from + index[control] * stride, 0);
    if (at !== shown) image.setAttribute("href", mark.frames[(shown = at)]);
    if (!mark.view_x) return;
    const [[x1, x2], [y1, y2]] = [get(mark.view_x, index), get(mark.view_y, index)];
    glass.setAttribute("viewBox", `${x1} ${y1} ${x2 - x1} ${y2 - y1}`);
  };
};

export const DRAW = {
  Line: drawLine,
  Points: drawPoints,
  Bars: drawBars,
  Band: drawBand,
  Shape: drawShape,
  Rule: drawRule,
  Text: drawText,
  Picture: drawPicture,
};
