import assert from "node:assert/strict";
import { test } from "node:test";

const { pixelsOf } = await import(`${process.env.NLS_PLAY}/page/plane.js`);
const inks = { ground: [255, 255, 255], classes: [[200, 0, 0], [0, 200, 0], [0, 0, 200]] };
const pixel = (...plane) => Array.from(pixelsOf(Float32Array.from(plane), inks));

test("who knows nothing leaves the ground, and who is sure shows the class", () => {
  assert.deepEqual(pixel(1 / 3, 1 / 3, 1 / 3).map((one) => Math.round(one / 5) * 5), [255, 255, 255, 255]);
  const [red, green, blue] = pixel(1, 0, 0);
  assert.ok(green === blue && red - green > 150);
});

test("the surer, the stronger", () => {
  const strength = (sure) => 255 - pixel((1 - sure) / 2, sure, (1 - sure) / 2)[0];
  const seen = [0.4, 0.6, 0.8, 0.99].map(strength);
  assert.deepEqual(seen, [...seen].sort((one, other) => one - other));
  assert.equal(new Set(seen).size, 4);
});

test("what is no number is ground, and one pixel a place", () => {
  assert.deepEqual(pixel(NaN, NaN, NaN), [255, 255, 255, 255]);
  assert.equal(pixelsOf(new Float32Array(30), inks).length, 40);
});
