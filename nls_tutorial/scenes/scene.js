// Draws a scene: looks numbers up in a table and moves SVG elements. Nothing that the course teaches is computed here.
// Plain ES module, no build step, no network. Used by the Jupyter widget (default export) and by plain pages (mount).

const SVG = "http://www.w3.org/2000/svg";
const WIDTH = 420; // a usual panel's width in its own units; the page scales it
const SAY_AFTER_MS = 400; // how long the hand must rest before the numbers are read aloud
// Each scene on a page may have loaded this file for itself, so a counter would repeat.
const unique = () => `nls-${Math.random().toString(36).slice(2)}`;

const svg = (tag, attributes = {}, parent = null) => {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  if (parent) parent.append(node);
  return node;
};
const html = (tag, className, parent = null, text = "") => {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text) node.textContent = text;
  if (parent) parent.append(node);
  return node;
};
// JupyterLab takes the arrow keys for its cells before a slider sees them, unless the very element with the focus says no.
const keepKeys = (node) => node.setAttribute("data-lm-suppress-shortcuts", "true");
// A number that is not there (NaN) hides its mark. Returns whether it did.
const hideUnless = (there, node) => {
  node.style.display = there ? "" : "none";
  return !there;
};
const round = (number) => Math.round(number * 100) / 100;

// ---- the table -------------------------------------------------------------------------------------------------------

// A track is {at, size, over: [[control, stride], ...]}: where its numbers start, how many there are at one position.
// A mark's `follows` lists the controls that move it.
const lookUp = (numbers, track, index) => {
  let from = track.at;
  for (const [control, stride] of track.over) from += index[control] * stride;
  return numbers.subarray(from, from + track.size);
};
const wordAt = (words, index) => (typeof words === "string" ? words : words.texts[index[words.over]]);

const sayNumber = (readout, value) => {
  if (Number.isNaN(value)) return "undefined";
  const scaled = readout.percent ? 100 * value : value;
  const text = Number.isFinite(scaled) ? Math.abs(scaled).toFixed(readout.digits) : "∞";
  return (scaled < 0 && /[^0.]/.test(text) ? "−" : "") + text + (readout.percent ? " %" : readout.unit);
};

// ---- marks: each returns a function that moves what it drew to one position ------------------------------------------

const MARKER = {
  circle: (r) => `M${-r},0a${r},${r} 0 1,0 ${2 * r},0a${r},${r} 0 1,0 ${-2 * r},0Z`,
  triangle: (r) => `M0,${-1.2 * r}L${1.15 * r},${0.85 * r}H${-1.15 * r}Z`,
  square: (r) => `M${-0.9 * r},${-0.9 * r}h${1.8 * r}v${1.8 * r}h${-1.8 * r}Z`,
  diamond: (r) => `M0,${-1.3 * r}L${1.1 * r},0L0,${1.3 * r}L${-1.1 * r},0Z`,
  cross: (r) => {
    const a = 0.4 * r;
    const b = 1.15 * r;
    return `M${-a},${-b}h${2 * a}v${b - a}h${b - a}v${2 * a}h${a - b}v${b - a}h${-2 * a}v${a - b}h${a - b}v${-2 * a}h${b - a}Z`;
  },
};
const DASH = { solid: "none", dashed: "7 5", dotted: "1.5 4" };
const ink = (colour) => `var(--nls-${colour})`;

const path = (xs, ys, frame) => {
  let d = "";
  let pen = "M";
  for (let i = 0; i < ys.length; i++) {
    const x = frame.x(xs[i]);
    const y = frame.y(ys[i]);
    if (!Number.isFinite(x + y)) {
      pen = "M";
      continue;
    }
    d += `${pen}${round(x)},${round(y)}`;
    pen = "L";
  }
  return d;
};

const DRAW = {
  Line(mark, layer, frame, get) {
    const line = svg("path", { fill: "none", "stroke-linejoin": "round" }, layer);
    line.style.cssText = `stroke:${ink(mark.colour)};stroke-width:${mark.width};stroke-dasharray:${DASH[mark.dash]}`;
    return (index) => line.setAttribute("d", path(get(mark.x, index), get(mark.y, index), frame));
  },
  Points(mark, layer, frame, get) {
    const group = svg("g", { opacity: mark.opacity }, layer);
    const outline = MARKER[mark.marker](mark.size / 2);
    const dots = Array.from({ length: mark.y.size }, () => svg("path", { d: outline, class: "nls-dot" }, group));
    group.style.fill = ink(mark.colour);
    return (index) => {
      const xs = get(mark.x, index);
      const ys = get(mark.y, index);
      dots.forEach((dot, i) => {
        const x = frame.x(xs[i]);
        const y = frame.y(ys[i]);
        if (hideUnless(Number.isFinite(x + y), dot)) return;
        dot.setAttribute("transform", `translate(${round(x)},${round(y)})`);
      });
    };
  },
  Bars(mark, layer, frame, get) {
    const bars = Array.from({ length: mark.x.size }, () => svg("rect", { rx: 1.5 }, layer));
    bars.forEach((bar) => (bar.style.fill = ink(mark.colour)));
    return (index) => {
      const xs = get(mark.x, index);
      const ys = get(mark.y, index);
      bars.forEach((bar, i) => {
        const y = ys[i % ys.length]; // one number gives all one height
        if (hideUnless(Number.isFinite(xs[i] + y), bar)) return;
        const left = frame.x(xs[i] - mark.width / 2);
        const ends = [frame.y(mark.base), frame.y(y)].sort((a, b) => a - b);
        bar.setAttribute("x", round(left));
        bar.setAttribute("width", round(frame.x(xs[i] + mark.width / 2) - left));
        bar.setAttribute("y", round(ends[0]));
        bar.setAttribute("height", round(ends[1] - ends[0]));
      });
    };
  },
  Band(mark, layer, frame, get) {
    const area = svg("path", { "fill-opacity": mark.opacity }, layer);
    area.style.fill = ink(mark.colour);
    return (index) => {
      const xs = get(mark.x, index);
      const back = path(Array.from(xs).reverse(), Array.from(get(mark.high, index)).reverse(), frame);
      area.setAttribute("d", `${path(xs, get(mark.low, index), frame)}${back.replace("M", "L")}Z`);
    };
  },
  Shape(mark, layer, frame, get) {
    const shape = svg("path", { "fill-opacity": mark.opacity, "stroke-width": 1.5 }, layer);
    shape.style.fill = shape.style.stroke = ink(mark.colour);
    return (index) => shape.setAttribute("d", `${path(get(mark.x, index), get(mark.y, index), frame)}Z`);
  },
  Rule(mark, layer, frame, get) {
    const rule = svg("line", {}, layer);
    rule.style.cssText = `stroke:${ink(mark.colour)};stroke-width:${mark.width};stroke-dasharray:${DASH[mark.dash]}`;
    return (index) => {
      const value = get(mark.at, index)[0];
      const upright = mark.along === "x";
      const place = round(upright ? frame.x(value) : frame.y(value));
      if (hideUnless(Number.isFinite(place), rule)) return;
      const ends = upright
        ? { x1: place, x2: place, y1: frame.top, y2: frame.bottom }
        : { y1: place, y2: place, x1: frame.left, x2: frame.right };
      for (const [name, end] of Object.entries(ends)) rule.setAttribute(name, end);
    };
  },
  Text(mark, layer, frame, get) {
    const text = svg("text", { "text-anchor": mark.anchor, dy: "0.35em", class: "nls-text" }, layer);
    text.style.fill = ink(mark.colour);
    if (mark.bold) text.style.fontWeight = "650";
    return (index) => {
      const x = frame.x(get(mark.x, index)[0]);
      const y = frame.y(get(mark.y, index)[0]);
      if (hideUnless(Number.isFinite(x + y), text)) return;
      text.textContent = wordAt(mark.text, index);
      text.setAttribute("x", round(x));
      text.setAttribute("y", round(y));
    };
  },
  Picture(mark, layer, frame, get) {
    const left = frame.x(mark.left);
    const top = frame.y(mark.top);
    const box = { x: left, y: top, width: frame.x(mark.right) - left, height: frame.y(mark.bottom) - top };
    // A view is a window of its own, whose units are the picture's pixels.
    const glass = mark.view_x ? svg("svg", { ...box, preserveAspectRatio: "none" }, layer) : layer;
    const whole = mark.view_x ? { width: mark.width, height: mark.height } : box;
    const image = svg("image", { ...whole, preserveAspectRatio: "none", class: "nls-pixels" }, glass);
    let shown = null;
    return (index) => {
      const at = mark.over.reduce((from, [control, stride]) => from + index[control] * stride, 0);
      if (at !== shown) image.setAttribute("href", mark.frames[(shown = at)]);
      if (!mark.view_x) return;
      const [[x1, x2], [y1, y2]] = [get(mark.view_x, index), get(mark.view_y, index)];
      glass.setAttribute("viewBox", `${x1} ${y1} ${x2 - x1} ${y2 - y1}`);
    };
  },
  Handle(mark, layer, frame, get, hand) {
    const knob = svg("g", { class: "nls-knob", tabindex: 0, role: "slider" }, layer);
    const grip = mark.grip_x ? svg("path", { class: "nls-grip" }, knob) : null;
    const middle = svg("g", {}, knob);
    svg("circle", { r: 22, class: "nls-reach" }, middle);
    const ring = svg("circle", { r: 8.5, class: "nls-ring" }, middle);
    ring.style.stroke = ink(mark.colour);
    knob.setAttribute("aria-label", mark.name || mark.moves.map((control) => hand.label(control)).join(" and "));
    knob.setAttribute("aria-keyshortcuts", `ArrowLeft ArrowRight ArrowUp ArrowDown`);
    keepKeys(knob);
    hand.take(knob, mark, frame);
    const several = mark.moves.length > 1;
    return (index) => {
      const x = frame.x(get(mark.x, index)[0]);
      const y = frame.y(get(mark.y, index)[0]);
      middle.setAttribute("transform", `translate(${round(x)},${round(y)})`);
      grip?.setAttribute("d", `${path(get(mark.grip_x, index), get(mark.grip_y, index), frame)}Z`);
      const says = mark.moves.map((control) => (several ? `${hand.label(control)} ` : "") + hand.say(control));
      knob.setAttribute("aria-valuetext", says.join(", "));
      const first = mark.moves[0];
      knob.setAttribute("aria-valuemin", 0);
      knob.setAttribute("aria-valuemax", hand.length(first) - 1);
      knob.setAttribute("aria-valuenow", index[first]);
    };
  },
};

// ---- a panel ---------------------------------------------------------------------------------------------------------

const swatch = (mark, row) => {
  const entry = html("span", "nls-key", row);
  const icon = svg("svg", { viewBox: "0 0 26 14", width: 26, height: 14, "aria-hidden": "true" }, entry);
  if (mark.kind === "Points") {
    svg("path", { d: MARKER[mark.marker](5), transform: "translate(13,7)" }, icon).style.fill = ink(mark.colour);
  } else if (mark.kind === "Handle") {
    const ring = svg("circle", { cx: 13, cy: 7, r: 5, class: "nls-ring" }, icon);
    ring.style.stroke = ink(mark.colour);
  } else if (mark.kind === "Line" || mark.kind === "Rule") {
    const line = svg("line", { x1: 1, x2: 25, y1: 7, y2: 7 }, icon);
    line.style.cssText = `stroke:${ink(mark.colour)};stroke-width:${mark.width};stroke-dasharray:${DASH[mark.dash]}`;
  } else {
    const box = svg("rect", { x: 4, y: 1, width: 18, height: 12, rx: 2 }, icon);
    box.style.fill = ink(mark.colour);
    box.style.fillOpacity = mark.opacity ?? 1;
  }
  html("span", "", entry, mark.name);
};

const drawAxes = (panel, frame, under) => {
  for (const [value, text] of panel.y.visible ? panel.y.ticks : []) {
    const y = round(frame.y(value));
    svg("line", { x1: frame.left, x2: frame.right, y1: y, y2: y, class: "nls-grid" }, under);
    svg("text", { x: frame.left - 8, y, dy: "0.35em", "text-anchor": "end", class: "nls-tick" }, under).textContent = text;
  }
  for (const [value, text] of panel.x.visible ? panel.x.ticks : []) {
    const x = round(frame.x(value));
    svg("line", { x1: x, x2: x, y1: frame.bottom, y2: frame.bottom + 5, class: "nls-axis" }, under);
    svg("text", { x, y: frame.bottom + 19, "text-anchor": "middle", class: "nls-tick" }, under).textContent = text;
  }
  if (panel.x.visible) {
    svg("line", { x1: frame.left, x2: frame.right, y1: frame.bottom, y2: frame.bottom, class: "nls-axis" }, under);
  }
  if (panel.x.label) {
    const middle = { x: (frame.left + frame.right) / 2, y: frame.height - 8, "text-anchor": "middle", class: "nls-label" };
    svg("text", middle, under).textContent = panel.x.label;
  }
  if (panel.y.label) {
    const turn = `translate(14,${(frame.top + frame.bottom) / 2}) rotate(-90)`;
    svg("text", { transform: turn, "text-anchor": "middle", class: "nls-label" }, under).textContent = panel.y.label;
  }
};

const frameOf = (panel) => {
  const left = panel.y.visible ? 56 : panel.y.label ? 26 : 12;
  const width = WIDTH * panel.width;
  const right = width - 12;
  const top = 12;
  const span = { x: panel.x.high - panel.x.low, y: panel.y.high - panel.y.low };
  const tall = panel.equal ? ((right - left) * span.y) / span.x : WIDTH * panel.aspect - 58;
  const bottom = top + tall;
  const height = bottom + (panel.x.visible ? 27 : 6) + (panel.x.label ? 22 : 0);
  return {
    left, right, top, bottom, width, height,
    x: (value) => left + ((value - panel.x.low) / span.x) * (right - left),
    y: (value) => bottom - ((value - panel.y.low) / span.y) * (bottom - top),
  };
};

// `whole` is the scene's title: what a panel without words of its own is called.
const drawPanel = (panel, whole, into, get, hand) => {
  const frame = frameOf(panel);
  const box = html("div", "nls-panel", into);
  box.style.setProperty("--nls-width", panel.width);
  const title = html("div", "nls-panel-title", box);
  const keys = html("div", "nls-keys", box);
  panel.marks.filter((mark) => mark.name && mark.kind !== "Text").forEach((mark) => swatch(mark, keys));
  const live = panel.marks.some((mark) => mark.kind === "Handle");
  const picture = svg("svg", { viewBox: `0 0 ${frame.width} ${round(frame.height)}`, role: live ? "group" : "img" }, box);
  const clip = unique();
  const cut = svg("clipPath", { id: clip }, svg("defs", {}, picture));
  const area = { x: frame.left - 1, y: frame.top - 8, width: frame.right - frame.left + 9, height: frame.bottom - frame.top + 9 };
  svg("rect", area, cut);
  drawAxes(panel, frame, svg("g", {}, picture));
  const inside = svg("g", { "clip-path": `url(#${clip})` }, picture);
  const above = svg("g", {}, picture);
  const moves = panel.marks.map((mark) => {
    const layer = mark.kind === "Text" || mark.kind === "Handle" ? above : inside;
    return { mark, move: DRAW[mark.kind](mark, layer, frame, get, hand) };
  });
  return (index, changed) => {
    title.textContent = wordAt(panel.title, index);
    title.hidden = !title.textContent;
    picture.setAttribute("aria-label", title.textContent || panel.y.label || panel.x.label || whole);
    for (const { mark, move } of moves) {
      if (changed === null || mark.follows.some((control) => changed.has(control))) move(index);
    }
  };
};

// ---- controls --------------------------------------------------------------------------------------------------------

const drawSlider = (control, place, row, change) => {
  const box = html("label", "nls-slider", row);
  box.dataset.place = place;
  html("span", "nls-name", box, control.label);
  const input = html("input", "", box);
  Object.assign(input, { type: "range", min: 0, max: control.texts.length - 1, step: 1 });
  const value = html("output", "nls-value", box);
  value.setAttribute("aria-hidden", "true"); // the slider itself says its value
  keepKeys(input);
  input.addEventListener("input", () => change(place, Number(input.value)));
  return (at) => {
    input.value = at;
    input.setAttribute("aria-valuetext", control.texts[at]);
    value.textContent = control.texts[at];
    input.style.setProperty("--nls-share", `${(100 * at) / (control.texts.length - 1)}%`);
  };
};

const drawChoice = (control, place, row, change) => {
  const box = html("fieldset", "nls-choice", row);
  box.dataset.place = place;
  html("legend", "nls-name", box, control.label);
  const group = unique();
  const inputs = control.texts.map((text, at) => {
    const option = html("label", "nls-option", box);
    const input = html("input", "", option);
    Object.assign(input, { type: "radio", name: group, value: at });
    html("span", "", option, text);
    keepKeys(input);
    input.addEventListener("change", () => change(place, at));
    return input;
  });
  return (at) => inputs.forEach((input, i) => (input.checked = i === at));
};

// ---- theme: the page's own ground decides ----------------------------------------------------------------------------

const luminance = (colour) => {
  const parts = colour.match(/[\d.]+/g)?.map(Number);
  if (!parts || (parts.length > 3 && parts[3] === 0)) return null;
  return (0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]) / 255;
};
const isDark = (node) => {
  for (let at = node; at; at = at.parentElement ?? at.getRootNode()?.host) {
    const light = luminance(getComputedStyle(at).backgroundColor);
    if (light !== null) return light < 0.5;
  }
  return matchMedia("(prefers-color-scheme: dark)").matches;
};

// ---- the scene -------------------------------------------------------------------------------------------------------

// payload: {spec, data}; ask(index, answer): only for a scene whose numbers come from Python, one position at a time.
export function mount(el, payload, { ask = null, settled = () => {} } = {}) {
  const { spec } = payload;
  const view = payload.data;
  const toNumbers = (data) =>
    new Float32Array(ArrayBuffer.isView(data) ? data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength) : data);
  let numbers = toNumbers(view);
  const get = (track, index) => lookUp(numbers, track, index);
  const index = [...spec.start];
  let frameAsked = 0;
  let sayTimer = 0;
  let changed = null; // null: everything; otherwise the controls that moved since the last frame
  let waiting = false;
  let behind = false;

  const named = spec.panels.some((panel) => panel.marks.some((mark) => mark.name && mark.kind !== "Text"));
  const root = html("figure", named ? "nls-scene" : "nls-scene nls-unnamed", el);
  root.setAttribute("aria-label", spec.title);
  html("div", "nls-title", root, spec.title);
  const row = html("div", "nls-controls", root);
  const panels = html("div", "nls-panels", root);
  const facts = html("dl", "nls-facts", root);
  const aloud = html("div", "nls-aloud", root);
  aloud.setAttribute("aria-live", "polite");
  html("figcaption", "nls-aloud", root, spec.description);

  const paint = () => {
    frameAsked = 0;
    spec.controls.forEach((_, place) => shown[place](index[place]));
    const position = ask ? index.map(() => 0) : index;
    drawn.forEach((draw) => draw(position, ask ? null : changed));
    readouts.forEach(({ readout, value }) => {
      value.textContent = sayNumber(readout, get(readout.value, position)[0]);
    });
    changed = new Set();
    root.dataset.index = index.join(","); // what is drawn now: for tests and for the curious
    clearTimeout(sayTimer);
    sayTimer = setTimeout(() => {
      aloud.textContent = readouts.map(({ readout, value }) => `${readout.label}: ${value.textContent}`).join("; ");
      settled([...index]);
    }, SAY_AFTER_MS);
  };
  const refresh = () => {
    if (!frameAsked) frameAsked = requestAnimationFrame(paint);
  };
  // At most one question is on its way; what the hand did meanwhile becomes one question when the answer is there.
  const question = () => {
    if (waiting) {
      behind = true;
      return;
    }
    waiting = true;
    const asked = [...index];
    ask(asked, (data) => {
      waiting = false;
      if (data) numbers = toNumbers(data);
      refresh();
      if (behind) {
        behind = false;
        question();
      }
    });
  };
  const change = (place, at) => {
    const value = Math.min(Math.max(at, 0), spec.controls[place].texts.length - 1);
    if (value === index[place]) return;
    index[place] = value;
    changed?.add(place);
    if (ask) question();
    else refresh();
    shown[place](value);
  };

  const hand = {
    label: (control) => spec.controls[control].label,
    say: (control) => spec.controls[control].texts[index[control]],
    length: (control) => spec.controls[control].texts.length,
    take(knob, mark, frame) {
      const picture = knob.ownerSVGElement;
      const pointed = (event) =>
        new DOMPoint(event.clientX, event.clientY).matrixTransform(picture.getScreenCTM().inverse());
      const place = (at) => ({ x: frame.x(get(mark.x, at)[0]), y: frame.y(get(mark.y, at)[0]) });
      let held = { x: 0, y: 0 }; // from the hand to the knob: it keeps its distance, and does not jump to the hand
      const nearest = (event) => {
        const hand = pointed(event);
        const point = { x: hand.x + held.x, y: hand.y + held.y };
        const trial = [...index];
        let best = null;
        const walk = (depth) => {
          if (depth === mark.moves.length) {
            const { x, y } = place(trial);
            const distance = (x - point.x) ** 2 + (y - point.y) ** 2;
            if (best === null || distance < best.distance) best = { distance, at: mark.moves.map((control) => trial[control]) };
            return;
          }
          const control = mark.moves[depth];
          for (let at = 0; at < spec.controls[control].texts.length; at++) {
            trial[control] = at;
            walk(depth + 1);
          }
        };
        walk(mark.moves.length); // where it is now comes first: among equally near positions it stays
        walk(0);
        mark.moves.forEach((control, i) => change(control, best.at[i]));
      };
      const press = (event) => {
        knob.setPointerCapture(event.pointerId);
        knob.focus({ preventScroll: true });
        event.preventDefault();
        const hand = pointed(event);
        const { x, y } = place(index);
        held = { x: x - hand.x, y: y - hand.y };
      };
      // +1 or -1: which way `control` goes when the knob goes right (along x) or up (along y).
      const way = (control, along) => {
        const [low, high] = [[...index], [...index]];
        low[control] = Math.max(index[control] - 1, 0);
        high[control] = Math.min(index[control] + 1, spec.controls[control].texts.length - 1);
        const [from, to] = [place(low), place(high)];
        const right = to.x - from.x;
        const up = from.y - to.y;
        const [mine, other] = along === "x" ? [right, up] : [up, right];
        return mine < 0 && Math.abs(mine) > Math.abs(other) ? -1 : 1;
      };
      knob.addEventListener("pointerdown", press);
      // Inside an SVG picture, touch-action does not stop the page from scrolling away under the finger; this does.
      knob.addEventListener("touchstart", (event) => event.preventDefault(), { passive: false });
      knob.addEventListener("pointermove", (event) => {
        if (knob.hasPointerCapture(event.pointerId)) nearest(event);
      });
      knob.addEventListener("keydown", (event) => {
        const [first, second = first] = mark.moves;
        const steps = {
          ArrowRight: [first, "x", 1], ArrowLeft: [first, "x", -1], ArrowUp: [second, "y", 1], ArrowDown: [second, "y", -1],
        };
        if (!steps[event.key]) return;
        const [control, along, step] = steps[event.key];
        event.preventDefault();
        event.stopPropagation();
        change(control, index[control] + step * way(control, along) * (event.shiftKey ? 5 : 1));
      });
    },
  };

  const shown = spec.controls.map((control, place) =>
    control.shown ? (control.choice ? drawChoice : drawSlider)(control, place, row, change) : () => {},
  );
  row.hidden = !row.childElementCount;
  const drawn = spec.panels.map((panel) => drawPanel(panel, spec.title, panels, get, hand));
  const readouts = spec.readouts.map((readout) => {
    const fact = html("div", "", facts);
    html("dt", "", fact, readout.label);
    return { readout, value: html("dd", "", fact) };
  });
  facts.hidden = !readouts.length;

  const retint = () => root.classList.toggle("nls-dark", isDark(el));
  const watcher = new MutationObserver(retint);
  for (const node of [document.documentElement, document.body]) {
    watcher.observe(node, { attributes: true, attributeFilter: ["class", "style", "data-jp-theme-light", "data-theme", "theme"] });
  }
  const scheme = matchMedia("(prefers-color-scheme: dark)");
  scheme.addEventListener("change", retint);
  const late = setTimeout(retint, 300); // a theme's style sheet may arrive after its name
  retint();
  paint();

  return {
    set(places) {
      places.forEach((at, place) => change(place, at));
    },
    stop() {
      watcher.disconnect();
      scheme.removeEventListener("change", retint);
      clearTimeout(late);
      clearTimeout(sayTimer);
      cancelAnimationFrame(frameAsked);
      root.remove();
    },
  };
}

// ---- the Jupyter widget ----------------------------------------------------------------------------------------------

const askPython = (model) => {
  const open = new Map();
  let next = 0;
  model.on("msg:custom", (message, buffers) => {
    open.get(message.answer)?.(message.trouble ? null : buffers[0]);
    open.delete(message.answer);
  });
  return (index, answer) => {
    open.set(++next, answer);
    model.send({ question: next, index });
  };
};

export default {
  render({ model, el }) {
    const scene = mount(
      el,
      { spec: model.get("spec"), data: model.get("data") },
      {
        ask: model.get("live") ? askPython(model) : null,
        settled: (index) => {
          model.set("index", index);
          model.save_changes();
        },
      },
    );
    const follow = () => scene.set(model.get("index"));
    model.on("change:index", follow);
    return () => {
      model.off("change:index", follow);
      scene.stop();
    };
  },
};
