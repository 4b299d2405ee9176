// The page's end of the worker that trains: begun when it is first asked for, one picture at a time.
//
// What trains is an engine, and the playground knows no more of it than this:
//   why(): why nothing can train here, in a sentence; "" where it can.
//   start(heard): begins. {send(order), stop()}; orders are {do: "settings" | "play" | "pause" | "step" | "reset", …}.
//   points(kind, seed): the file of a task's points, an ArrayBuffer; fails with a sentence.
// notebook/kernel.js is the other one.

export const FROM_FILE =
  "This page was opened from a file, and a browser trains only on a page that a server sent. In the site’s folder, run “python -m http.server”, and open the address that it prints.";
export const NO_WASM = "This browser has no WebAssembly, which the networks need to train. The picture stays as it is; another browser can train.";
const NOT_BEGUN = "The script that trains could not be loaded. Reload the page; if that does not help, build the site again.";

// Why nothing can train here; "" where it can.
export const whyNot = ({ protocol, wasm, worker }) => {
  if (protocol === "file:") return FROM_FILE;
  return wasm && worker ? "" : NO_WASM;
};

// The engine of a page: a worker, whose files lie at `base`.
export const workerEngine = (base) => {
  const atHand = () => whyNot({ protocol: location.protocol, wasm: typeof WebAssembly === "object", worker: typeof Worker === "function" });
  return {
    why: atHand,
    start: (heard) => startEngine(new URL("worker.js", base), heard),
    async points(kind, seed) {
      const why = whyNot({ protocol: location.protocol, wasm: true, worker: true });
      if (why) throw new Error(why);
      const answer = await fetch(new URL(`${kind}-${seed}.bin`, base)).catch(() => null);
      if (!answer?.ok) throw new Error(`The points of ${kind}, seed ${seed}, could not be loaded. Reload the page; if that does not help, build the site again.`);
      return answer.arrayBuffer();
    },
  };
};

// `heard`: {frame, paused, trouble, states}: what to do with each word of the worker. A frame is drawn with the next picture
// of the screen, and only then is another one sent: a tab in the background waits.
export const startEngine = (address, heard) => {
  const worker = new Worker(address, { type: "module" });
  const waiting = [];
  let ready = false;
  const send = (order) => (ready ? worker.postMessage(order) : waiting.push(order));
  worker.addEventListener("error", () => heard.trouble({ text: NOT_BEGUN }));
  worker.addEventListener("message", ({ data }) => {
    if (data.kind === "ready") {
      ready = true;
      waiting.splice(0).forEach(send);
    } else if (data.kind === "frame") {
      requestAnimationFrame(() => {
        heard.frame(data);
        worker.postMessage({ do: "seen" });
      });
    } else heard[data.kind](data);
  });
  return { send, stop: () => worker.terminate() };
};
