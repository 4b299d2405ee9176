// The scene: its parts put together, and what happens when the hand moves.

import { drawControls } from "./controls.js";
import { html } from "./dom.js";
import { drawGuess, placeOf, valuesOf } from "./guess.js";
import { keepHere } from "./kept.js";
import { arrange, wordsNeed } from "./layout.js";
import { letterSizes } from "./letters.js";
import { askInTurn } from "./live.js";
import { drawPanel } from "./panel.js";
import { drawReadouts } from "./readouts.js";
import { follows, marksOf } from "./sketch.js";
import { lookUp, toNumbers } from "./table.js";
import { watchTheme } from "./theme.js";

const SAY_AFTER_MS = 400; // how long the hand must rest before the numbers are read aloud
const UNSEEN = 640; // a width to draw with before the page has given one
const UNREAD = 15; // and a size of letters, where the scene is drawn before it stands in a page
const ASIDE = 210; // room enough for the numbers beside the panels

const skeleton = (el, spec) => {
  const named = spec.panels.some((panel) => panel.marks.some((mark) => mark.name && mark.kind !== "Text"));
  const root = html("figure", named ? "nls-scene" : "nls-scene nls-unnamed", el);
  root.setAttribute("aria-label", spec.title);
  html("div", "nls-title", root, spec.title);
  const row = html("div", "nls-controls", root);
  const trouble = html("div", "nls-trouble", root);
  trouble.setAttribute("role", "alert");
  trouble.hidden = true;
  const body = html("div", "nls-body", root);
  const panels = html("div", "nls-panels", body);
  const facts = html("dl", "nls-facts", body);
  const aloud = html("div", "nls-aloud", root);
  aloud.setAttribute("aria-live", "polite");
  html("figcaption", "nls-aloud", root, spec.description);
  return { root, row, trouble, body, panels, facts, aloud };
};

// In a frame as high as what it shows, the window's height says nothing.
const screenTall = () => (window.top === window ? window.innerHeight : 0.75 * screen.availHeight);

// The words in a panel, the longest that each may say, and where they stand at first.
const wordsIn = (panel, state) =>
  panel.marks.filter(({ kind }) => kind === "Text").map(({ text, x, y }) => {
    const at = state.live ? state.index.map(() => 0) : state.index;
    const longest = typeof text === "string" ? text : text.texts.reduce((one, other) => (other.length > one.length ? other : one));
    return { text: longest, x: state.get(x, at)[0], y: state.get(y, at)[0] };
  });

// Sizes the panels by the room there is; returns whether anything changed.
const fitter = (parts, spec, drawn, state, lower) => {
  const breaks = spec.panels.slice(1).map((_, at) => {
    const wall = html("div", "nls-break");
    drawn[at].box.after(wall);
    return wall;
  });
  let last = "";
  return () => {
    const style = getComputedStyle(parts.body);
    const letters = letterSizes(parseFloat(style.fontSize) || UNREAD);
    const width = Math.floor(parts.body.clientWidth) || UNSEEN;
    const now = `${width},${letters.tick}`;
    if (now === last) return false;
    last = now;
    const needs = spec.panels.map((panel) => wordsNeed(panel, wordsIn(panel, state), letters));
    const { rows, sizes } = arrange(spec.panels, width, Math.max(300, 0.8 * screenTall() - 150) - lower, letters, needs);
    drawn.forEach((panel, at) => panel.resize(sizes[at], letters));
    const starts = new Set(rows.map((row) => row[0]));
    breaks.forEach((wall, at) => (wall.hidden = !starts.has(at + 1)));
    const used = sizes.reduce((sum, size) => sum + size.width + 20, 0);
    parts.body.classList.toggle("nls-aside", rows.length === 1 && width - used > ASIDE * letters.scale && spec.readouts.length > 0);
    return true;
  };
};

const handOf = (spec, index, change) => ({
  index: () => index,
  label: (control) => spec.controls[control].label,
  say: (control) => spec.controls[control].texts[index[control]],
  length: (control) => spec.controls[control].texts.length,
  change,
});

// What is drawn, once a frame: `state` holds the numbers, the position, and what moved since.
const painter = (state, parts, { shown, drawn, say }, settled) => () => {
  state.frame = 0;
  const { index, live, failed } = state;
  shown.forEach((show, place) => show(index[place]));
  const position = live ? index.map(() => 0) : index;
  drawn.forEach((panel) => panel.show(position, live ? null : state.changed));
  const sentence = say(failed ? null : (track) => state.get(track, position)[0]);
  state.changed = new Set();
  parts.trouble.textContent = failed;
  parts.trouble.hidden = !failed;
  parts.root.classList.toggle("nls-failed", Boolean(failed));
  parts.root.dataset.index = index.join(","); // what is drawn now: for tests and for the curious
  clearTimeout(state.timer);
  state.timer = setTimeout(() => {
    parts.aloud.textContent = failed || sentence;
    settled([...index]);
  }, SAY_AFTER_MS);
};

const stateOf = (payload, ask) => {
  const state = { numbers: toNumbers(payload.data), index: [...payload.spec.start], live: Boolean(ask) };
  const get = (track, index) => (track.of ? track.of(index) : lookUp(state.numbers, track, index));
  // changed: null for everything, otherwise the controls that moved since the last frame
  return Object.assign(state, { get, changed: null, failed: "", frame: 0, timer: 0 });
};

// Ends what mount began.
const stopper = (state, root, ...ends) => () => {
  ends.forEach((end) => end());
  clearTimeout(state.timer);
  cancelAnimationFrame(state.frame);
  root.remove();
};

// How answers from Python arrive: as numbers, or as words about what went wrong.
const asker = (ask, state, refresh) => {
  const shows = (change) => (given) => {
    change(given);
    refresh();
  };
  const answered = shows((data) => Object.assign(state, { failed: "", numbers: toNumbers(data) }));
  return askInTurn(ask, () => [...state.index], answered, shows((words) => (state.failed = words)));
};

// The spec with the reader's guess as marks in the picture; `held.values` are not there (NaN) until the curtain opens.
const withGuess = (spec, held) => {
  if (!spec.guess?.mark) return spec;
  const [panel, along] = spec.guess.mark;
  const looks = { name: "your guess", color: "purple", dash: "dotted" };
  const rule = { kind: "Rule", at: follows(1, () => held.values), along, width: 2.5, follows: [], ...looks };
  const marks = along === "xy" ? marksOf(spec.guess, () => held.values, { ...looks, marker: "diamond" }) : [rule];
  const panels = spec.panels.map((one, place) => (place === panel ? { ...one, marks: [...one.marks, ...marks] } : one));
  return { ...spec, panels };
};

// What happens in the picture when the curtain opens.
const opener = (guess, held, state, refresh) => (kept) => {
  held.values = valuesOf(guess, placeOf(guess, kept));
  state.changed = null;
  refresh();
};

// payload: {spec, data}; ask(index, answer): only for a scene whose numbers come from Python, one position at a time;
// lower: by how many pixels the panels are to be lower than usual, where they may; keep: where guesses are kept.
export function mount(el, given, { ask = null, settled = () => {}, lower = 0, keep = keepHere() } = {}) {
  const held = { values: given.spec.guess?.mark ? valuesOf(given.spec.guess, -1) : [] };
  const spec = withGuess(given.spec, held);
  const state = stateOf(given, ask);
  const parts = skeleton(el, spec);
  const refresh = () => (state.frame ||= requestAnimationFrame(paint));
  const moved = ask ? asker(ask, state, refresh) : refresh;
  const change = (place, at) => {
    const value = Math.min(Math.max(at, 0), spec.controls[place].texts.length - 1);
    if (value === state.index[place]) return;
    state.index[place] = value;
    state.changed?.add(place);
    moved();
    shown[place](value);
  };
  const shown = drawControls(spec.controls, parts.row, change);
  const hand = handOf(spec, state.index, change);
  const drawn = spec.panels.map((panel) => drawPanel(panel, spec.title, parts.panels, state.get, hand));
  const fit = fitter(parts, spec, drawn, state, lower);
  const paint = painter(state, parts, { shown, drawn, say: drawReadouts(spec.readouts, parts.facts) }, settled);
  const refit = () => {
    if (!fit()) return;
    state.changed = null;
    refresh();
  };
  const endTheme = watchTheme(el, (dark) => parts.root.classList.toggle("nls-dark", dark));
  const sizes = new ResizeObserver(refit);
  sizes.observe(parts.body);
  fit();
  paint();
  if (spec.guess) drawGuess(spec.guess, parts.root, parts.root.firstChild, keep, opener(spec.guess, held, state, refresh));
  return {
    set: (places) => places.forEach((at, place) => change(place, at)),
    stop: stopper(state, parts.root, endTheme, () => sizes.disconnect()),
  };
}
