// The panels beside the planes: reliability, scores over time, logit distances; drawn as every scene of the course is.

import { html } from "../../scenes/js/dom.js";
import { letterSizes } from "../../scenes/js/letters.js";
import { drawPanel } from "../../scenes/js/panel.js";

const SHARES = [0, 0.25, 0.5, 0.75, 1].map((share) => [share, `${100 * share} %`]);
const axisOf = (label, low, high, ticks) => ({ label, low, high, visible: true, ticks });
const track = (name, size = 0) => ({ name, size });
const line = (x, y, name, color, dash = "solid", width = 2) => ({ kind: "Line", x: track(x), y: track(y), name, color, dash, width, follows: [] });

const reliability = (side) => ({
  title: "",
  x: axisOf("confidence", 0, 1, SHARES),
  y: axisOf("accuracy", 0, 1, SHARES),
  aspect: 0.8,
  equal: false,
  width: 1,
  marks: [
    { kind: "Band", x: track("edges"), low: track("nothing"), high: track(`heights${side}`), name: "accuracy in the bin", color: side ? "purple" : "blue", opacity: 0.22, follows: [] },
    line("edges", `stairs${side}`, "", side ? "purple" : "blue", "solid", 1.2),
    line("diagonal", "diagonal", "calibrated", "muted", "dashed", 1.6),
    line(`feet${side}`, `gaps${side}`, "gap", "red", "solid", 4),
  ],
});

const overTime = (title, name, high, ticks) => ({
  title,
  x: axisOf("from the first step to now", 0, 1, []),
  y: axisOf("", 0, high, ticks),
  aspect: 0.62,
  equal: false,
  width: 1,
  marks: [line("steps", `${name}0`, "left", "blue"), line("steps", `${name}1`, "right", "purple", "dashed")],
});

const bars = (side, color) => ({ kind: "Bars", x: track(`at${side}`, 20), y: track(`distances${side}`), base: 0, width: 0.42, name: side ? "right" : "left", color, follows: [] });
const distances = {
  title: "Largest logit distance",
  x: axisOf("", 0, 20, [0, 5, 10, 15, 20].map((at) => [at, String(at)])),
  y: axisOf("", 0, 1, SHARES),
  aspect: 0.62,
  equal: false,
  width: 1,
  marks: [bars(0, "blue"), bars(1, "purple"), { kind: "Rule", at: track("margin"), along: "x", name: "m", color: "red", dash: "dashed", width: 2, follows: [] }],
};

const NLL = [0, 1, 2, 3, 4].map((at) => [at, String(at)]);
export const PANELS = {
  reliability0: reliability(0),
  reliability1: reliability(1),
  accuracy: overTime("Accuracy", "accuracy", 1, SHARES),
  ece: overTime("ECE", "ece", 0.6, [0, 0.2, 0.4, 0.6].map((at) => [at, `${100 * at} %`])),
  nll: overTime("NLL", "nll", 4, NLL),
  distances,
};

const MOST = 300; // points of a curve; when it is full, every second one stays
const KEPT = ["accuracy", "ece", "nll"];

// The scores over time. Nothing grows: a long run has the same number of points, farther apart.
export const makeHistory = () => {
  const rows = [];
  let apart = 1;
  return {
    rows,
    add(step, sides) {
      if (rows.length && step < rows.at(-1).step) this.clear();
      if (rows.length && step - rows.at(-1).step < apart) return;
      rows.push({ step, sides: sides.map((scores) => Object.fromEntries(KEPT.map((name) => [name, scores[name]]))) });
      if (rows.length < MOST) return;
      for (let at = rows.length - 1; at > 0; at -= 2) rows.splice(at, 1);
      apart = rows[1].step - rows[0].step;
    },
    clear() {
      rows.length = 0;
      apart = 1;
    },
  };
};

// Each bin's height over its width, and from its mean confidence the gap to the diagonal.
const ofBins = (side, { accuracies, confidences }) => ({
  [`stairs${side}`]: Array.from(accuracies).flatMap((height) => [height, height]),
  [`heights${side}`]: Array.from(accuracies).flatMap((height) => (Number.isFinite(height) ? [height, height] : [0, 0])),
  [`feet${side}`]: Array.from(confidences).flatMap((sure) => [sure, sure, NaN]),
  [`gaps${side}`]: Array.from(accuracies).flatMap((height, at) => [height, confidences[at], NaN]),
});

const BINS = 15;
const FAR = 20;
const FIXED = {
  edges: Array.from({ length: BINS }, (_, at) => [at / BINS, (at + 1) / BINS]).flat(),
  nothing: new Array(2 * BINS).fill(0),
  diagonal: [0, 1],
  at0: Array.from({ length: FAR }, (_, at) => at + 0.28),
  at1: Array.from({ length: FAR }, (_, at) => at + 0.72),
};

const EMPTY = { accuracies: new Array(BINS).fill(NaN), confidences: new Array(BINS).fill(NaN), distances: new Array(FAR).fill(NaN) };

// Every number that the panels draw, by name; where a frame or a network is missing, nothing is drawn. `margin`: where m stands, or NaN where the loss has none.
export const numbersOf = (frame, history, margin) => {
  const rows = frame ? history.rows : [];
  const sides = frame?.sides ?? [null, null];
  const last = Math.max(rows.at(-1)?.step ?? 0, 1);
  const told = { ...FIXED, margin: [margin], steps: rows.map(({ step }) => step / last) };
  sides.forEach((side, at) => {
    Object.assign(told, ofBins(at, side ?? EMPTY), { [`distances${at}`]: (side ?? EMPTY).distances });
    for (const name of KEPT) told[`${name}${at}`] = rows.map(({ sides: scores }) => (side ? scores[at][name] : NaN));
  });
  return told;
};

// The panels in their places, name → element. Returns what draws numbers, and what fits them to their places' widths.
export const makeCharts = (places) => {
  let numbers = {};
  const get = ({ name }) => numbers[name];
  const drawn = Object.entries(places).map(([name, place]) => {
    const own = structuredClone(PANELS[name]);
    return { place, own, panel: drawPanel(own, own.title || "Reliability", place, get, null), last: 0 };
  });
  const index = [];
  const show = () => drawn.forEach(({ panel, last }) => last && panel.show(index, null));
  return {
    draw(told) {
      numbers = told;
      show();
    },
    fit() {
      for (const one of drawn) {
        const wide = Math.floor(one.place.clientWidth);
        if (!wide || wide === one.last) continue;
        one.last = wide;
        one.panel.resize({ width: wide, tall: Math.max(90, one.own.aspect * (wide - 60)) }, letterSizes(14));
      }
      if (numbers.edges) show();
    },
  };
};

export const placeIn = (parent, name, className) => {
  const place = html("div", className, parent);
  place.dataset.panel = name;
  return place;
};
