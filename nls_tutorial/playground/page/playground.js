// The playground: its parts put together, and what happens when the hand moves.

import { watchTheme } from "../../scenes/js/theme.js";
import { readTask, withNoise } from "../js/task.js";
import { atStart, readAddress, writeAddress } from "./address.js";
import { cellText } from "./cell.js";
import { makeCharts, makeHistory, numbersOf } from "./charts.js";
import { drawSettings } from "./controls.js";
import { workerEngine } from "./engine.js";
import { judge } from "./missions.js";
import { inksOf, makePlane } from "./plane.js";
import { sentenceFor, skeletonOf, writeMissions, writeScores } from "./view.js";

const SCORE_NAMES = ["accuracy", "ece", "floor", "nll", "confidence"];
const TELL_AFTER_MS = 300; // how long the hand must rest before the address is written
const STEPS = 500; // in the cell to copy, before anything was trained

const named = (side) => ({ ...Object.fromEntries(SCORE_NAMES.map((name, at) => [name, side.scores[at]])), loss: side.loss });
const bytesOf = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer;

// A still frame as the worker would send it: its planes come as bytes, 255 for a probability of 1, and what is no number
// as null.
const unpackSide = ({ plane, ...rest }) => {
  const numbers = Object.entries(rest).map(([name, values]) => [name, Float32Array.from(values, (value) => value ?? NaN)]);
  return { ...Object.fromEntries(numbers), plane: Float32Array.from(new Uint8Array(bytesOf(plane)), (byte) => byte / 255), loss: NaN };
};

// What is drawn: settings, the task and its points, the last frame, the scores over time.
const beginWith = (config, settings) => {
  const { step, sides, history: scores } = config.still;
  const frame = { step, sides: sides.map(unpackSide) };
  const past = makeHistory();
  scores.forEach((row) => past.add(row.step, row.sides));
  return { settings, task: readTask(bytesOf(config.still.task)), frame, past, playing: false, done: {}, engine: null };
};

const nameOf = (config, settings, side) => {
  if (!side) return config.choices[0].label;
  const { label, knobs } = config.choices.find(({ name }) => name === settings.loss);
  const told = knobs.map((name) => {
    const { label: letter, values, texts } = config.settings.find((one) => one.name === name);
    return `${letter}\u00a0=\u00a0${texts[values.indexOf(settings[name])]}`;
  });
  return [label, ...told].join(", ");
};

const knobsOf = (config, loss) => config.choices.find(({ name }) => name === loss).knobs;

const LEFT_HEARS = ["kind", "noise", "number", "seed", "rate", "temperature"];

// The frame to draw. Before anything was trained it is the still picture, without the networks that other settings make.
export const frameNow = ({ frame, engine, settings }, start, knobs) => {
  if (engine || !frame) return frame;
  const same = (names) => names.every((name) => settings[name] === start[name]);
  const left = same(LEFT_HEARS);
  const right = left && same(["loss", ...knobs]);
  return left ? { ...frame, sides: [frame.sides[0], right ? frame.sides[1] : null] } : null;
};

// Draws all that depends on the frame and on the settings.
const painterOf = (config, state, parts, charts) => {
  const planes = parts.sides.map(({ canvas }) => makePlane(canvas, config.view));
  const start = atStart(config.settings);
  return () => {
    const { settings, task, past } = state;
    const frame = frameNow(state, start, knobsOf(config, start.loss));
    const inks = (state.inks ??= inksOf(parts.root));
    const data = withNoise(task.train, settings.noise, settings.number);
    const scores = frame?.sides.map((side) => side && named(side));
    parts.sides.forEach((side, at) => {
      side.title.textContent = nameOf(config, settings, at);
      planes[at](frame?.sides[at]?.plane, data, inks);
      writeScores(side, scores?.[at]);
      side.canvas.setAttribute("aria-label", `The plane, ${side.title.textContent}`);
    });
    parts.bar.at.textContent = frame ? `step ${frame.step.toLocaleString("en")}` : "not trained yet";
    parts.root.dataset.step = frame?.step ?? "";
    charts.draw(numbersOf(frame, past, settings.loss === "margin" ? settings.margin : NaN));
    if (!scores?.every(Boolean)) return;
    if (parts.missions) writeMissions(parts.missions, judge(state.done, { settings, step: frame.step, left: scores[0], right: scores[1] }));
  };
};

const troubler = (parts) => (text) => {
  parts.trouble.textContent = text;
  parts.trouble.hidden = !text;
};

const playShown = (parts, state) => (playing, words = playing ? "Pause" : "Train") => {
  state.playing = playing;
  parts.bar.train.textContent = words;
  parts.bar.train.setAttribute("aria-pressed", String(playing));
};

const WILD = 20; // nats: no network that learns has a loss as large

// Of a frame after training: a sentence for networks whose losses have run away; "" where none has.
export const wildIn = ({ step, sides }) => {
  const wild = ["left", "right"].filter((_, at) => step > 0 && !(sides[at].loss <= WILD));
  const one = wild.length === 1;
  return wild.length ? `The learning rate is too large for the ${wild.join(" and the ")} network: ${one ? "its loss has" : "their losses have"} run away. Choose a smaller one, and press Reset.` : "";
};

// What the worker says, and what the page does then.
const listener = (config, state, parts, paint, say, shown) => ({
  frame(frame) {
    const before = state.frame;
    if (before && frame.step < before.step) state.past.clear();
    state.frame = frame;
    state.past.add(frame.step, frame.sides.map(named));
    parts.root.dataset.live = "true"; // no longer the still picture
    if (state.playing) shown(true);
    const wild = wildIn(frame);
    if (wild) say(wild);
    paint();
  },
  paused() {
    shown(false);
    const { frame, settings } = state;
    parts.aloud.textContent = frame ? sentenceFor(frame.step, [0, 1].map((side) => nameOf(config, settings, side)), frame.sides.map(named)) : "";
  },
  trouble({ text }) {
    shown(false);
    say(text);
  },
  states: (told) => parts.root.dispatchEvent(new CustomEvent("nls-states", { detail: told })),
});

// The engine, begun when it is first needed; null, and a sentence, where there can be none.
const engineOf = (config, state, say, heard) => () => {
  if (state.engine) return state.engine;
  const why = config.engine.why();
  if (why) {
    say(why);
    return null;
  }
  state.engine = config.engine.start(heard);
  state.frame = null;
  state.past.clear();
  state.engine.send({ do: "settings", settings: state.settings });
  return state.engine;
};

const buttonsOf = (state, parts, engine, say, shown) => {
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const order = (one) => {
    const worker = engine();
    if (!worker) return;
    say("");
    worker.send(one);
  };
  const train = () => {
    if (state.playing) return state.engine.send({ do: "pause" });
    if (!engine()) return;
    shown(true, state.frame ? "Pause" : "Loading …");
    order({ do: "play", calm: calm.matches });
  };
  const doers = { p: train, s: () => order({ do: "step", steps: 1 }), r: () => order({ do: "reset" }) };
  parts.bar.train.addEventListener("click", doers.p);
  parts.bar.step.addEventListener("click", doers.s);
  parts.bar.reset.addEventListener("click", doers.r);
  parts.root.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.tagName === "SELECT") return;
    const doer = doers[event.key.toLowerCase()];
    if (!doer) return;
    event.preventDefault();
    event.stopPropagation(); // a notebook has keys of its own
    doer();
  });
};

const copier = (config, state, parts) => async () => {
  const { code } = config.choices.find(({ name }) => name === state.settings.loss);
  parts.code.textContent = cellText(config.cell, code, state.settings, state.frame?.step || STEPS);
  parts.code.hidden = false;
  try {
    await navigator.clipboard.writeText(parts.code.textContent);
    parts.aloud.textContent = "Copied.";
    parts.bar.copy.textContent = "Copied";
  } catch {
    getSelection().selectAllChildren(parts.code); // to be copied by hand
    parts.bar.copy.textContent = "Select and copy below";
  }
  setTimeout(() => (parts.bar.copy.textContent = "Copy Python"), 2500);
};

// Other settings: into the address, to the worker, and, where the data are others, the points of the new task.
const changer = (config, state, { paint, say, show }, ownsAddress) => {
  let timer = 0;
  const tell = () => history.replaceState(null, "", writeAddress(config.settings, state.settings, knobsOf(config, state.settings.loss)) || location.pathname + location.search);
  return async (changed) => {
    const before = state.settings;
    state.settings = { ...before, ...changed };
    show(state.settings);
    clearTimeout(timer);
    if (ownsAddress) timer = setTimeout(tell, TELL_AFTER_MS);
    const now = state.settings;
    const current = () => ["kind", "seed"].every((name) => state.settings[name] === now[name]); // no later hand chose others
    if (["kind", "seed"].some((name) => before[name] !== now[name])) {
      try {
        const task = readTask(await config.engine.points(now.kind, now.seed));
        if (!current()) return;
        state.task = task;
      } catch ({ message }) {
        say(message);
        if (!current()) return;
        state.settings = before;
        return show(before);
      }
    }
    state.engine?.send({ do: "settings", settings: state.settings });
    paint();
  };
};

// However often it is asked for, once a picture of the screen.
const onceAFrame = (draw) => {
  let due = 0;
  const now = () => {
    due = 0;
    draw();
  };
  return () => (due ||= requestAnimationFrame(now));
};

// `config`: {settings, choices, cell, shown, still, engine}; `ownsAddress`: this playground is the one that the address speaks of.
export const mountPlayground = (el, config, ownsAddress = true) => {
  const read = ownsAddress ? readAddress(config.settings, location.hash) : { settings: atStart(config.settings), troubles: [] };
  const state = beginWith(config, atStart(config.settings));
  const parts = skeletonOf(el, config.shown);
  const charts = makeCharts(parts.charts);
  const paint = painterOf(config, state, parts, charts);
  const say = troubler(parts);
  const shown = playShown(parts, state);
  const engine = engineOf(config, state, say, listener(config, state, parts, paint, say, shown));
  const show = drawSettings(config, parts.controls, (loss) => knobsOf(config, loss), (name, value) => change({ [name]: value }));
  const soon = onceAFrame(paint);
  const change = changer(config, state, { paint: soon, say, show }, ownsAddress);
  buttonsOf(state, parts, engine, say, shown);
  parts.bar.copy.addEventListener("click", copier(config, state, parts));
  const endTheme = watchTheme(el, (dark) => {
    parts.root.classList.toggle("nls-dark", dark);
    state.inks = null;
    paint();
  });
  const sizes = new ResizeObserver(() => {
    charts.fit();
    soon();
  });
  sizes.observe(parts.root);
  charts.fit();
  show(state.settings);
  change(read.settings).then(paint);
  say(read.troubles.join(" "));
  if (ownsAddress) {
    addEventListener("hashchange", () => {
      const again = readAddress(config.settings, location.hash);
      change(again.settings);
      say(again.troubles.join(" "));
    });
  }
  return { change, send: (order) => state.engine?.send(order), root: parts.root, stop: () => (endTheme(), sizes.disconnect(), state.engine?.stop()) };
};

// One in each `.nls-playground` of the page; what waits there for a page without scripts goes. `base`: where its files lie.
// A place may hold what it is told of its own, as JSON; the address then speaks of other things.
export const mountAll = (config, base) => {
  const places = [...document.querySelectorAll(".nls-playground:not([data-mounted])")]; // the script may stand there twice
  const engine = workerEngine(base);
  const mounted = places.map((place, at) => {
    const own = place.querySelector("script[type='application/json']")?.textContent;
    place.dataset.mounted = "";
    place.replaceChildren();
    return mountPlayground(place, { ...config, ...(own ? JSON.parse(own) : {}), engine }, at === 0 && !own);
  });
  window.nlsPlaygrounds = [...(window.nlsPlaygrounds ?? []), ...mounted];
};
