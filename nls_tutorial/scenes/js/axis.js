// Axes: which ticks are drawn, how much room they take, and where a number lies in the picture.

import { round, svg } from "./dom.js";
import { inLines, textWidth } from "./letters.js";

const isNumber = (text) => /^[−+]?[\d.,]+( ?%|[kM]| ?×.*)?$/.test(text);

// Every first, second, third ... number, counted from zero where it is one: as many as do not meet. Names among them stay,
// and numbers make way for them.
export const thinned = (ticks, place, room) => {
  const apart = (one, other) => Math.abs(place(other[0]) - place(one[0])) >= room(one, other);
  const names = ticks.filter(([, text]) => !isNumber(text));
  const free = ticks.filter((tick) => isNumber(tick[1]) && names.every((name) => apart(name, tick)));
  const zero = Math.max(0, free.findIndex(([value]) => value === 0));
  for (let step = 1; step <= free.length; step++) {
    const kept = free.filter((_, at) => (at - zero) % step === 0);
    if (kept.every((tick, at) => !at || apart(kept[at - 1], tick))) return ticks.filter((tick) => names.includes(tick) || kept.includes(tick));
  }
  return names;
};

// What stands under the axis: numbers are thinned; names all stay, in lines or, where that does not do, on a slant.
export const ticksBelow = (axis, place, size) => {
  if (!axis.visible) return { ticks: [], lines: 0, slant: false, deep: 0 };
  const room = ([, one], [, other]) => (textWidth(one, size) + textWidth(other, size)) / 2 + 0.5 * size;
  const whole = { ticks: axis.ticks.map(([value, text]) => [value, [text]]), slant: false, deep: 1.3 * size };
  const clear = (lines) =>
    lines.every(([value, text], at) => {
      if (!at) return true;
      const widest = (texts) => Math.max(...texts.map((line) => textWidth(line, size)));
      const [before, words] = lines[at - 1];
      return Math.abs(place(value) - place(before)) >= (widest(text) + widest(words)) / 2 + 0.3 * size;
    });
  if (axis.ticks.some(([, text]) => isNumber(text))) {
    const kept = thinned(axis.ticks, place, room);
    return { ...whole, ticks: kept.map(([value, text]) => [value, [text]]) };
  }
  if (clear(whole.ticks)) return whole;
  const broken = axis.ticks.map(([value, text]) => [value, inLines(text, size, 0)]);
  const most = Math.max(...broken.map(([, lines]) => lines.length));
  if (clear(broken)) return { ticks: broken, slant: false, deep: (0.1 + 1.2 * most) * size };
  const longest = Math.max(...axis.ticks.map(([, text]) => textWidth(text, size)));
  return { ...whole, slant: true, deep: 0.75 * longest + 0.9 * size };
};

const ticksBeside = (axis, place, size) => (axis.visible ? thinned(axis.ticks, place, () => 1.25 * size) : []);

const LEFT = { label: 1.6, tick: 0.9 }; // room beside the numbers, in letters
const TOP = 10;
const BELOW = 44; // of the room under the plot, what the name of the upright axis may use

const nameLines = (axis, size, room) => (axis.label ? inLines(axis.label, size, room) : []);

// How wide the picture's left edge is: the widest number that may stand there, and the axis's name, whose lines may be
// as long as the picture is high.
export const leftEdge = (panel, letters, tall = Infinity) => {
  const widest = panel.y.visible ? Math.max(0, ...panel.y.ticks.map(([, text]) => textWidth(text, letters.tick))) : 0;
  const numbers = panel.y.visible ? widest + LEFT.tick * letters.tick : 0;
  const lines = nameLines(panel.y, letters.label, tall + BELOW).length;
  return Math.round(numbers + (lines ? LEFT.label + 1.15 * (lines - 1) : 0) * letters.label + 6);
};

export const RIGHT = 14;

// The panel in pixels: its edges, its ticks, and the functions from its numbers to places. `tall`: the plot's height.
export const frameOf = (panel, width, tall, letters) => {
  const left = leftEdge(panel, letters, tall);
  const right = width - RIGHT;
  const bottom = TOP + tall;
  const span = { x: panel.x.high - panel.x.low, y: panel.y.high - panel.y.low };
  const x = (value) => left + ((value - panel.x.low) / span.x) * (right - left);
  const y = (value) => bottom - ((value - panel.y.low) / span.y) * (bottom - TOP);
  const below = ticksBelow(panel.x, x, letters.tick);
  const edge = panel.x.visible ? 8 + below.deep : 6;
  const names = { x: nameLines(panel.x, letters.label, width - 6), y: nameLines(panel.y, letters.label, tall + BELOW) };
  const height = bottom + edge + (names.x.length ? 0.5 + 1.2 * names.x.length : 0) * letters.label;
  return { left, right, top: TOP, bottom, width, height, x, y, letters, names, below, beside: ticksBeside(panel.y, y, letters.tick) };
};

const drawBeside = (frame, under) => {
  for (const [value, text] of frame.beside) {
    const y = round(frame.y(value));
    svg("line", { x1: frame.left, x2: frame.right, y1: y, y2: y, class: "nls-grid" }, under);
    const where = { x: frame.left - 7, y, dy: "0.35em", "text-anchor": "end", class: "nls-tick" };
    svg("text", { ...where, "font-size": frame.letters.tick }, under).textContent = text;
  }
};

const drawBelow = (frame, under) => {
  const size = frame.letters.tick;
  for (const [value, lines] of frame.below.ticks) {
    const x = round(frame.x(value));
    svg("line", { x1: x, x2: x, y1: frame.bottom, y2: frame.bottom + 5, class: "nls-axis" }, under);
    const style = { class: "nls-tick", "font-size": size, "text-anchor": frame.below.slant ? "end" : "middle" };
    lines.forEach((line, row) => {
      const y = round(frame.bottom + 7 + (0.85 + 1.2 * row) * size);
      const turned = { transform: `translate(${x + 3},${round(frame.bottom + 7 + 0.6 * size)}) rotate(-40)` };
      svg("text", { ...style, ...(frame.below.slant ? turned : { x, y }) }, under).textContent = line;
    });
  }
  svg("line", { x1: frame.left, x2: frame.right, y1: frame.bottom, y2: frame.bottom, class: "nls-axis" }, under);
};

// The axes' names, in lines; moved within the picture where they are longer than the plot.
const drawNames = (panel, frame, under) => {
  const size = frame.letters.label;
  const style = { "text-anchor": "middle", class: "nls-label", "font-size": size };
  frame.names.x.forEach((line, row) => {
    const half = textWidth(line, size) / 2;
    const middle = Math.max(half, Math.min((frame.left + frame.right) / 2, frame.width - half));
    const y = frame.height - (0.45 + 1.2 * (frame.names.x.length - 1 - row)) * size;
    svg("text", { ...style, x: round(middle), y: round(y) }, under).textContent = line;
  });
  frame.names.y.forEach((line, row) => {
    const half = textWidth(line, size) / 2;
    const level = Math.max(half, Math.min((frame.top + frame.bottom) / 2, frame.height - half));
    const turn = `translate(${round((1 + 1.15 * row) * size)},${round(level)}) rotate(-90)`;
    svg("text", { ...style, transform: turn }, under).textContent = line;
  });
};

export const drawAxes = (panel, frame, under) => {
  drawBeside(frame, under);
  if (panel.x.visible) drawBelow(frame, under);
  drawNames(panel, frame, under);
};
