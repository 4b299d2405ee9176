import assert from "node:assert/strict";
import { test } from "node:test";

const { sayNumber } = await import(`${process.env.NLS_JS}/readouts.js`);
const plain = { digits: 2, unit: " nats", percent: false };
const share = { digits: 0, unit: "", percent: true };

test("numbers read as in Python: a real minus, no minus zero, no end", () => {
  assert.equal(sayNumber(plain, -0.5), "−0.50 nats");
  assert.equal(sayNumber(plain, -0.001), "0.00 nats");
  assert.equal(sayNumber(plain, -10), "−10.00 nats");
  assert.equal(sayNumber(plain, Infinity), "∞ nats");
  assert.equal(sayNumber(plain, -Infinity), "−∞ nats");
  assert.equal(sayNumber(plain, NaN), "undefined");
});

test("a share below 1 never reads as 100 %", () => {
  assert.equal(sayNumber(share, 0.5), "50 %");
  assert.equal(sayNumber(share, 1), "100 %");
  assert.equal(sayNumber(share, 0.998), "> 99.5 %");
  assert.equal(sayNumber({ ...share, digits: 1 }, 0.9996), "> 99.95 %");
  assert.equal(sayNumber({ ...share, digits: 1 }, 0.9994), "99.9 %");
});
