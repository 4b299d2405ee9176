import assert from "node:assert/strict";
import { test } from "node:test";

const { lookUp, toNumbers, wordAt } = await import(`${process.env.NLS_JS}/table.js`);

test("a number is found along each control, with its own stride", () => {
  const numbers = Float32Array.from({ length: 20 }, (_, at) => at);
  const track = { at: 2, size: 3, over: [[1, 6], [0, 3]] }; // control 1 is the outer one
  assert.deepEqual([...lookUp(numbers, track, [0, 0])], [2, 3, 4]);
  assert.deepEqual([...lookUp(numbers, track, [1, 2])], [17, 18, 19]);
});

test("numbers come out of a buffer, and out of a view that does not begin at its start", () => {
  const bytes = new Uint8Array(new Float32Array([1, 2.5, -3]).buffer);
  assert.deepEqual([...toNumbers(bytes.buffer)], [1, 2.5, -3]);
  const shifted = new Uint8Array(13);
  shifted.set(bytes, 1);
  assert.deepEqual([...toNumbers(new DataView(shifted.buffer, 1))], [1, 2.5, -3]);
});

test("words hold still, or follow one control", () => {
  assert.equal(wordAt("still", [1]), "still");
  assert.equal(wordAt({ texts: ["a", "b"], over: 1 }, [0, 1]), "b");
});
