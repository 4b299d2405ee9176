// Where panels stand: beside each other while they stay readable, and all of them on the screen where that can be.

import { RIGHT, leftEdge } from "./axis.js";
import { textWidth } from "./letters.js";

export const GAP = 20;
const UNIT = 225; // the least width of a panel with axes
const BARE = 150; // of one without
const TILE = 84; // of a small picture in a gallery: half a panel or less
const LARGEST = { tall: 470, wide: 760, equal: 470 };
const AROUND = 62; // what a panel has above and below its plot
const LEAST_TALL = 120;

export const isTile = (panel) => panel.width <= 0.5 && !panel.x.visible && !panel.y.visible;

const least = (panel, scale) => {
  if (isTile(panel)) return Math.max(TILE, 300 * panel.width) * scale;
  return (panel.y.visible || panel.x.visible ? UNIT * Math.min(1, panel.width) : BARE * Math.min(1, panel.width)) * scale;
};

// The panels' places as rows of their numbers: as few rows as leave each panel its least width.
export const rowsOf = (panels, width, scale) => {
  for (let count = 1; count <= panels.length; count++) {
    const each = Math.ceil(panels.length / count);
    const rows = [];
    for (let at = 0; at < panels.length; at += each) rows.push(panels.map((_, place) => place).slice(at, at + each));
    if (rows.every((row) => row.every((at) => unitOf(panels, row, width) * panels[at].width >= least(panels[at], scale)))) return rows;
  }
  return panels.map((_, place) => [place]);
};

const unitOf = (panels, row, width) =>
  (width - GAP * (row.length - 1)) / row.reduce((sum, at) => sum + panels[at].width, 0);

const ratio = (panel) => (panel.y.high - panel.y.low) / (panel.x.high - panel.x.low);

// Pixels for one unit of an axis, so that neighbors (along it) do not meet; `room(one, other)` is what two need.
const perUnit = (texts, along, across, room) => {
  let most = 0;
  const sorted = [...texts].sort((one, other) => one[along] - other[along]);
  sorted.forEach((one, at) => {
    const next = sorted.slice(at + 1).find((other) => Math.abs(other[across] - one[across]) < 1e-6 && other[along] > one[along]);
    if (next) most = Math.max(most, room(one, next) / (next[along] - one[along]));
  });
  return most;
};

// How wide and tall the words in a panel need its plot to be. `texts`: {x, y, text}, the longest text of each.
export const wordsNeed = (panel, texts, letters) => {
  const width = ({ text }) => textWidth(text, letters.text);
  const across = perUnit(texts, "x", "y", (one, other) => (width(one) + width(other)) / 2 + 4);
  const up = perUnit(texts, "y", "x", () => 1.2 * letters.text);
  const bare = !panel.x.visible && !panel.y.visible;
  return {
    wide: panel.equal && bare ? Math.max(across, up) * (panel.x.high - panel.x.low) : 0,
    tall: panel.equal || panel.y.visible ? 0 : up * (panel.y.high - panel.y.low),
  };
};

// The height of a panel's plot where a panel of width 1 is `unit` wide.
const tallOf = (panel, unit, letters, need) => {
  const { scale } = letters;
  if (!panel.equal) return Math.max(need.tall, LEAST_TALL * scale, Math.min(unit, LARGEST.tall * scale) * panel.aspect - 58);
  const across = unit * panel.width - leftEdge(panel, letters) - RIGHT;
  return Math.max(need.wide * ratio(panel), Math.min(across * ratio(panel), LARGEST.equal * scale));
};

// By what all plots are made lower so that the rows fit into `room`, none below its least height.
const shrink = (panels, rows, tall, room, least) => {
  if (panels.every(isTile)) return tall;
  const lower = (factor) => tall.map((own, at) => Math.max(Math.min(own, least[at]), factor * own));
  const height = (factor) => rows.reduce((sum, row) => sum + AROUND + Math.max(...row.map((at) => lower(factor)[at])), 0);
  let factor = 1;
  while (factor > 0.2 && height(factor) > room) factor -= 0.05;
  return lower(factor);
};

const equalWidth = (panel, tall, letters) => tall / ratio(panel) + leftEdge(panel, letters) + RIGHT;

// Widths of one row: a panel whose axes share one scale has the width of its height, the others share what is left.
const widths = (panels, row, tall, width, unit, letters) => {
  const own = new Map(row.map((at) => [at, panels[at].equal ? equalWidth(panels[at], tall[at], letters) : 0]));
  const free = row.filter((at) => !panels[at].equal);
  const left = width - GAP * (row.length - 1) - [...own.values()].reduce((sum, one) => sum + one, 0);
  const units = free.reduce((sum, at) => sum + panels[at].width, 0);
  for (const at of free) own.set(at, Math.min((left * panels[at].width) / units, LARGEST.wide * letters.scale * panels[at].width));
  return own;
};

const NO_WORDS = { wide: 0, tall: 0 };

// {rows, sizes}: for each panel its width and its plot's height in pixels. `room`: the height that is free for them;
// `needs`: what their words need at least. A panel of pictures with words may come out wider than the page: it scrolls.
export const arrange = (panels, width, room, letters, needs = panels.map(() => NO_WORDS)) => {
  const rows = rowsOf(panels, width, letters.scale);
  const unit = Math.min(...rows.map((row) => unitOf(panels, row, width)));
  const least = panels.map((panel, at) => Math.max(LEAST_TALL * letters.scale, needs[at].tall, needs[at].wide * ratio(panel)));
  const tall = shrink(panels, rows, panels.map((panel, at) => tallOf(panel, unit, letters, needs[at])), room, least);
  const sizes = new Array(panels.length);
  for (const row of rows) {
    for (const [at, wide] of widths(panels, row, tall, width, unit, letters)) sizes[at] = { width: Math.floor(wide), tall: tall[at] };
  }
  return { rows, sizes };
};
