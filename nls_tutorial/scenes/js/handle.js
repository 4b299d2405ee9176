// A knob in the picture: what the hand and the arrow keys do with it.

import { keepKeys, round, svg } from "./dom.js";
import { ink, path } from "./ink.js";

// The positions of the controls in `moves` whose place lies nearest to `point`; among equally near ones it stays.
export const nearestPosition = (moves, index, lengths, place, point) => {
  const trial = [...index];
  let best = null;
  const walk = (depth) => {
    if (depth === moves.length) {
      const { x, y } = place(trial);
      const distance = (x - point.x) ** 2 + (y - point.y) ** 2;
      if (best === null || distance < best.distance) best = { distance, at: moves.map((control) => trial[control]) };
      return;
    }
    const control = moves[depth];
    for (let at = 0; at < lengths(control); at++) {
      trial[control] = at;
      walk(depth + 1);
    }
  };
  walk(moves.length); // where it is now comes first
  walk(0);
  return best.at;
};

// +1 or -1: which way `control` goes when the knob goes right (along x) or up (along y).
export const direction = (control, along, index, length, place) => {
  const [low, high] = [[...index], [...index]];
  low[control] = Math.max(index[control] - 1, 0);
  high[control] = Math.min(index[control] + 1, length - 1);
  const [from, to] = [place(low), place(high)];
  const right = to.x - from.x;
  const up = from.y - to.y;
  const [mine, other] = along === "x" ? [right, up] : [up, right];
  return mine < 0 && Math.abs(mine) > Math.abs(other) ? -1 : 1;
};

// What an arrow key asks for: [control, axis, step], or nothing.
export const keyStep = (key, [first, second = first]) =>
  ({ ArrowRight: [first, "x", 1], ArrowLeft: [first, "x", -1], ArrowUp: [second, "y", 1], ArrowDown: [second, "y", -1] })[key];

const byPointer = (knob, mark, place, hand) => {
  const picture = knob.ownerSVGElement;
  const pointed = (event) => new DOMPoint(event.clientX, event.clientY).matrixTransform(picture.getScreenCTM().inverse());
  let held = { x: 0, y: 0 }; // from the hand to the knob: it keeps its distance, and does not jump to the hand
  knob.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return; // the other buttons open menus and scroll
    knob.setPointerCapture(event.pointerId);
    knob.focus({ preventScroll: true });
    event.preventDefault();
    const from = pointed(event);
    const { x, y } = place(hand.index());
    held = { x: x - from.x, y: y - from.y };
  });
  // Inside an SVG picture, touch-action does not stop the page from scrolling away under the finger; this does.
  knob.addEventListener("touchstart", (event) => event.preventDefault(), { passive: false });
  knob.addEventListener("pointermove", (event) => {
    if (!knob.hasPointerCapture(event.pointerId)) return;
    const to = pointed(event);
    const point = { x: to.x + held.x, y: to.y + held.y };
    const best = nearestPosition(mark.moves, hand.index(), hand.length, place, point);
    mark.moves.forEach((control, i) => hand.change(control, best[i]));
  });
};

const byKeys = (knob, mark, place, hand) => {
  knob.addEventListener("keydown", (event) => {
    const asked = keyStep(event.key, mark.moves);
    if (!asked) return;
    const [control, along, step] = asked;
    event.preventDefault();
    event.stopPropagation();
    const index = hand.index();
    const way = direction(control, along, index, hand.length(control), place);
    hand.change(control, index[control] + step * way * (event.shiftKey ? 5 : 1));
  });
};

const say = (knob, mark, index, hand) => {
  const [first] = mark.moves;
  const several = mark.moves.length > 1;
  const says = mark.moves.map((control) => (several ? `${hand.label(control)} ` : "") + hand.say(control));
  knob.setAttribute("aria-valuetext", says.join(", "));
  knob.setAttribute("aria-valuemin", 0);
  knob.setAttribute("aria-valuemax", hand.length(first) - 1);
  knob.setAttribute("aria-valuenow", index[first]);
};

// `hand`: {index(), label(c), say(c), length(c), change(c, at)}, the scene as the knob sees it.
export const drawHandle = (mark, layer, frame, get, hand) => {
  const knob = svg("g", { class: "nls-knob", tabindex: 0, role: "slider" }, layer);
  const grip = mark.grip_x ? svg("path", { class: "nls-grip" }, knob) : null;
  const middle = svg("g", {}, knob);
  svg("circle", { r: 22, class: "nls-reach" }, middle);
  svg("circle", { r: 8.5, class: "nls-ring" }, middle).style.stroke = ink(mark.color);
  knob.setAttribute("aria-label", mark.name || mark.moves.map((control) => hand.label(control)).join(" and "));
  knob.setAttribute("aria-keyshortcuts", `ArrowLeft ArrowRight ArrowUp ArrowDown`);
  keepKeys(knob);
  const place = (at) => ({ x: frame.x(get(mark.x, at)[0]), y: frame.y(get(mark.y, at)[0]) });
  byPointer(knob, mark, place, hand);
  byKeys(knob, mark, place, hand);
  return (index) => {
    const { x, y } = place(index);
    middle.setAttribute("transform", `translate(${round(x)},${round(y)})`);
    grip?.setAttribute("d", `${path(get(mark.grip_x, index), get(mark.grip_y, index), frame)}Z`);
    say(knob, mark, index, hand);
  };
};
