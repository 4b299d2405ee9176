import assert from "node:assert/strict";
import { test } from "node:test";

const { frameOf, leftEdge, thinned, ticksBelow } = await import(`${process.env.NLS_JS}/axis.js`);
const { letterSizes, textWidth } = await import(`${process.env.NLS_JS}/letters.js`);
const numbers = [-2, 0, 2, 4, 6, 8, 10, 12].map((value) => [value, String(value).replace("-", "−")]);
const axis = (more = {}) => ({ label: "", low: 0, high: 1, visible: true, ticks: [[0, "0"], [0.5, "0.5"], [1, "1"]], ...more });
const letters = letterSizes(15);

test("ticks that would meet are thinned evenly, and zero stays", () => {
  const wide = thinned(numbers, (value) => 40 * value, () => 30);
  assert.equal(wide.length, numbers.length);
  const kept = thinned(numbers, (value) => 10 * value, () => 30).map(([value]) => value);
  assert.deepEqual(kept, [0, 4, 8, 12]);
  assert.deepEqual(thinned(numbers, () => 0, () => 30), [[0, "0"]]);
});

test("a name among numbers stays, whatever is thinned beside it", () => {
  const mixed = [[1, "1"], [2, "true"], [3, "3"], [4, "4"], [5, "5"]];
  const kept = ticksBelow(axis({ ticks: mixed }), (value) => 16 * value, 12).ticks.map(([, [text]]) => text);
  assert.ok(kept.includes("true"));
  assert.ok(kept.length < mixed.length);
});

test("names all stay: beside each other, in lines, or on a slant", () => {
  const names = axis({ high: 3, ticks: [[0, "all images"], [1, "one batch"], [2, "none"]] });
  assert.equal(ticksBelow(names, (value) => 200 * value, 12).slant, false);
  const lines = ticksBelow(names, (value) => 55 * value, 12);
  assert.deepEqual(lines.ticks[0][1], ["all", "images"]);
  const slant = ticksBelow(names, (value) => 20 * value, 12);
  assert.ok(slant.slant);
  assert.equal(slant.ticks.length, 3);
  assert.ok(slant.deep > lines.deep);
});

test("the left edge has room for the widest number and the axis's name", () => {
  const panel = { x: axis(), y: axis({ label: "loss" }) };
  const negative = { x: axis(), y: axis({ label: "loss", ticks: [[0, "−0.5"]] }) };
  assert.ok(leftEdge(negative, letters) >= textWidth("−0.5", letters.tick) + 1.6 * letters.label);
  assert.ok(leftEdge(negative, letters) > leftEdge(panel, letters));
});

test("the frame maps low and high to its edges, upwards for y", () => {
  const frame = frameOf({ x: axis({ low: -1, high: 3 }), y: axis({ low: 2, high: 4 }) }, 300, 150, letters);
  assert.equal(frame.x(-1), frame.left);
  assert.equal(frame.x(3), frame.right);
  assert.equal(frame.y(2), frame.bottom);
  assert.equal(frame.y(4), frame.top);
  assert.equal(frame.bottom - frame.top, 150);
  assert.ok(frame.height > frame.bottom + letters.tick, "the numbers below have room");
});

test("a long name breaks into lines, and the picture grows by them", () => {
  const named = (label) => frameOf({ x: axis({ label }), y: axis() }, 200, 150, letters);
  const [short, long] = [named("gap"), named("logit gap g: true logit minus all of the others")];
  assert.equal(short.names.x.length, 1);
  assert.ok(long.names.x.length > 1);
  assert.ok(long.height > short.height);
  for (const line of long.names.x) assert.ok(textWidth(line, letters.label) <= 200);
});
