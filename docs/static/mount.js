// Puts the live scene in the place of each still picture when it comes near the window. Without JavaScript, or without
// the file, the still picture stays. Plain scripts, no modules and no fetch: the pages also work from a folder.
(() => {
  const here = document.currentScript.src;
  const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

  const load = (name) =>
    new Promise((done, failed) => {
      const script = document.createElement("script");
      script.src = new URL(`scenes/${name}.js`, here);
      script.onload = () => done(window.nlsScenes[name]);
      script.onerror = () => failed(new Error(`the scene ${name} could not be loaded`));
      document.head.append(script);
    });

  const wake = async (place) => {
    const { spec, data } = await load(place.dataset.scene);
    place.replaceChildren();
    const scene = window.nlsMount(place, { spec, data: bytes(data).buffer });
    if ("play" in place.dataset && !matchMedia("(prefers-reduced-motion: reduce)").matches) play(place, spec, scene);
  };

  // Once, each control goes to both its ends and back, one after the other, until a hand comes.
  const play = (place, spec, scene) => {
    const STEP_MS = 45;
    const steps = [];
    const at = [...spec.start];
    spec.controls.forEach(({ texts }, control) => {
      const home = at[control];
      for (const goal of [texts.length - 1, 0, home]) {
        while (at[control] !== goal) {
          at[control] += Math.sign(goal - at[control]);
          steps.push([...at]);
        }
      }
    });
    const timer = setInterval(() => (steps.length ? scene.set(steps.shift()) : stop()), STEP_MS);
    const stop = () => {
      clearInterval(timer);
      place.dataset.play = "done";
    };
    for (const kind of ["pointerdown", "keydown", "focusin"]) place.addEventListener(kind, stop, { once: true });
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
    document.querySelectorAll(".nls-mount").forEach((place) => near.observe(place));
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
