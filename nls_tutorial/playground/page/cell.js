// The same text as nls_tutorial/playground/cells.py makes: Python that trains the reader's network with the library.

const filled = (template, values) =>
  template.replace(/\{\{|\}\}|\{(\w+)(?::g)?\}/g, (found, name) => (name ? String(values[name]) : found[0]));

export const cellText = (template, code, settings, steps) => {
  const loss = filled(code, settings);
  return filled(template, { ...settings, loss, steps });
};
