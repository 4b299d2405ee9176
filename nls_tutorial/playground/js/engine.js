// The networks, trained and looked at by graphs that Python made: nothing is computed here but what is fed to which graph.

export const BATCH = 64; // points a step: the graphs' own

const float = (ort, values, shape) => new ort.Tensor("float32", values, shape);
const whole = (ort, values) => new ort.Tensor("int64", BigInt64Array.from(values, BigInt), [values.length]);

// The points of step number `step` (from 0): the next BATCH of `total`, round and round.
export const rowsOf = (step, total) => Array.from({ length: BATCH }, (_, at) => (step * BATCH + at) % total);

// A graph file as a session; `name` says which one could not be read.
export const openGraph = async (ort, bytes, name) => {
  try {
    return await ort.InferenceSession.create(bytes, { executionProviders: ["wasm"], graphOptimizationLevel: "all" });
  } catch (error) {
    throw new Error(`The graph file ${name} cannot be read: it is damaged or belongs to another version. Reload the page; if that does not help, build the site again.`, { cause: error });
  }
};

// One step: `state` (a Float32Array of both rows, weights and momenta), the points and labels of the batch, and the knobs
// by name. Gives the state after it and the loss before it.
export const trainStep = async (ort, session, state, points, labels, knobs) => {
  const feeds = {
    state: float(ort, state, [2, state.length / 2]),
    points: float(ort, points, [labels.length, 2]),
    labels: whole(ort, labels),
  };
  for (const name of session.inputNames) feeds[name] ??= float(ort, Float32Array.of(knobs[name]), []);
  const { state_after: after, loss } = await session.run(feeds);
  return { state: after.data, loss: loss.data[0] };
};

// `steps` steps from number `from` on over points (a Float32Array, x and y in turn) and labels.
export const trainSteps = async (ort, session, state, { points, labels }, knobs, from, steps) => {
  let told = { state, loss: NaN };
  for (let step = from; step < from + steps; step++) {
    const rows = rowsOf(step, labels.length);
    const some = Float32Array.from(rows.flatMap((row) => [points[2 * row], points[2 * row + 1]]));
    told = await trainStep(ort, session, told.state, some, rows.map((row) => labels[row]), knobs);
  }
  return told;
};

// What the page shows of a network: the outputs of the graph `look`, by name, as Float32Arrays.
export const lookAt = async (ort, session, state, { points, labels }, temperature) => {
  const told = await session.run({
    state: float(ort, state, [2, state.length / 2]),
    points: float(ort, points, [labels.length, 2]),
    labels: whole(ort, labels),
    temperature: float(ort, Float32Array.of(temperature), []),
  });
  return Object.fromEntries(Object.entries(told).map(([name, tensor]) => [name, tensor.data]));
};
