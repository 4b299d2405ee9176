// The engine of a notebook: the kernel trains, and sends what there is to see. What the playground needs of an engine stands
// in page/engine.js; what the kernel does with the orders in nls_tutorial/playground/engine.py.

const PATIENCE_MS = 8000;
export const NO_KERNEL = "The kernel has not answered yet. It is busy with another cell, or it has stopped: then run the cell again.";

const floatsOf = (view) => new Float32Array(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));
const bytesIn = (view) => new Uint8Array(view.buffer, view.byteOffset, view.byteLength);

// A frame as a worker would send it: for each network its numbers, one part after the other, and its plane in bytes.
export const unpackedFrame = ({ step, sizes }, buffers) => {
  const sides = [0, 1].map((at) => {
    const numbers = floatsOf(buffers[2 * at]);
    const side = { plane: Float32Array.from(bytesIn(buffers[2 * at + 1]), (byte) => byte / 255) };
    let from = 0;
    for (const [name, size] of sizes) side[name] = numbers.subarray(from, (from += size));
    return { ...side, loss: side.loss[0] };
  });
  return { step, sides };
};

// Orders that make what was sent before stale: a frame is drawn only when it is of these points, and not from before a reset.
const begins = (order, before) => order.do === "reset" || (order.do === "settings" && Boolean(before) && ["kind", "seed"].some((name) => order.settings[name] !== before[name]));

// Hears the kernel for one playground. `send(message)`; `shared`: {fresh}, one for all views of a widget.
export const conversation = (send, shared, heard, draw = requestAnimationFrame) => {
  let before = null;
  let late = 0;
  const answered = () => clearTimeout(late);
  const waiting = () => {
    answered();
    late = setTimeout(() => heard.trouble({ text: NO_KERNEL }), PATIENCE_MS);
  };
  return {
    send(order) {
      if (begins(order, before)) shared.fresh += 1;
      if (order.do === "settings") before = order.settings;
      waiting();
      send({ ...order, fresh: shared.fresh });
    },
    hear(message, buffers) {
      answered();
      if (message.kind !== "frame") return heard[message.kind]?.(message);
      draw(() => {
        if (message.fresh === shared.fresh) heard.frame(unpackedFrame(message, buffers));
        send({ do: "seen" });
      });
    },
    stop: answered,
  };
};

let questions = 0;

// The file of a task's points, from the kernel.
const pointsFrom = (model, kind, seed) =>
  new Promise((done, fail) => {
    const question = ++questions;
    const end = (how, value) => {
      clearTimeout(late);
      model.off("msg:custom", hear);
      how(value);
    };
    const hear = (message, buffers) => {
      if (message.question === question) end(done, bytesIn(buffers[0]).slice().buffer);
    };
    const late = setTimeout(() => end(fail, new Error(NO_KERNEL)), PATIENCE_MS);
    model.on("msg:custom", hear);
    model.send({ do: "points", kind, seed, question });
  });

export const kernelEngine = (model, shared) => ({
  why: () => "",
  start(heard) {
    const talk = conversation((message) => model.send(message), shared, heard);
    model.on("msg:custom", talk.hear);
    return {
      send: talk.send,
      stop() {
        talk.stop();
        model.off("msg:custom", talk.hear);
      },
    };
  },
  points: (kind, seed) => pointsFrom(model, kind, seed),
});
