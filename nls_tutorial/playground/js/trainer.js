// Two networks from the same start: the left one by cross-entropy, the right one by the reader's loss.

import { lookAt, openGraph, trainSteps } from "./engine.js";
import { readTask, withNoise } from "./task.js";

const LEFT = "cross_entropy";

// `fetched(name)` gives a file as an ArrayBuffer. Settings by name, as the page has them.
export const makeTrainer = (ort, fetched) => {
  const graphs = new Map();
  const graph = (name) => {
    if (!graphs.has(name)) graphs.set(name, fetched(`${name}.onnx`).then((bytes) => openGraph(ort, new Uint8Array(bytes), name)));
    return graphs.get(name);
  };
  const now = { settings: null, task: null, step: 0, sides: [] };
  const reset = () => {
    now.step = 0;
    now.sides = [0, 1].map(() => ({ state: now.task.start, loss: NaN }));
  };
  return {
    now,
    reset,
    // Other settings act at once; another task, or another seed, begins again. Says whether it did.
    async set(settings) {
      const other = !now.task || ["kind", "seed"].some((name) => settings[name] !== now.settings[name]);
      const task = other ? readTask(await fetched(`${settings.kind}-${settings.seed}.bin`)) : now.task;
      Object.assign(now, { settings, task });
      if (other) reset();
      return other;
    },
    async train(steps) {
      const { settings, task, step } = now;
      const data = withNoise(task.train, settings.noise, settings.number);
      const sides = [];
      for (const [at, name] of [LEFT, settings.loss].entries()) {
        sides.push(await trainSteps(ort, await graph(name), now.sides[at].state, data, settings, step, steps));
      }
      Object.assign(now, { sides, step: step + steps });
      return sides.every(({ loss }) => Number.isFinite(loss));
    },
    // A picture of both: what the graph `look` says of each, beside its loss.
    async look() {
      const { settings, task, step } = now;
      const data = withNoise(task.test, settings.noise);
      const sides = [];
      for (const { state, loss } of now.sides) sides.push({ loss, ...(await lookAt(ort, await graph("look"), state, data, settings.temperature)) });
      return { step, sides };
    },
  };
};
