import assert from "node:assert/strict";
import { test } from "node:test";

const { atStart, readAddress, writeAddress } = await import(`${process.env.NLS_PLAY}/page/address.js`);
const ALL = [
  { name: "kind", address: "data", values: ["blobs", "moons"], start: "moons" },
  { name: "noise", address: "noise", values: [0, 0.25, 0.5], start: 0.25 },
  { name: "loss", address: "loss", values: ["smoothing", "margin"], start: "smoothing" },
  { name: "epsilon", address: "epsilon", values: [0, 0.1, 0.2], start: 0.1 },
  { name: "margin", address: "m", values: [0, 2, 6], start: 2 },
];

test("an address that was written is read again", () => {
  const settings = { ...atStart(ALL), loss: "margin", margin: 6, noise: 0 };
  const address = writeAddress(ALL, settings, ["margin"]);
  assert.equal(address, "#noise=0&loss=margin&m=6");
  assert.deepEqual(readAddress(ALL, address), { settings, troubles: [] });
  assert.equal(writeAddress(ALL, atStart(ALL), ["epsilon"]), "", "where everything stands at first, the address is plain");
});

test("an empty address asks for nothing", () => {
  for (const hash of ["", "#"]) assert.deepEqual(readAddress(ALL, hash), { settings: atStart(ALL), troubles: [] });
});

const refused = (hash, name, words) => {
  const { settings, troubles } = readAddress(ALL, hash);
  assert.equal(settings[name], atStart(ALL)[name]);
  assert.equal(troubles.length, 1);
  assert.match(troubles[0], words);
};

test("what is out of range, no number or unknown is told in a sentence", () => {
  refused("#noise=7", "noise", /asks for noise = 7; it lies in 0 … 0\.5\. The page takes 0\.25\./);
  refused("#noise=-0.01", "noise", /lies in 0 … 0\.5/);
  refused("#noise=Infinity", "noise", /no number/);
  refused("#noise=", "noise", /no number/);
  refused("#m=six", "margin", /asks for m = six, which is no number/);
  refused("#loss=hinge", "loss", /asks for loss = hinge; there are smoothing, margin\./);
  refused("#margin=3", "margin", /names margin, which is nothing to set here. There are data, noise, loss, epsilon, m\./);
  refused("#__proto__=3", "margin", /names __proto__/);
});

test("a number between two marks goes to the nearest, and says so", () => {
  const { settings, troubles } = readAddress(ALL, "#m=4.5&epsilon=0.2");
  assert.equal(settings.margin, 6);
  assert.equal(settings.epsilon, 0.2);
  assert.deepEqual(troubles, ["The address asks for m = 4.5; the page takes the nearest that it has, 6."]);
});
