// The networks train here, beside the page: it stays free for the hand.

import * as ort from "./ort.wasm.bundle.min.mjs";
import { makeTrainer } from "./trainer.js";

// Between two pictures: milliseconds of training, or longer, by how long a look takes; and steps at most. Whoever asked
// for less motion sees one picture a second.
const LIVELY = { ms: 22, looks: 1.5, steps: 50 };
const CALM = { ms: 900, looks: 1.5, steps: Infinity };

ort.env.wasm.numThreads = 1;

const fetched = async (name) => {
  const answer = await fetch(new URL(name, import.meta.url));
  if (!answer.ok) throw new Error(`The file ${name} is not there (${answer.status}). Reload the page; if that does not help, build the site again.`);
  return answer.arrayBuffer();
};
const trainer = makeTrainer(ort, fetched);
const tell = (kind, more = {}) => postMessage({ kind, ...more });
const LARGE = "The learning rate is too large: a loss is no longer a number. Choose a smaller one, and press Reset.";

let playing = false;
let pace = LIVELY;
let broken = false;
let looked = 0; // milliseconds that the last look took
let seen = () => {};
let asked = null; // settings that wait for the end of a step

const fail = (text) => {
  playing = false;
  tell("trouble", { text });
};

// One picture, and the page's word that it was drawn: a page in the background draws none, and nothing runs ahead of it.
const show = async () => {
  const drawn = new Promise((done) => (seen = done));
  const begun = performance.now();
  const frame = await trainer.look();
  looked = performance.now() - begun;
  tell("frame", frame);
  await drawn;
};

const obey = async () => {
  while (asked) {
    const settings = asked;
    asked = null;
    if (await trainer.set(settings)) broken = false;
  }
};

const advance = async (most, until = Infinity) => {
  for (let step = 0; step < most && performance.now() < until && !broken; step++) broken = !(await trainer.train(1));
  if (broken) fail(LARGE);
};

let running = null;
const run = async () => {
  while (playing) {
    await obey();
    await advance(pace.steps, performance.now() + Math.max(pace.ms, pace.looks * looked));
    await show();
  }
};

const halt = async () => {
  playing = false;
  await running;
  running = null;
  await obey();
};

const DO = {
  async settings({ settings }) {
    asked = settings;
    if (playing) return;
    await halt();
    await show();
  },
  async play({ calm }) {
    pace = calm ? CALM : LIVELY;
    if (broken) return fail(LARGE);
    if (playing) return;
    await halt();
    playing = true;
    running = run().catch(({ message }) => fail(message));
  },
  async pause() {
    await halt();
    tell("paused");
  },
  async step({ steps }) {
    await halt();
    await advance(steps);
    await show();
    tell("paused");
  },
  async reset() {
    const again = playing;
    await halt();
    broken = false;
    trainer.reset();
    await show();
    if (again) await DO.play({ calm: pace === CALM });
  },
  // Both states as they are: what a test compares.
  async states() {
    tell("states", { step: trainer.now.step, states: trainer.now.sides.map(({ state }) => state) });
  },
};

// One order after the other; a picture that was drawn is no order.
let before = Promise.resolve();
addEventListener("message", ({ data }) => {
  if (data.do === "seen") seen();
  else before = before.then(() => DO[data.do](data)).catch(({ message }) => fail(message));
});
tell("ready");
