import assert from "node:assert/strict";
import { test } from "node:test";

const { GAP, arrange, rowsOf, wordsNeed } = await import(`${process.env.NLS_JS}/layout.js`);
const { letterSizes, textWidth } = await import(`${process.env.NLS_JS}/letters.js`);
const axis = (visible = true) => ({ label: "x", low: 0, high: 1, visible, ticks: [[0, "0"], [1, "1"]] });
const panel = (more = {}) => ({ x: axis(), y: axis(), aspect: 0.7, equal: false, width: 1, ...more });
const square = panel({ x: axis(false), y: axis(false), equal: true });
const letters = letterSizes(15);
const used = (rows, sizes) => Math.max(...rows.map((row) => row.reduce((sum, at) => sum + sizes[at].width + GAP, -GAP)));

test("two panels stand beside each other while each keeps its least width", () => {
  assert.deepEqual(rowsOf([panel(), panel()], 500, 1), [[0, 1]]);
  assert.deepEqual(rowsOf([panel(), panel()], 420, 1), [[0], [1]]);
  assert.deepEqual(rowsOf([square, square], 334, 1), [[0, 1]], "pictures without axes may be smaller");
});

test("three panels go two and one, never one much larger", () => {
  const { rows, sizes } = arrange([panel(), panel(), panel()], 520, 900, letters);
  assert.deepEqual(rows, [[0, 1], [2]]);
  assert.equal(new Set(sizes.map(({ tall }) => tall)).size, 1);
  assert.deepEqual(rowsOf([panel(), panel(), panel()], 760, 1), [[0, 1, 2]]);
});

test("nothing is wider than the page, and the room at the right is used", () => {
  for (const width of [300, 334, 480, 640, 900, 1148]) {
    for (const panels of [[panel()], [panel(), panel()], [square, panel()], [square, square], [panel(), panel(), panel()]]) {
      const { rows, sizes } = arrange(panels, width, 500, letters);
      assert.ok(used(rows, sizes) <= width, `${panels.length} panels in ${width}`);
    }
    const { rows, sizes } = arrange([panel(), panel()], width, 5000, letters);
    assert.ok(used(rows, sizes) >= width - 3);
  }
});

test("stacked panels are made lower so that all are on the screen", () => {
  const high = arrange([panel(), panel()], 334, 5000, letters).sizes;
  const low = arrange([panel(), panel()], 334, 450, letters).sizes;
  assert.ok(low[0].tall < high[0].tall);
  assert.ok(2 * (low[0].tall + 62) <= 450);
  assert.ok(arrange([panel(), panel()], 334, 10, letters).sizes[0].tall >= 120, "but never too low to read");
});

test("one scale on both axes: the width goes with the height", () => {
  const [{ width, tall }] = arrange([square], 1148, 900, letters).sizes;
  assert.ok(tall <= 470);
  assert.ok(Math.abs(width - tall) < 60);
});

test("words in a picture get the room that they need, side by side and one above the other", () => {
  const wide = panel({ x: { ...axis(false), high: 4 }, y: axis(false), equal: true });
  const words = ["banana", "orange", "lemon", "grape"].map((text, at) => ({ text, x: at + 0.5, y: 0.2 }));
  const need = wordsNeed(wide, words, letters);
  assert.ok(need.wide >= 4 * textWidth("orange", letters.text));
  assert.ok(arrange([wide], 150, 500, letters, [need]).sizes[0].width >= need.wide, "wider than the page: it scrolls");
  const list = panel({ y: { ...axis(false), high: 15 } });
  const rows = Array.from({ length: 15 }, (_, at) => ({ text: "80 %", x: 0, y: at }));
  const { tall } = wordsNeed(list, rows, letters);
  assert.ok(tall >= 15 * letters.text);
  assert.ok(arrange([list, list], 334, 300, letters, [{ wide: 0, tall }, { wide: 0, tall }]).sizes[0].tall >= tall);
  assert.deepEqual(wordsNeed(panel(), rows, letters), { wide: 0, tall: 0 }, "between axes the numbers decide");
});
