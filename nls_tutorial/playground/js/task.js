// The points of one task, as nls_tutorial/playground/task_file.py packs them, and their labels with some of them wrong.

const EACH = 512; // points to train on, and held-out ones

// The parts of a file (an ArrayBuffer): {train, test, start}; `start` holds both rows, weights and momenta.
export const readTask = (buffer) => {
  const weights = (buffer.byteLength - EACH * (16 + 4 + 4)) / 4;
  if (!(weights > 0) || !Number.isInteger(weights)) throw new Error(`A file of points has ${buffer.byteLength} bytes, which fits no network. Build the site again.`);
  const floats = new Float32Array(buffer, 0, 4 * EACH + weights);
  const orders = new Uint16Array(buffer, 4 * floats.length, 2 * EACH);
  const labels = new Uint8Array(buffer, 4 * floats.length + 4 * EACH);
  const part = (at) => ({
    points: floats.slice(2 * EACH * at, 2 * EACH * (at + 1)),
    order: orders.slice(EACH * at, EACH * (at + 1)),
    labels: labels.slice(2 * EACH * at, 2 * EACH * at + EACH),
    wrong: labels.slice(2 * EACH * at + EACH, 2 * EACH * (at + 1)),
  });
  const start = new Float32Array(2 * weights);
  start.set(floats.subarray(4 * EACH));
  return { train: part(0), test: part(1), start };
};

// The first `number` points with their labels, of which the share `noise` is wrong; `spoilt` says which.
export const withNoise = (part, noise, number = EACH) => {
  const labels = Array.from(part.labels);
  const spoilt = new Array(labels.length).fill(false);
  for (const at of part.order.subarray(0, Math.round(noise * labels.length))) {
    labels[at] = part.wrong[at];
    spoilt[at] = true;
  }
  return { points: part.points.subarray(0, 2 * number), labels: labels.slice(0, number), spoilt: spoilt.slice(0, number) };
};
