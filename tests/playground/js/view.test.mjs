import assert from "node:assert/strict";
import { test } from "node:test";

const { sentenceFor } = await import(`${process.env.NLS_PLAY}/page/view.js`);

test("a screen reader hears step, loss, accuracy, ECE and NLL of both", () => {
  const side = (loss) => ({ loss, accuracy: 0.7123, ece: 0.1, nll: 0.876 });
  assert.equal(
    sentenceFor(420, ["cross-entropy", "margin"], [side(0.5), side(NaN)]),
    "Paused at step 420. cross-entropy: loss 0.50, accuracy 71.2 %, ECE 10.0 %, NLL 0.88. margin: accuracy 71.2 %, ECE 10.0 %, NLL 0.88.",
  );
});

const { frameNow, wildIn } = await import(`${process.env.NLS_PLAY}/page/playground.js`);

test("a loss that has run away is told, by network", () => {
  const frame = (left, right, step = 5) => ({ step, sides: [{ loss: left }, { loss: right }] });
  assert.equal(wildIn(frame(0.5, 19)), "");
  assert.equal(wildIn(frame(NaN, NaN, 0)), "", "nothing was trained yet");
  assert.match(wildIn(frame(190, 0.5)), /too large for the left network: its loss has run away/);
  assert.match(wildIn(frame(190, NaN)), /for the left and the right network: their losses have/);
});

test("the still picture shows no network that other settings make", () => {
  const start = { kind: "moons", noise: 0.25, number: 128, seed: 0, rate: 0.1, temperature: 1, loss: "smoothing", epsilon: 0.2, margin: 2 };
  const frame = { step: 1000, sides: ["left", "right"] };
  const shown = (changed, engine = null) => frameNow({ frame, engine, settings: { ...start, ...changed } }, start, ["epsilon"])?.sides;
  assert.deepEqual(shown({}), ["left", "right"]);
  assert.deepEqual(shown({ margin: 6 }), ["left", "right"], "which smoothing does not hear");
  assert.deepEqual(shown({ loss: "margin" }), ["left", null]);
  assert.deepEqual(shown({ epsilon: 0.1 }), ["left", null]);
  for (const changed of [{ noise: 0 }, { kind: "blobs" }, { temperature: 2 }, { rate: 1 }]) assert.equal(shown(changed), undefined);
  assert.deepEqual(shown({ noise: 0 }, "a worker"), ["left", "right"], "what was trained is shown as it is");
});
