import assert from "node:assert/strict";
import { test } from "node:test";

const { direction, keyStep, nearestPosition } = await import(`${process.env.NLS_JS}/handle.js`);

test("the hand's place picks the nearest position of all the controls that the knob moves", () => {
  const place = ([a, , b]) => ({ x: 10 * a, y: 100 - 10 * b });
  assert.deepEqual(nearestPosition([0, 2], [0, 7, 0], () => 5, place, { x: 21, y: 69 }), [2, 3]);
  assert.deepEqual(nearestPosition([0, 2], [0, 7, 0], () => 5, place, { x: 999, y: -999 }), [4, 4]);
});

test("among equally near positions the knob stays where it is", () => {
  assert.deepEqual(nearestPosition([0], [3], () => 5, () => ({ x: 0, y: 0 }), { x: 5, y: 5 }), [3]);
});

test("an arrow moves a control the way its knob goes on the screen", () => {
  const left = ([at]) => ({ x: -10 * at, y: 0 }); // more is further left
  assert.equal(direction(0, "x", [1], 3, left), -1);
  const down = ([at]) => ({ x: 0, y: 10 * at });
  assert.equal(direction(0, "y", [1], 3, down), -1);
  assert.equal(direction(0, "x", [1], 3, down), 1, "right is more where the knob goes up and down");
  assert.equal(direction(0, "x", [2], 3, ([at]) => ({ x: 10 * at, y: 0 })), 1, "at the end of the grid, too");
});

test("up and down move the second control, where there are two", () => {
  assert.deepEqual(keyStep("ArrowUp", [3, 5]), [5, "y", 1]);
  assert.deepEqual(keyStep("ArrowLeft", [3, 5]), [3, "x", -1]);
  assert.deepEqual(keyStep("ArrowDown", [3]), [3, "y", -1]);
  assert.equal(keyStep("Enter", [3]), undefined);
});
