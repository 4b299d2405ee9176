import assert from "node:assert/strict";
import { test } from "node:test";

const { NO_ANSWER, askInTurn, askPython } = await import(`${process.env.NLS_JS}/live.js`);

test("one question at a time, and the last position is asked for in the end", () => {
  const asked = [];
  const answers = [];
  let now = 1;
  const seen = [];
  const question = askInTurn((index, answer) => (asked.push(index), answers.push(answer)), () => now, (data) => seen.push(data), assert.fail);
  question();
  now = 2;
  question();
  now = 3;
  question();
  assert.deepEqual(asked, [1]);
  answers[0]("a");
  assert.deepEqual(asked, [1, 3], "what was passed over is not asked for");
  answers[1]("b");
  assert.deepEqual(seen, ["a", "b"]);
  assert.deepEqual(asked, [1, 3]);
});

test("a position that fails is told in words, and the next one is asked for all the same", () => {
  const answers = [];
  const told = [];
  const question = askInTurn((_, answer) => answers.push(answer), () => 0, (data) => told.push(data), (words) => told.push(words));
  question();
  question();
  answers[0](null, "ValueError: no");
  answers[1]("numbers");
  assert.deepEqual(told, ["ValueError: no", "numbers"]);
});

test("silence is told after a while", (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const told = [];
  askInTurn(() => {}, () => 0, assert.fail, (words) => told.push(words))();
  context.mock.timers.tick(7999);
  assert.deepEqual(told, []);
  context.mock.timers.tick(2);
  assert.deepEqual(told, [NO_ANSWER]);
});

test("an answer finds its question by its number", () => {
  let hear;
  const sent = [];
  const ask = askPython({ on: (_, heard) => (hear = heard), send: (message) => sent.push(message) });
  const got = [];
  ask([4], (data, trouble) => got.push(["first", data, trouble]));
  ask([5], (data, trouble) => got.push(["second", data, trouble]));
  assert.deepEqual(sent.map(({ index }) => index), [[4], [5]]);
  hear({ answer: sent[1].question, trouble: "no" }, []);
  hear({ answer: sent[0].question }, ["data"]);
  assert.deepEqual(got, [["second", null, "no"], ["first", "data", undefined]]);
});
