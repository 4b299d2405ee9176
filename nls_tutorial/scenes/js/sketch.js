// What a reader draws: heights at knots, as a curve or as bars, or a place in the plane; and how far it lies from the truth.

import { RIGHT, leftEdge } from "./axis.js";
import { html } from "./dom.js";
import { letterSizes } from "./letters.js";
import { drawPanel } from "./panel.js";

const WIDEST = 470;
const TALL = { curve: 190, bars: 190, spot: 300 };

export const valuesAt = (asked, places) => places.map((at, control) => asked.controls[control].values[at]);

// The mean over the knots; in the plane the straight line.
export const distanceOf = ({ form }, values, truth) => {
  const apart = values.map((value, at) => Math.abs(value - truth[at]));
  return form === "spot" ? Math.hypot(...apart) : apart.reduce((sum, one) => sum + one, 0) / apart.length;
};

export const drawnOf = (asked, places) => {
  const answer = valuesAt(asked, places);
  const words = places.map((at, control) => [asked.controls[control].label, asked.controls[control].texts[at]]);
  const said = words.map(([label, text]) => (asked.form === "spot" ? `${label} = ${text}` : `${text} at ${label}`)).join(", ");
  return { answer, said, correct: distanceOf(asked, answer, asked.solution) <= asked.within + 1e-9 };
};

// Where a kept answer stands among the steps of today; below 0 where it does not.
export const placesOf = (asked, answer) => {
  if (!Array.isArray(answer) || answer.length !== asked.controls.length) return -1;
  const places = answer.map((one, control) => asked.controls[control].values.findIndex((value) => Math.abs(value - one) < 1e-9));
  return places.includes(-1) ? -1 : places;
};

// Numbers of a mark that no block holds: they are asked for when they are drawn.
export const follows = (size, of) => ({ size, of });

// One drawn answer as marks. `shift`: -1 and 1 where two stand side by side as bars, else 0.
export const marksOf = (asked, valuesOf, { name, color, dash = "solid", marker = "circle", shift = 0 }) => {
  const looks = { name, color, follows: [] };
  if (asked.form === "spot") {
    const [x, y] = [0, 1].map((axis) => follows(1, (index) => [valuesOf(index)[axis]]));
    return [{ kind: "Points", x, y, marker, size: 12, opacity: 1, ...looks }];
  }
  const { low, high } = asked.panel.y;
  const gap = asked.at.length > 1 ? asked.at[1] - asked.at[0] : asked.panel.x.high - asked.panel.x.low;
  const y = follows(asked.at.length, valuesOf);
  const aside = follows(asked.at.length, () => asked.at.map((at) => at + 0.19 * shift * gap));
  if (asked.form === "bars") return [{ kind: "Bars", x: aside, y, width: (shift ? 0.36 : 0.6) * gap, base: Math.min(Math.max(0, low), high), ...looks }];
  const x = follows(asked.at.length, () => asked.at);
  const dots = { kind: "Points", x, y, marker, size: 9, opacity: 1, ...looks, name: "" };
  return [{ kind: "Line", x, y, dash, width: 2.5, ...looks }, dots];
};

// The disk in which a place counts as right.
const disk = (asked) => {
  const corners = Array.from({ length: 49 }, (_, at) => (2 * Math.PI * at) / 48);
  const around = (axis, wave) => follows(49, () => corners.map((angle) => asked.solution[axis] + asked.within * wave(angle)));
  return { kind: "Shape", x: around(0, Math.cos), y: around(1, Math.sin), name: "counts as right", color: "green", opacity: 0.2, follows: [] };
};

const knobs = (asked, valuesOf) => {
  const knob = { kind: "Handle", name: "", color: "purple", follows: [] };
  const along = (axis) => follows(1, (index) => [valuesOf(index)[axis]]);
  if (asked.form === "spot") return [{ ...knob, name: "your guess: drag it", moves: [0, 1], x: along(0), y: along(1) }];
  return asked.at.map((at, control) => ({ ...knob, moves: [control], x: follows(1, () => [at]), y: along(control) }));
};

// Squares with their words beside them, on the side where there is more room.
const landmarks = (asked) =>
  (asked.landmarks ?? []).flatMap(([x, y, text]) => {
    const looks = { color: "ink", name: "", follows: [] };
    const at = (number) => follows(1, () => [number]);
    const { low, high } = asked.panel.x;
    const right = x <= (low + high) / 2;
    const beside = x + (right ? 0.03 : -0.03) * (high - low);
    return [
      { kind: "Points", x: at(x), y: at(y), marker: "square", size: 9, opacity: 1, ...looks },
      { kind: "Text", x: at(beside), y: at(y), text, anchor: right ? "start" : "end", ...looks },
    ];
  });

// A panel of its own, as wide as there is room.
const drawPanelIn = (asked, parent, marks, hand) => {
  const into = html("div", "nls-pad", parent);
  const panel = { ...asked.panel, marks: [...landmarks(asked), ...marks] };
  const drawn = drawPanel(panel, "Your drawing", into, (track, index) => track.of(index), hand);
  const show = () => drawn.show(hand.index(), null);
  const fit = () => {
    const letters = letterSizes(parseFloat(getComputedStyle(into).fontSize) || 15);
    let width = Math.min(into.clientWidth || WIDEST, WIDEST * letters.scale);
    let tall = TALL[asked.form] * letters.scale;
    if (panel.equal) {
      const edges = leftEdge(panel, letters) + RIGHT;
      const ratio = (panel.y.high - panel.y.low) / (panel.x.high - panel.x.low);
      tall = Math.min(tall, (width - edges) * ratio);
      width = tall / ratio + edges;
    }
    drawn.resize({ width: Math.floor(width), tall }, letters);
    show();
  };
  let last = -1;
  new ResizeObserver(() => {
    if (into.clientWidth === last) return;
    last = into.clientWidth;
    fit();
  }).observe(into);
  fit();
  return show;
};

// What the reader drags; `change(places)` at each move.
export const drawPad = (asked, parent, change) => {
  const places = asked.controls.map(({ start }) => start);
  const hand = {
    index: () => places,
    label: (control) => (asked.form === "spot" ? asked.controls[control].label : `Your guess at ${asked.controls[control].label}`),
    say: (control) => asked.controls[control].texts[places[control]],
    length: (control) => asked.controls[control].values.length,
    change: (control, at) => {
      places[control] = Math.min(Math.max(at, 0), hand.length(control) - 1);
      show();
      change([...places]);
    },
  };
  const valuesOf = (index) => valuesAt(asked, index);
  const own = asked.form === "spot" ? [] : marksOf(asked, valuesOf, { name: "your guess: drag the rings", color: "purple" });
  const show = drawPanelIn(asked, parent, [...own, ...knobs(asked, valuesOf)], hand);
};

// The truth, and beside it what was drawn, where something was.
export const drawTogether = (asked, places, parent) => {
  const marks = asked.form === "spot" ? [disk(asked)] : [];
  marks.push(...marksOf(asked, () => asked.solution, { name: "what is so", color: "green", shift: -1 }));
  if (Array.isArray(places)) {
    const values = valuesAt(asked, places);
    marks.push(...marksOf(asked, () => values, { name: "your guess", color: "purple", dash: "dashed", marker: "diamond", shift: 1 }));
  }
  drawPanelIn(asked, parent, marks, { index: () => [] });
};
