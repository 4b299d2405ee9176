// The page "My guesses": what this browser has kept, as a diagram and a table; export, import, forget.
(() => {
  const place = document.getElementById("nls-guesses");
  if (!place) return;
  const KEY = "nls-guesses";
  const EDGES = [0, 0.4, 0.55, 0.7, 0.85, 1]; // as nls_tutorial/progress/curve.py
  const read = () => {
    try {
      const told = JSON.parse(localStorage.getItem(KEY) ?? "[]");
      return Array.isArray(told) ? told.filter((one) => one && /^\d\d\.\d{1,2}$/.test(one.guess)) : [];
    } catch {
      return [];
    }
  };
  const order = ({ guess }) => guess.split(".").reduce((sum, part) => 100 * sum + Number(part), 0);
  // The first event of each question, where it was a guess.
  const counting = (all) => {
    const first = new Map();
    for (const one of all) if (!first.has(one.guess)) first.set(one.guess, one);
    return [...first.values()].filter((one) => one.event === "guessed").sort((one, other) => order(one) - order(other));
  };
  const make = (tag, parent, text = "", attributes = {}) => {
    const svg = ["svg", "line", "circle", "text"].includes(tag);
    const node = svg ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    if (text) node.textContent = text;
    parent?.append(node);
    return node;
  };
  const wilson = (right, n, z = 1.96) => {
    const share = right / n;
    const middle = share + (z * z) / (2 * n);
    const reach = z * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n));
    return [(middle - reach) / (1 + (z * z) / n), (middle + reach) / (1 + (z * z) / n)];
  };
  const groups = (found) =>
    EDGES.slice(1).flatMap((high, at) => {
      const inside = found.filter(({ confidence }) => confidence <= high && (confidence > EDGES[at] || (at === 0 && confidence === 0)));
      if (!inside.length) return [];
      const right = inside.filter((one) => one.correct).length;
      const sure = inside.reduce((sum, one) => sum + one.confidence, 0) / inside.length;
      return [{ n: inside.length, right, sure, ends: wilson(right, inside.length) }];
    });
  const diagram = (found) => {
    const size = 320, edge = 44, top = 26; // `top`: room for the name of the upright axis
    const x = (share) => edge + share * (size - edge - 16);
    const y = (share) => size - edge - share * (size - edge - top);
    const shown = groups(found);
    const words = shown.map(({ n, right, sure }) => `${Math.round(100 * sure)} % sure: right in ${right} of ${n}`).join("; ");
    const picture = make("svg", null, "", { viewBox: `0 0 ${size} ${size}`, width: size, role: "img", "aria-label": `Confidence against accuracy. ${words}` });
    const line = (x1, y1, x2, y2, style) => make("line", picture, "", { x1, y1, x2, y2, stroke: "currentColor", ...style });
    line(x(0), y(0), x(1), y(0), {});
    line(x(0), y(0), x(0), y(1), {});
    line(x(0), y(0), x(1), y(1), { "stroke-dasharray": "5 4" });
    for (const share of [0, 0.5, 1]) {
      make("text", picture, `${100 * share}`, { x: x(share), y: y(0) + 16, "text-anchor": "middle", "font-size": 12, fill: "currentColor" });
      make("text", picture, `${100 * share}`, { x: x(0) - 6, y: y(share) + 4, "text-anchor": "end", "font-size": 12, fill: "currentColor" });
    }
    make("text", picture, "how sure (%)", { x: x(0.5), y: size - 8, "text-anchor": "middle", "font-size": 13, fill: "currentColor" });
    make("text", picture, "right (%)", { x: 2, y: 13, "font-size": 13, fill: "currentColor" });
    for (const { n, right, sure, ends } of shown) {
      line(x(sure), y(ends[0]), x(sure), y(ends[1]), { "stroke-width": 1.5 });
      make("circle", picture, "", { cx: x(sure), cy: y(right / n), r: 6, fill: "var(--pst-color-primary)" });
    }
    return picture;
  };
  const percent = (share) => `${Math.round(100 * share)} %`;
  const table = (found) => {
    const box = make("div", null, "", { class: "nls-scroll" });
    const body = make("table", box);
    const head = make("tr", make("thead", body));
    for (const name of ["", "Question", "You said", "How sure", "The answer"]) make("th", head, name, { scope: "col" });
    const rows = make("tbody", body);
    for (const one of found) {
      const row = make("tr", rows);
      make("th", row, one.guess, { scope: "row" });
      for (const text of [one.text, one.said, percent(one.confidence), `${one.correct ? "✓" : "✗"} ${one.truth}`]) make("td", row, String(text));
    }
    return box;
  };
  const lead = (found) => {
    const right = found.filter((one) => one.correct).length;
    const mean = (value) => found.reduce((sum, one) => sum + value(one), 0) / found.length;
    const brier = mean((one) => (one.confidence - one.correct) ** 2);
    return `${found.length} ${found.length === 1 ? "guess" : "guesses"}, ${right} right (${percent(right / found.length)}); on average ${percent(mean((one) => one.confidence))} sure. Brier score ${brier.toFixed(3)}.`;
  };
  const save = () => {
    const text = read().map((one) => JSON.stringify(one)).join("\n");
    const link = make("a", null, "", { href: URL.createObjectURL(new Blob([`${text}\n`], { type: "application/jsonl" })), download: "guesses.jsonl" });
    link.click();
    URL.revokeObjectURL(link.href);
  };
  const add = async (file) => {
    const known = new Set(read().map((one) => JSON.stringify(one)));
    for (const line of (await file.text()).split("\n")) {
      try {
        const one = JSON.parse(line);
        const whole = one && /^\d\d\.\d{1,2}$/.test(one.guess) && typeof one.correct === "boolean" && one.confidence >= 0 && one.confidence <= 1;
        if (whole && ["guessed", "shown"].includes(one.event)) known.add(JSON.stringify(one));
      } catch {
        // a line of something else
      }
    }
    const all = [...known].map((text) => JSON.parse(text)).sort((one, other) => Date.parse(one.at) - Date.parse(other.at));
    localStorage.setItem(KEY, JSON.stringify(all));
    show();
  };
  const show = () => {
    const found = counting(read());
    place.replaceChildren();
    if (found.length) {
      make("p", place, lead(found));
      place.append(diagram(found), table(found));
    } else make("p", place, "No guesses yet in this browser.");
    const row = make("p", place);
    make("button", row, "Export", { type: "button", class: "nls-do" }).addEventListener("click", save);
    const input = make("input", make("label", row, "Import ", { class: "nls-do" }), "", { type: "file", accept: ".jsonl,.json,.txt" });
    input.addEventListener("change", () => input.files[0] && add(input.files[0]));
    make("button", row, "Forget them", { type: "button", class: "nls-do" }).addEventListener("click", () => {
      if (!confirm("Forget all guesses that this browser has kept?")) return;
      localStorage.removeItem(KEY);
      show();
    });
  };
  show();
})();
