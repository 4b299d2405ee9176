// What the reader sets: data, the right network's loss with its knobs, training, temperature.

import { drawControls } from "../../scenes/js/controls.js";
import { html, keepKeys } from "../../scenes/js/dom.js";

const GROUPS = [
  ["Data", ["kind", "noise", "number", "seed"]],
  ["The right network’s loss", ["loss", "epsilon", "margin", "weight", "gamma"]],
  ["Both networks", ["rate", "temperature"]],
];

const drawSelect = ({ label, texts }, box, change) => {
  const row = html("label", "nls-select", box);
  html("span", "nls-name", row, label);
  const select = html("select", "", row);
  for (const text of texts) html("option", "", select, text);
  keepKeys(select);
  select.addEventListener("change", () => change(0, select.selectedIndex));
  return [(at) => (select.selectedIndex = at)];
};

const drawOne = (one, box, change) => {
  const row = html("div", "nls-set", box);
  row.dataset.set = one.name;
  const moved = (_, at) => change(one.name, one.values[at]);
  if (one.name === "loss") return { one, row, show: drawSelect(one, row, moved)[0] };
  const control = { label: one.label, choice: one.name === "kind", shown: true, texts: one.texts };
  return { one, row, show: drawControls([control], row, moved)[0] };
};

// Only the settings that are `shown` have a row. `knobsOf(loss)`: the names of its knobs. Returns what shows given settings.
export const drawSettings = ({ settings: all, shown }, into, knobsOf, change) => {
  const rows = [];
  for (const [title, group] of GROUPS) {
    const names = group.filter((name) => shown.controls.includes(name));
    if (!names.length) continue;
    const box = html("fieldset", "nls-group", into);
    html("legend", "", box, title);
    for (const name of names) rows.push(drawOne(all.find((one) => one.name === name), box, change));
  }
  const knobs = new Set(["epsilon", "margin", "weight", "gamma"]);
  return (settings) => {
    const heard = knobsOf(settings.loss);
    for (const { one, row, show } of rows) {
      show(one.values.indexOf(settings[one.name]));
      row.hidden = knobs.has(one.name) && !heard.includes(one.name);
    }
  };
};
