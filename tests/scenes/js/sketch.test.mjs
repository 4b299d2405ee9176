import assert from "node:assert/strict";
import { test } from "node:test";

const { distanceOf, drawnOf, marksOf, placesOf } = await import(`${process.env.NLS_JS}/sketch.js`);
const { placeOf, recordOf, sentenceOf, valuesOf } = await import(`${process.env.NLS_JS}/guess.js`);

const knob = (label) => ({ label, values: [0, 0.5, 1], texts: ["0.0", "0.5", "1.0"], start: 1 });
const BARS = {
  name: "10.2", text: "Draw the label.", kind: "drawing", form: "bars", controls: [knob("cat"), knob("dog")], at: [0, 1],
  solution: [0.2, 0.8], within: 0.25, digits: 1, unit: "", truth: "0.2 at cat, 0.8 at dog", near: "up to 0.2 away, on average,",
  floor: 0.5, levels: [[0.5, "50 %"], [0.75, "75 %"]], values: [], texts: [], panel: { x: { low: -0.5, high: 1.5 }, y: { low: 0, high: 1 } },
};
const SPOT = { ...BARS, form: "spot", controls: [knob("x"), knob("y")], at: [] };
const NOW = new Date("2026-11-27T18:05:00Z");

test("a drawing lies as far away as its knots on average, a place as the crow flies", () => {
  assert.equal(distanceOf(BARS, [0, 0.5], [0.5, 2]), 1);
  assert.equal(distanceOf(SPOT, [3, 4], [0, 0]), 5);
});

test("what was drawn is right up to the tolerance", () => {
  assert.deepEqual(drawnOf(BARS, [0, 2]), { answer: [0, 1], said: "0.0 at cat, 1.0 at dog", correct: true });
  assert.equal(drawnOf(BARS, [1, 1]).correct, false);
  assert.equal(drawnOf(SPOT, [0, 2]).correct, false, "0.28 away");
  assert.equal(drawnOf(SPOT, [0, 2]).said, "x = 0.0, y = 1.0");
});

test("a drawing is a line of the reader's file, and finds its places again", () => {
  const record = recordOf(BARS, [0, 2], 1, NOW);
  assert.deepEqual([record.answer, record.said, record.correct, record.confidence], [[0, 1], "0.0 at cat, 1.0 at dog", true, 0.75]);
  assert.deepEqual(placeOf(BARS, record), [0, 2]);
  assert.deepEqual(valuesOf(BARS, placeOf(BARS, record)), [0, 1]);
  assert.equal(placesOf(BARS, [0, 0.3]), -1, "no step of today");
  assert.equal(placesOf(BARS, [0]), -1);
  assert.equal(placesOf(BARS, 1), -1);
  const looked = recordOf(BARS, -1, 0, NOW);
  assert.deepEqual([looked.event, looked.correct, placeOf(BARS, looked)], ["shown", false, -1]);
  assert.ok(valuesOf(BARS, -1).every(Number.isNaN));
});

test("one sentence says how far away it is", () => {
  const said = sentenceOf(BARS, recordOf(BARS, [0, 2], 1, NOW));
  assert.equal(said, "You drew: 0.0 at cat, 1.0 at dog, 75 % sure. It is: 0.2 at cat, 0.8 at dog. Yours lies 0.20 away: right (up to 0.2 away, on average, counts as right).");
  assert.match(sentenceOf(BARS, recordOf(BARS, [1, 0], 0, NOW)), /Yours lies 0\.55 away: not right/);
  assert.equal(sentenceOf(BARS, recordOf(BARS, -1, 0, NOW)), "The answer: 0.2 at cat, 0.8 at dog.");
});

test("two answers stand side by side as bars, and on each other as curves", () => {
  const [bar] = marksOf(BARS, () => [0, 1], { name: "a", color: "green", shift: -1 });
  assert.deepEqual(bar.x.of().map((at) => Math.round(100 * at)), [-19, 81]);
  const [line, dots] = marksOf({ ...BARS, form: "curve" }, () => [0, 1], { name: "a", color: "green", shift: 1 });
  assert.deepEqual(line.x.of(), [0, 1]);
  assert.equal(dots.y.size, 2);
});
