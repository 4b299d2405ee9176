// The Jupyter widget.

import { askPython } from "./live.js";
import { mount } from "./mount.js";

// A guess goes to Python, which keeps it.
const keepIn = (model) => ({
  read: () => (model.get("kept")?.guess ? model.get("kept") : null),
  write: (record) => {
    model.set("kept", record);
    model.save_changes();
  },
});

export const widget = {
  render({ model, el }) {
    const payload = { spec: model.get("spec"), data: model.get("data") };
    const settled = (index) => {
      model.set("index", index);
      model.save_changes();
    };
    const scene = mount(el, payload, { ask: model.get("live") ? askPython(model) : null, settled, keep: keepIn(model) });
    const follow = () => scene.set(model.get("index"));
    model.on("change:index", follow);
    return () => {
      model.off("change:index", follow);
      scene.stop();
    };
  },
};
