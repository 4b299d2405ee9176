import assert from "node:assert/strict";
import { test } from "node:test";

// As much of a page as a mark needs.
class Node {
  constructor(tag) {
    Object.assign(this, { tag, attributes: {}, style: {}, children: [], textContent: "" });
  }
  setAttribute(name, value) {
    this.attributes[name] = value;
  }
  append(child) {
    this.children.push(child);
  }
}
globalThis.document = { createElementNS: (_, tag) => new Node(tag) };

const { DRAW, withinPicture } = await import(`${process.env.NLS_JS}/marks.js`);
const { path } = await import(`${process.env.NLS_JS}/ink.js`);
const frame = { x: (value) => 10 * value, y: (value) => 100 - 10 * value, left: 0, right: 100, top: 0, bottom: 100, width: 100, letters: { text: 10 } };
const get = (numbers) => numbers;
const draw = (mark) => {
  const layer = new Node("g");
  DRAW[mark.kind](mark, layer, frame, get)([0]);
  return layer.children;
};

test("a line lifts its pen where a number is not there", () => {
  assert.equal(path([0, 1, 2, 3, 4], [0, 1, NaN, 3, 4], frame), "M0,100L10,90M30,70L40,60");
});

test("bars stand on their base, hang below it, and hide without a number", () => {
  const [up, down, none] = draw({ kind: "Bars", x: Object.assign([1, 2, 3], { size: 3 }), y: [5, -2, NaN], base: 0, width: 0.5, color: "blue" });
  assert.deepEqual([up.attributes.y, up.attributes.height, up.attributes.x, up.attributes.width], [50, 50, 7.5, 5]);
  assert.deepEqual([down.attributes.y, down.attributes.height], [100, 20]);
  assert.equal(none.style.display, "none");
  const equal = draw({ kind: "Bars", x: Object.assign([1, 2], { size: 2 }), y: [4], base: 1, width: 1, color: "blue" });
  assert.deepEqual(equal.map((bar) => bar.attributes.height), [30, 30]);
});

test("a band runs out along its lower edge and back along the upper one", () => {
  const [area] = draw({ kind: "Band", x: [0, 1], low: [1, 2], high: [3, 4], color: "sky", opacity: 0.2 });
  assert.equal(area.attributes.d, "M0,90L10,80L10,60L0,70Z");
});

test("a rule crosses the panel, upright or level", () => {
  const [upright] = draw({ kind: "Rule", at: [3], along: "x", color: "ink", width: 1, dash: "solid" });
  assert.deepEqual([upright.attributes.x1, upright.attributes.x2, upright.attributes.y1, upright.attributes.y2], [30, 30, 0, 100]);
  const [level] = draw({ kind: "Rule", at: [3], along: "y", color: "ink", width: 1, dash: "solid" });
  assert.deepEqual([level.attributes.y1, level.attributes.y2], [70, 70]);
});

test("a text stays within the picture, and otherwise where it belongs", () => {
  assert.equal(withinPicture(50, 20, "middle", frame), 50);
  assert.equal(withinPicture(3, 20, "middle", frame), 12);
  assert.equal(withinPicture(99, 20, "start", frame), 78);
  assert.equal(withinPicture(10, 20, "end", frame), 22);
});

test("a view of a picture is a window in the picture's own pixels", () => {
  const [glass] = draw({ kind: "Picture", left: 0, right: 2, bottom: 0, top: 2, frames: ["a", "b"], over: [[0, 1]], view_x: [3, 7], view_y: [1, 9], width: 32, height: 32 });
  assert.equal(glass.attributes.viewBox, "3 1 4 8");
  assert.equal(glass.children[0].attributes.href, "a");
});
