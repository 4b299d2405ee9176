// What goes to the kernel and comes from it: frames in parts, and none that is stale.
import assert from "node:assert/strict";
import { test } from "node:test";

const { conversation, unpackedFrame } = await import(`${process.env.NLS_PLAY}/notebook/kernel.js`);

const view = (array, shift = 3) => {
  const bytes = new Uint8Array(array.byteLength + shift);
  bytes.set(new Uint8Array(array.buffer), shift);
  return new DataView(bytes.buffer, shift, array.byteLength); // as it lies in a message: at any byte
};
const sizes = [["loss", 1], ["scores", 2]];
const buffers = [view(Float32Array.of(0.5, 1, 2)), view(Uint8Array.of(0, 255)), view(Float32Array.of(NaN, 3, 4)), view(Uint8Array.of(51, 102))];

test("a frame is put together from its parts", () => {
  const { step, sides } = unpackedFrame({ step: 7, sizes }, buffers);
  assert.equal(step, 7);
  assert.deepEqual(sides.map(({ scores }) => Array.from(scores)), [[1, 2], [3, 4]]);
  assert.equal(sides[0].loss, 0.5);
  assert.ok(Number.isNaN(sides[1].loss));
  assert.deepEqual(Array.from(sides[0].plane), [0, 1]);
});

const talk = () => {
  const [sent, drawn, told] = [[], [], []];
  const shared = { fresh: 0 };
  const heard = { frame: ({ step }) => drawn.push(step), trouble: ({ text }) => told.push(text), paused: () => told.push("paused") };
  const one = conversation((message) => sent.push(message), shared, heard, (draw) => draw());
  const frame = (step, fresh) => one.hear({ kind: "frame", step, fresh, sizes }, buffers);
  return { one, sent, drawn, told, frame };
};

test("a frame from before a reset is not drawn, and the kernel hears of each", () => {
  const { one, sent, drawn, frame } = talk();
  one.send({ do: "play" });
  frame(1, 0);
  one.send({ do: "reset" });
  frame(2, 0);
  frame(0, 1);
  one.stop();
  assert.deepEqual(drawn, [1, 0]);
  assert.deepEqual(sent.filter((message) => message.do === "seen").length, 3, "or the kernel would wait for ever");
  assert.equal(sent.find((message) => message.do === "reset").fresh, 1);
});

test("other points make older frames stale, a knob does not", () => {
  const { one, drawn, frame } = talk();
  const settings = { kind: "moons", seed: 0, margin: 2 };
  one.send({ do: "settings", settings });
  one.send({ do: "settings", settings: { ...settings, margin: 6 } });
  frame(1, 0);
  one.send({ do: "settings", settings: { ...settings, kind: "blobs" } });
  frame(2, 0);
  one.send({ do: "settings", settings: { ...settings, kind: "blobs", seed: 3 } });
  frame(3, 1);
  frame(4, 2);
  one.stop();
  assert.deepEqual(drawn, [1, 4]);
});

test("a kernel that does not answer is told of, once it had its time", (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const { one, told } = talk();
  one.send({ do: "play" });
  one.hear({ kind: "paused" });
  context.mock.timers.tick(60_000);
  assert.deepEqual(told, ["paused"]);
  one.send({ do: "play" });
  context.mock.timers.tick(60_000);
  assert.match(told[1], /kernel has not answered.*run the cell again/);
});
