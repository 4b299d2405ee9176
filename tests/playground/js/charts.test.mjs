import assert from "node:assert/strict";
import { test } from "node:test";

const { makeHistory, numbersOf, PANELS } = await import(`${process.env.NLS_PLAY}/page/charts.js`);
const scores = (value) => [0, 1].map((side) => ({ accuracy: value + side, ece: value, nll: value }));
const side = (bins) => ({ accuracies: new Float32Array(15).fill(bins), confidences: new Float32Array(15).fill(0.8), distances: new Float32Array(20).fill(0.05) });

test("a run of 10,000 steps keeps a few hundred points, evenly, and the last ones", () => {
  const past = makeHistory();
  for (let step = 0; step <= 10_000; step++) past.add(step, scores(step));
  assert.ok(past.rows.length > 100 && past.rows.length < 300, `${past.rows.length}`);
  assert.equal(past.rows[0].step, 0);
  assert.ok(10_000 - past.rows.at(-1).step <= past.rows[1].step);
  const apart = past.rows.slice(1).map(({ step }, at) => step - past.rows[at].step);
  assert.ok(Math.max(...apart) <= 2 * Math.min(...apart));
  assert.equal(past.rows.at(-1).sides[1].accuracy, past.rows.at(-1).step + 1);
});

test("a run that begins again forgets the one before", () => {
  const past = makeHistory();
  [0, 10, 20, 0].forEach((step) => past.add(step, scores(step)));
  assert.deepEqual(past.rows.map(({ step }) => step), [0]);
});

test("every panel finds its numbers, with a frame and without", () => {
  const past = makeHistory();
  past.add(0, scores(0));
  past.add(50, scores(1));
  for (const told of [numbersOf({ sides: [side(0.5), side(NaN)] }, past, 6), numbersOf(null, past, NaN)]) {
    for (const panel of Object.values(PANELS)) {
      for (const mark of panel.marks) {
        const tracks = Object.values(mark).filter((one) => typeof one === "object" && "name" in one && "size" in one);
        assert.ok(tracks.length >= 1);
        for (const { name } of tracks) assert.ok(name in told, name);
      }
    }
  }
});

test("a gap runs from the accuracy to the confidence, and an empty bin has none", () => {
  const told = numbersOf({ sides: [side(0.5), side(NaN)] }, makeHistory(), 6);
  assert.deepEqual(told.gaps0.slice(0, 2).map((one) => Math.round(10 * one) / 10), [0.5, 0.8]);
  assert.ok(told.gaps1.filter((_, at) => at % 3 === 0).every(Number.isNaN));
  assert.deepEqual(told.stairs0.slice(0, 2), [0.5, 0.5]);
  assert.deepEqual(told.margin, [6]);
});
