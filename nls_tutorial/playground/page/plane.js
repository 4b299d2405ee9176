// The plane of one network: the class by its hue, the confidence by how strong it is, and the points on top.

import { MARKER } from "../../scenes/js/ink.js";

const MARKS = ["circle", "triangle", "square"]; // a class is told by its mark, too
const COLORS = ["blue", "orange", "green"];
const UNSURE = 1 / COLORS.length; // nobody is less sure
const STRONG = 0.78; // of the class's color where confidence is 1

const parsed = (color) => [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16));

// The palette's colors as numbers, from the node's own style.
export const inksOf = (node) => {
  const style = getComputedStyle(node);
  const ink = (name) => style.getPropertyValue(`--nls-${name}`).trim();
  return { ground: parsed(ink("ground")), classes: COLORS.map((name) => parsed(ink(name))), ink: ink("ink"), paper: ink("ground"), names: COLORS.map(ink) };
};

// Pixels of the plane, RGBA row by row: probabilities (places · 3) in, one pixel a place. What is no number is ground.
// Near a border the two hues run into each other. One of these a network and picture, so nothing is made on the way.
export const pixelsOf = (plane, { ground, classes }) => {
  const pixels = new Uint8ClampedArray((plane.length / 3) * 4);
  const [first, second, third] = classes;
  for (let at = 0, from = 0; from < plane.length; at += 4, from += 3) {
    const sure = Math.max(plane[from], plane[from + 1], plane[from + 2]);
    const share = sure >= 0 ? (STRONG * (sure - UNSURE)) / (1 - UNSURE) : 0;
    const one = plane[from] ** 4;
    const two = plane[from + 1] ** 4;
    const three = plane[from + 2] ** 4;
    for (let part = 0; part < 3; part++) {
      const hue = share ? (one * first[part] + two * second[part] + three * third[part]) / (one + two + three) : 0;
      pixels[at + part] = ground[part] + share * (hue - ground[part]);
    }
    pixels[at + 3] = 255;
  }
  return pixels;
};

// `place(point)` in pixels.
const scatter = (brush, { points, labels, spoilt }, inks, place, scale) => {
  const outlines = MARKS.map((mark) => new Path2D(MARKER[mark](scale)));
  labels.forEach((label, at) => {
    brush.save();
    brush.translate(place(points[2 * at]), place(-points[2 * at + 1]));
    brush.lineWidth = spoilt[at] ? 0.45 * scale : 0.28 * scale;
    brush.fillStyle = spoilt[at] ? inks.paper : inks.names[label];
    brush.strokeStyle = spoilt[at] ? inks.names[label] : inks.paper;
    if (!spoilt[at]) {
      brush.stroke(outlines[label]);
      brush.fill(outlines[label]);
    } else {
      brush.fill(outlines[label]);
      brush.stroke(outlines[label]);
    }
    brush.restore();
  });
};

// Draws what lies between −view and view into a canvas that is as sharp as the screen; `plane` may be missing, before
// anything was trained.
export const makePlane = (canvas, view) => {
  const small = document.createElement("canvas");
  return (plane, data, inks) => {
    const side = Math.max(1, Math.round(canvas.clientWidth * Math.min(devicePixelRatio, 2)));
    if (canvas.width !== side) canvas.width = canvas.height = side;
    const brush = canvas.getContext("2d");
    brush.fillStyle = inks.paper;
    brush.fillRect(0, 0, side, side);
    if (plane) {
      const grid = Math.sqrt(plane.length / 3);
      if (small.width !== grid) small.width = small.height = grid;
      small.getContext("2d").putImageData(new ImageData(pixelsOf(plane, inks), grid), 0, 0);
      brush.imageSmoothingEnabled = true;
      brush.imageSmoothingQuality = "high";
      brush.drawImage(small, 0, 0, side, side);
    }
    if (data) scatter(brush, data, inks, (at) => ((at + view) / (2 * view)) * side, Math.max(side / 78, 2.7 * (side / canvas.clientWidth)));
  };
};
