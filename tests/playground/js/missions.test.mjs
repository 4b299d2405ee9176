import assert from "node:assert/strict";
import { test } from "node:test";

const { judge } = await import(`${process.env.NLS_PLAY}/page/missions.js`);
const now = (more = {}) => ({
  settings: { noise: 0.25, loss: "smoothing", epsilon: 0.2 },
  step: 600,
  left: { accuracy: 0.7, ece: 0.12 },
  right: { accuracy: 0.69, ece: 0.049 },
  ...more,
});
const done = (kept, given) => judge(kept, given).filter((row) => row.done).map(({ name }) => name);

test("calibrated on wrong labels, and as accurate", () => {
  assert.deepEqual(done({}, now()), ["calibrate"]);
  assert.deepEqual(done({}, now({ step: 499 })), []);
  assert.deepEqual(done({}, now({ right: { accuracy: 0.66, ece: 0.01 } })), [], "too much accuracy was paid");
  assert.deepEqual(done({}, now({ right: { accuracy: 0.69, ece: 0.05 } })), []);
  assert.deepEqual(done({}, now({ settings: { noise: 0.2, loss: "smoothing", epsilon: 0.2 } })), []);
});

test("collapsed beside a network that learns", () => {
  const right = { accuracy: 0.34, ece: 0.3 };
  assert.deepEqual(done({}, now({ right })), ["collapse"]);
  assert.deepEqual(done({}, now({ right, step: 99 })), []);
  assert.deepEqual(done({}, now({ right, left: { accuracy: 0.5, ece: 0.1 } })), [], "both did");
});

test("the smallest ε that spoils clean data is kept", () => {
  const clean = (epsilon, ece) => now({ settings: { noise: 0, loss: "smoothing", epsilon }, left: { accuracy: 0.95, ece: 0.03 }, right: { accuracy: 0.95, ece } });
  const kept = {};
  assert.deepEqual(done(kept, clean(0.2, 0.12)), ["spoil"]);
  assert.deepEqual(done(kept, clean(0.1, 0.081)), ["spoil"]);
  assert.deepEqual(done(kept, clean(0.05, 0.05)), ["spoil"], "done stays done");
  assert.equal(kept.spoil, 0.1);
  assert.match(judge(kept, clean(0.05, 0.05))[2].words, /ECE is 2\.0 % higher; smallest so far: ε = 0\.1/);
  assert.deepEqual(done({}, now({ ...clean(0.2, 0.12), settings: { noise: 0, loss: "margin", epsilon: 0.2 } })), []);
});

test("scores that are not there do no mission", () => {
  const nothing = { accuracy: NaN, ece: NaN };
  assert.deepEqual(done({}, now({ left: nothing, right: nothing })), []);
});
