// Sliders and choices above the panels; each returns a function that shows one position.

import { html, keepKeys, unique } from "./dom.js";

const drawSlider = (control, place, row, change) => {
  const box = html("label", "nls-slider", row);
  box.dataset.place = place;
  html("span", "nls-name", box, control.label);
  const input = html("input", "", box);
  Object.assign(input, { type: "range", min: 0, max: control.texts.length - 1, step: 1 });
  const value = html("output", "nls-value", box);
  value.setAttribute("aria-hidden", "true"); // the slider itself says its value
  keepKeys(input);
  input.addEventListener("input", () => change(place, Number(input.value)));
  return (at) => {
    input.value = at;
    input.setAttribute("aria-valuetext", control.texts[at]);
    value.textContent = control.texts[at];
    input.style.setProperty("--nls-share", `${(100 * at) / (control.texts.length - 1)}%`);
  };
};

const drawChoice = (control, place, row, change) => {
  const box = html("fieldset", "nls-choice", row);
  box.dataset.place = place;
  html("legend", "nls-name", box, control.label);
  const group = unique();
  const inputs = control.texts.map((text, at) => {
    const option = html("label", "nls-option", box);
    const input = html("input", "", option);
    Object.assign(input, { type: "radio", name: group, value: at });
    html("span", "", option, text);
    keepKeys(input);
    input.addEventListener("change", () => change(place, at));
    return input;
  });
  return (at) => inputs.forEach((input, i) => (input.checked = i === at));
};

export const drawControls = (controls, row, change) => {
  const shown = controls.map((control, place) => {
    if (!control.shown) return () => {};
    return (control.choice ? drawChoice : drawSlider)(control, place, row, change);
  });
  row.hidden = !row.childElementCount;
  return shown;
};
