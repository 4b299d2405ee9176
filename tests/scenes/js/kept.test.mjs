import assert from "node:assert/strict";
import { test } from "node:test";

const { keepHere, readAll, writeAll } = await import(`${process.env.NLS_JS}/kept.js`);

const store = (held = {}) => ({ getItem: (key) => held[key] ?? null, setItem: (key, text) => (held[key] = text) });

test("guesses are kept one after another, and the last of a question is shown", () => {
  const here = store();
  const keep = keepHere(here);
  assert.equal(keep.read("05.1"), null);
  keep.write({ guess: "05.1", answer: 0 });
  keep.write({ guess: "05.2", answer: 1 });
  keep.write({ guess: "05.1", answer: 2 });
  assert.equal(keep.read("05.1").answer, 2);
  assert.equal(readAll(here).length, 3, "the first one stays: it is the one that counts");
});

test("a storage that is spoilt, full or not there loses no page", () => {
  for (const text of ["no JSON", "7", '{"a": 1}', "[null, 7, {}]"]) assert.deepEqual(readAll(store({ "nls-guesses": text })), []);
  const full = { getItem: () => null, setItem: () => { throw new Error("full"); } };
  keepHere(full).write({ guess: "05.1" });
  writeAll([], null);
  assert.deepEqual(readAll(null), []);
});
