// The settings in the page's address: #loss=margin&m=6&noise=0.25, so that they can be sent.

export const atStart = (all) => Object.fromEntries(all.map(({ name, start }) => [name, start]));

const nearest = (values, asked) => values.reduce((one, other) => (Math.abs(other - asked) < Math.abs(one - asked) ? other : one));

// One value that the address asks for: [value, trouble].
const understood = ({ address, values, start }, text) => {
  const told = `The address asks for ${address} = ${text}`;
  if (typeof start === "string") {
    return values.includes(text) ? [text, ""] : [start, `${told}; there are ${values.join(", ")}. The page takes ${start}.`];
  }
  const asked = text.trim() === "" ? NaN : Number(text);
  if (!Number.isFinite(asked)) return [start, `${told}, which is no number. The page takes ${start}.`];
  const [low, high] = [values[0], values.at(-1)];
  if (asked < low || asked > high) return [start, `${told}; it lies in ${low} … ${high}. The page takes ${start}.`];
  const value = nearest(values, asked);
  return [value, value === asked ? "" : `${told}; the page takes the nearest that it has, ${value}.`];
};

// {settings, troubles}: a sentence for each thing in the address that cannot be had.
export const readAddress = (all, hash) => {
  const settings = atStart(all);
  const troubles = [];
  for (const [address, text] of new URLSearchParams(hash.replace(/^#/, ""))) {
    const one = all.find((setting) => setting.address === address);
    if (!one) {
      troubles.push(`The address names ${address}, which is nothing to set here. There are ${all.map((setting) => setting.address).join(", ")}.`);
      continue;
    }
    const [value, trouble] = understood(one, text);
    settings[one.name] = value;
    if (trouble) troubles.push(trouble);
  }
  return { settings, troubles };
};

// What differs from the start, and the loss with its knobs; "" where nothing does.
export const writeAddress = (all, settings, knobs) => {
  const differs = all.filter(({ name, start }) => settings[name] !== start);
  if (!differs.length) return "";
  const told = all.filter((one) => one.name === "loss" || knobs.includes(one.name) || differs.includes(one));
  return `#${new URLSearchParams(told.map(({ name, address }) => [address, String(settings[name])]))}`;
};
