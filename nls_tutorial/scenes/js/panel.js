// One panel: title, legend, axes and marks, drawn anew whenever its size changes.

import { drawAxes, frameOf } from "./axis.js";
import { html, round, svg, unique } from "./dom.js";
import { drawHandle } from "./handle.js";
import { MARKER, ink, stroke } from "./ink.js";
import { isTile } from "./layout.js";
import { DRAW } from "./marks.js";
import { wordAt } from "./table.js";

const drawSwatch = (mark, row) => {
  const entry = html("span", "nls-key", row);
  const icon = svg("svg", { viewBox: "0 0 26 14", width: 26, height: 14, "aria-hidden": "true" }, entry);
  if (mark.kind === "Points") {
    svg("path", { d: MARKER[mark.marker](5), transform: "translate(13,7)" }, icon).style.fill = ink(mark.color);
  } else if (mark.kind === "Handle") {
    svg("circle", { cx: 13, cy: 7, r: 5, class: "nls-ring" }, icon).style.stroke = ink(mark.color);
  } else if (mark.kind === "Line" || mark.kind === "Rule") {
    stroke(svg("line", { x1: 1, x2: 25, y1: 7, y2: 7 }, icon), mark);
  } else {
    const box = svg("rect", { x: 4, y: 1, width: 18, height: 12, rx: 2 }, icon);
    box.style.fill = ink(mark.color);
    box.style.fillOpacity = mark.opacity ?? 1;
  }
  html("span", "", entry, mark.name);
};

const clipTo = (frame, picture) => {
  const id = unique();
  const cut = svg("clipPath", { id }, svg("defs", {}, picture));
  const area = { x: frame.left - 1, y: frame.top - 8, width: frame.right - frame.left + 9, height: frame.bottom - frame.top + 9 };
  svg("rect", area, cut);
  return `url(#${id})`;
};

// Draws axes and marks into an empty picture; returns the marks with what moves them.
const fill = (panel, picture, frame, get, hand) => {
  picture.replaceChildren();
  picture.setAttribute("viewBox", `0 0 ${round(frame.width)} ${round(frame.height)}`);
  picture.setAttribute("width", round(frame.width));
  picture.setAttribute("height", round(frame.height));
  const clip = clipTo(frame, picture);
  drawAxes(panel, frame, svg("g", {}, picture));
  const inside = svg("g", { "clip-path": clip }, picture);
  const above = svg("g", {}, picture);
  return panel.marks.map((mark) => {
    if (mark.kind === "Handle") return { mark, move: drawHandle(mark, above, frame, get, hand) };
    return { mark, move: DRAW[mark.kind](mark, mark.kind === "Text" ? above : inside, frame, get) };
  });
};

// The knob that has the focus keeps it when its picture is drawn anew.
const keepFocus = (picture, redraw) => {
  const knobs = () => [...picture.querySelectorAll(".nls-knob")];
  const focused = knobs().indexOf(picture.getRootNode().activeElement);
  redraw();
  if (focused >= 0) knobs()[focused].focus({ preventScroll: true });
};

// `whole` is the scene's title: what a panel without words of its own is called.
export const drawPanel = (panel, whole, into, get, hand) => {
  const box = html("div", isTile(panel) ? "nls-panel nls-tile" : "nls-panel", into);
  const title = html("div", "nls-panel-title", box);
  const keys = html("div", "nls-keys", box);
  panel.marks.filter((mark) => mark.name && mark.kind !== "Text").forEach((mark) => drawSwatch(mark, keys));
  const live = panel.marks.some((mark) => mark.kind === "Handle");
  const picture = svg("svg", { role: live ? "group" : "img" }, box);
  let moves = [];
  return {
    box,
    resize({ width, tall }, letters) {
      box.style.width = `${width}px`;
      box.classList.toggle("nls-wide", width > into.clientWidth && into.clientWidth > 0);
      keepFocus(picture, () => (moves = fill(panel, picture, frameOf(panel, width, tall, letters), get, hand)));
    },
    show(index, changed) {
      title.textContent = wordAt(panel.title, index);
      title.hidden = !title.textContent;
      picture.setAttribute("aria-label", title.textContent || panel.y.label || panel.x.label || whole);
      for (const { mark, move } of moves) {
        if (changed === null || mark.follows.some((control) => changed.has(control))) move(index);
      }
    },
  };
};
