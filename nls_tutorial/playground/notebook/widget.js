// The playground as a Jupyter widget. `SHARED` is what all playgrounds are told; it stands before this text.

import { keepKeys } from "../../scenes/js/dom.js";
import { mountPlayground } from "../page/playground.js";
import { kernelEngine } from "./kernel.js";

// One for each widget; its views share what they know.
export const playgroundWidget = () => {
  const shared = { fresh: 0 };
  let views = 0;
  return {
    render({ model, el }) {
      el.classList.add("nls-playground");
      const config = { ...SHARED, ...model.get("playground"), engine: kernelEngine(model, shared) };
      const play = mountPlayground(el, config, false);
      play.root.querySelectorAll("button, select, input").forEach(keepKeys);
      views += 1;
      return () => {
        views -= 1;
        if (!views) play.send({ do: "pause" }); // nobody looks any more
        play.stop();
        play.root.remove();
      };
    },
  };
};
