import assert from "node:assert/strict";
import { test } from "node:test";

const { groundLight } = await import(`${process.env.NLS_JS}/theme.js`);

test("an opaque layer hides what lies behind", () => {
  assert.ok(groundLight([[255, 255, 255, 255], [0, 0, 0, 255]], 0) > 0.99);
  assert.equal(groundLight([[0, 0, 0, 255], [255, 255, 255, 255]], 1), 0);
});

test("a veil lets what lies behind shine through", () => {
  assert.ok(groundLight([[0, 0, 0, 5], [255, 255, 255, 255]], 0) > 0.9, "2 % black on white is white");
  assert.ok(groundLight([[255, 255, 255, 5], [20, 20, 20, 255]], 1) < 0.2);
  assert.ok(groundLight([[255, 255, 255, 247]], 0) > 0.9, "97 % white on anything is light");
});

test("without any ground the page itself counts", () => {
  assert.equal(groundLight([[0, 0, 0, 0]], 1), 1);
  assert.equal(groundLight([], 0), 0);
});

test("green is lighter than blue", () => {
  assert.ok(groundLight([[0, 255, 0, 255]], 0) > 0.5);
  assert.ok(groundLight([[0, 0, 255, 255]], 1) < 0.5);
});
