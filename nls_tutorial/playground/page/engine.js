// The page's end of the worker that trains: begun when it is first asked for, one picture at a time.

export const FROM_FILE =
  "This page was opened from a file, and a browser trains only on a page that a server sent. In the site’s folder, run “python -m http.server”, and open the address that it prints.";
export const NO_WASM = "This browser has no WebAssembly, which the networks need to train. The picture stays as it is; another browser can train.";
const NOT_BEGUN = "The script that trains could not be loaded. Reload the page; if that does not help, build the site again.";

// Why nothing can train here; "" where it can.
export const whyNot = ({ protocol, wasm, worker }) => {
  if (protocol === "file:") return FROM_FILE;
  return wasm && worker ? "" : NO_WASM;
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
