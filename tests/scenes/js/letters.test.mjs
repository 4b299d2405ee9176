import assert from "node:assert/strict";
import { test } from "node:test";

const { inLines, letterSizes, textWidth } = await import(`${process.env.NLS_JS}/letters.js`);

test("no letters below eleven pixels, larger ones on a wall", () => {
  for (const base of [6, 12, 15, 30]) assert.ok(Math.min(...Object.values(letterSizes(base)).slice(0, 3)) >= 11);
  assert.equal(letterSizes(30).tick, 24);
  assert.equal(letterSizes(30).scale, 2);
});

test("a longer text is wider, and width goes with the letters' size", () => {
  assert.ok(textWidth("banana", 12) > textWidth("ban", 12));
  assert.equal(textWidth("0.5", 24), 2 * textWidth("0.5", 12));
});

test("a text breaks at spaces only, as late as its room allows", () => {
  assert.deepEqual(inLines("two words", 10, 0), ["two", "words"]);
  assert.deepEqual(inLines("two words", 10, 500), ["two words"]);
  for (const line of inLines("one two three four five", 10, 60)) assert.ok(textWidth(line, 10) <= 60 || !line.includes(" "));
});
