// Guesses on a page without a kernel: kept by the browser itself, as the lines of a reader's file.

const KEY = "nls-guesses";

const storage = () => {
  try {
    return window.localStorage;
  } catch {
    return null; // a page in a frame may not have one
  }
};

export const readAll = (store = storage()) => {
  try {
    const told = JSON.parse(store?.getItem(KEY) ?? "[]");
    return Array.isArray(told) ? told.filter((one) => one && typeof one.guess === "string") : [];
  } catch {
    return [];
  }
};

export const writeAll = (records, store = storage()) => {
  try {
    store?.setItem(KEY, JSON.stringify(records));
  } catch {
    // full, or not allowed: the guess holds as long as the page
  }
};

export const keepHere = (store = storage()) => ({
  read: (name) => readAll(store).findLast((one) => one.guess === name) ?? null,
  write: (record) => writeAll([...readAll(store), record], store),
});
