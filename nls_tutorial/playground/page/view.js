// The playground's parts on the page, and what writes into them.

import { html, unique } from "../../scenes/js/dom.js";
import { placeIn } from "./charts.js";
import { decimals, inPercent } from "./words.js";

const drawButton = (row, text, className = "nls-button") => {
  const button = html("button", className, row, text);
  button.type = "button";
  return button;
};

const drawBar = (root) => {
  const row = html("div", "nls-play-bar", root);
  const [train, step, reset] = [drawButton(row, "Train", "nls-button nls-commit"), drawButton(row, "Step"), drawButton(row, "Reset")];
  const at = html("output", "nls-play-step", row);
  const copy = drawButton(row, "Copy Python", "nls-button nls-play-copy");
  html("p", "nls-aloud", row, "Keys: P trains and pauses, S makes one step, R resets.");
  return { train, step, reset, at, copy };
};

const SCORES = [["accuracy", "accuracy", ""], ["ece", "ECE", ""], ["floor", "of it chance", "nls-score-floor"], ["nll", "NLL", ""]];

const drawNet = (into, side, panels) => {
  const net = html("section", side ? "nls-net nls-net-right" : "nls-net", into);
  const title = html("div", "nls-net-title", net);
  title.id = unique();
  net.setAttribute("aria-labelledby", title.id);
  const canvas = html("canvas", "nls-plane", net);
  canvas.setAttribute("role", "img");
  const list = html("dl", "nls-scores", net);
  const cells = Object.fromEntries(
    SCORES.map(([name, label, className]) => {
      const box = html("div", className, list);
      html("dt", "", box, label);
      return [name, html("dd", "", box, "–")];
    }),
  );
  const reliability = panels.includes("reliability") ? placeIn(net, `reliability${side}`, "nls-chart") : null;
  return { net, title, canvas, cells, reliability };
};

const drawMissions = (root) => {
  const box = html("fieldset", "nls-group nls-missions", root);
  html("legend", "", box, "Three missions");
  return html("ul", "", box);
};

// Everything that is shown, once. Names what is written into later.
export const skeletonOf = (el, { panels, missions: tried }) => {
  const root = html("figure", "nls-scene nls-play", el);
  root.setAttribute("aria-label", "Playground: two networks that train");
  const bar = drawBar(root);
  const trouble = html("div", "nls-trouble", root);
  trouble.setAttribute("role", "alert");
  trouble.hidden = true;
  const body = html("div", "nls-play-body", root);
  const nets = html("div", "nls-nets", body);
  const sides = [0, 1].map((side) => drawNet(nets, side, panels));
  html("p", "nls-play-legend", nets, "● ▲ ■ training points of three classes; hollow: its label is wrong. The ground: the class that the network gives, the stronger the surer it is.");
  const aside = html("div", "nls-play-aside", body);
  const controls = html("div", "nls-play-controls", aside);
  const below = panels.filter((name) => name !== "reliability");
  const row = below.length ? html("div", "nls-play-row", body) : null;
  const charts = Object.fromEntries(below.map((name) => [name, placeIn(row, name, "nls-chart")]));
  sides.forEach(({ reliability }, side) => reliability && (charts[`reliability${side}`] = reliability));
  const missions = tried ? drawMissions(aside) : null;
  const code = html("pre", "nls-play-code", root);
  code.tabIndex = 0;
  code.hidden = true;
  const aloud = html("div", "nls-aloud", root);
  aloud.setAttribute("aria-live", "polite");
  return { root, bar, trouble, sides, controls, charts, missions, code, aloud };
};

export const writeScores = ({ cells }, scores) => {
  for (const [name] of SCORES) cells[name].textContent = scores ? (name === "nll" ? decimals : inPercent)(scores[name]) : "–";
};

// What a screen reader hears when the training pauses.
export const sentenceFor = (step, names, sides) => {
  const each = sides.map(({ accuracy, ece, nll, loss }, at) => {
    const before = Number.isFinite(loss) ? `loss ${decimals(loss)}, ` : "";
    return `${names[at]}: ${before}accuracy ${inPercent(accuracy)}, ECE ${inPercent(ece)}, NLL ${decimals(nll)}.`;
  });
  return [`Paused at step ${step}.`, ...each].join(" ");
};

// The missions' rows; only what changed is written, so that nothing is read twice.
export const writeMissions = (list, rows) => {
  while (list.childElementCount < rows.length) {
    const row = html("li", "", list);
    html("b", "nls-mark", row);
    const words = html("span", "", row);
    html("span", "", words);
    html("span", "nls-mission-now", words);
  }
  rows.forEach(({ done, text, words }, at) => {
    const [mark, told] = list.children[at].children;
    const parts = [[mark, done ? "✓" : "○"], [told.children[0], text], [told.children[1], words]];
    for (const [node, now] of parts) if (node.textContent !== now) node.textContent = now;
  });
};
