// What Python says, and the page says again: points, labels, and the cell to copy.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const { readTask, withNoise } = await import(`${process.env.NLS_PLAY}/js/task.js`);
const { cellText } = await import(`${process.env.NLS_PLAY}/page/cell.js`);
const { whyNot } = await import(`${process.env.NLS_PLAY}/page/engine.js`);
const given = JSON.parse(readFileSync(process.env.NLS_GIVEN, "utf-8"));
const buffer = Uint8Array.from(Buffer.from(given.task, "base64")).buffer;

test("points and first weights come as they were sent", () => {
  const { train, test: heldOut, start } = readTask(buffer);
  assert.deepEqual(Array.from(train.points), given.train);
  assert.deepEqual(Array.from(heldOut.points), given.test);
  assert.deepEqual(Array.from(start), given.start);
});

test("as many labels are wrong, and the same", () => {
  const parts = readTask(buffer);
  for (const { part, noise, number, labels } of given.labels) {
    const told = withNoise(parts[part], noise, number);
    assert.deepEqual(told.labels, labels, `${part} ${noise} ${number}`);
    assert.equal(told.points.length, 2 * number);
    told.spoilt.forEach((wrong, at) => assert.equal(wrong, labels[at] !== parts[part].labels[at]));
  }
});

test("a file that was cut is refused", () => {
  for (const size of [0, 999, buffer.byteLength - 1]) assert.throws(() => readTask(buffer.slice(0, size)), /fits no network/);
});

test("the cell is Python's own", () => {
  assert.ok(given.cells.length >= 8);
  for (const { code, settings, steps, text } of given.cells) assert.equal(cellText(given.template, code, settings, steps), text);
});

test("where nothing can train, one sentence says why", () => {
  assert.equal(whyNot({ protocol: "http:", wasm: true, worker: true }), "");
  assert.match(whyNot({ protocol: "file:", wasm: true, worker: true }), /opened from a file.*http\.server/);
  assert.match(whyNot({ protocol: "https:", wasm: false, worker: true }), /no WebAssembly/);
});
