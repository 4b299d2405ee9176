// Puts the live scene in the place of each still picture when it comes near the window. Without JavaScript, or without
// the file, the still picture stays. Plain scripts, no modules and no fetch: the pages also work from a folder.
(() => {
  const here = document.currentScript.src;
  const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

  // As tools/publish.py packs it: the description behind its length, then the numbers' first bytes, their second, ...
  const unpack = async (text) => {
    const stream = new Blob([bytes(text)]).stream().pipeThrough(new DecompressionStream("gzip"));
    const packed = await new Response(stream).arrayBuffer();
    const length = new DataView(packed).getUint32(0, true);
    const spec = JSON.parse(new TextDecoder().decode(new Uint8Array(packed, 4, length)));
    const planes = new Uint8Array(packed, 4 + length);
    const data = new Uint8Array(planes.length);
    const count = planes.length / 4;
    for (let at = 0; at < planes.length; at++) data[4 * (at % count) + Math.floor(at / count)] = planes[at];
    return { spec, data };
  };

  const load = (name) =>
    new Promise((done, failed) => {
      const script = document.createElement("script");
      script.src = new URL(`scenes/${name}.js`, here);
      script.onload = () => done(window.nlsScenes[name]);
      script.onerror = () => failed(new Error(`the scene ${name} could not be loaded`));
      document.head.append(script);
    });

  const woken = new Set();
  const wake = async (place) => {
    if (woken.has(place)) return;
    woken.add(place);
    const { spec, data } = await unpack(await load(place.dataset.scene));
    place.replaceChildren();
    window.nlsMount(place, { spec, data: data.buffer });
  };

  const start = () => {
    const near = new IntersectionObserver(
      (entries) => {
        for (const { isIntersecting, target } of entries) {
          if (!isIntersecting) continue;
          near.unobserve(target);
          wake(target).catch((trouble) => console.error(trouble));
        }
      },
      { rootMargin: "800px" },
    );
    const places = [...document.querySelectorAll(".nls-mount")];
    places.forEach((place) => near.observe(place));
    // Once the page is there, the others follow one by one: whoever prints it, or goes on without a network, has them.
    const rest = async () => {
      for (const place of places) {
        near.unobserve(place);
        await wake(place).catch((trouble) => console.error(trouble));
        await new Promise((done) => (window.requestIdleCallback ?? setTimeout)(done));
      }
    };
    if (document.readyState === "complete") rest();
    else addEventListener("load", rest, { once: true });
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();

  // On paper, a scene that was never near the window is its still picture, and everything folded is open.
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("details:not([open])")];
    folded.forEach((fold) => (fold.open = true));
    document.querySelectorAll(".nls-mount img").forEach((picture) => (picture.loading = "eager"));
  });
  addEventListener("afterprint", () => folded.forEach((fold) => (fold.open = false)));
})();
