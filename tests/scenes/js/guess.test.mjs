import assert from "node:assert/strict";
import { test } from "node:test";

const { placeOf, recordOf, sentenceOf } = await import(`${process.env.NLS_JS}/guess.js`);

const CHOICE = {
  name: "05.1", text: "Does it pull?", kind: "choice", values: [0, 1], texts: ["no", "yes"], right: [true, false],
  truth: "no", floor: 0.5, near: "", levels: [[0.5, "50 %, a pure guess"], [0.75, "75 %"], [1, "100 %, certain"]],
};
const AMOUNT = { ...CHOICE, kind: "amount", values: [0, 0.5, 1], texts: ["0.0", "0.5", "1.0"], right: [false, true, true], truth: "0.8", near: "up to 0.3 away" };
const NOW = new Date("2026-11-27T18:05:00Z");

test("a guess is a line of the reader's file", () => {
  assert.deepEqual(recordOf(CHOICE, 1, 1, NOW), {
    guess: "05.1", event: "guessed", text: "Does it pull?", answer: 1, said: "yes", truth: "no", floor: 0.5,
    confidence: 0.75, correct: false, at: "2026-11-27T18:05:00.000Z",
  });
  assert.equal(recordOf(CHOICE, 0, 2, NOW).correct, true);
});

test("whoever only looks has guessed nothing", () => {
  const { event, confidence, correct, said } = recordOf(CHOICE, -1, 2, NOW);
  assert.deepEqual({ event, confidence, correct, said }, { event: "shown", confidence: 0, correct: false, said: "" });
  assert.equal(placeOf(CHOICE, recordOf(CHOICE, -1, 0, NOW)), -1);
});

test("one sentence says what was right", () => {
  assert.equal(sentenceOf(CHOICE, recordOf(CHOICE, 0, 1, NOW)), "You said: no, 75 % sure. Right.");
  assert.equal(sentenceOf(CHOICE, recordOf(CHOICE, 1, 2, NOW)), "You said: yes, 100 % sure. The answer: no.");
  assert.equal(sentenceOf(CHOICE, recordOf(CHOICE, -1, 0, NOW)), "The answer: no.");
  assert.match(sentenceOf(AMOUNT, recordOf(AMOUNT, 0, 1, NOW)), /It is 0\.8: not right \(up to 0\.3 away counts/);
  assert.match(sentenceOf(AMOUNT, recordOf(AMOUNT, 1, 1, NOW)), /You said: 0\.5, 75 % sure\. It is 0\.8: right/);
});

test("a kept number finds its place again", () => {
  assert.equal(placeOf(AMOUNT, { event: "guessed", answer: 0.5000000001 }), 1);
  assert.equal(placeOf(AMOUNT, { event: "guessed", answer: 7 }), -1);
});
