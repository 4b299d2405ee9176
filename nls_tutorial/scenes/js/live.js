// A scene whose numbers come from Python, one position at a time.

const PATIENCE_MS = 8000;
export const NO_ANSWER = "Python has not answered yet. If its kernel has stopped, run the cell again.";

// `ask(index, answer)`: one question is on its way at most; what the hand did meanwhile becomes one question when the
// answer is there. `arrived(data)` gets the numbers, `failed(words)` what went wrong.
export const askInTurn = (ask, now, arrived, failed) => {
  let waiting = false;
  let behind = false;
  const question = () => {
    if (waiting) {
      behind = true;
      return;
    }
    waiting = true;
    const late = setTimeout(() => failed(NO_ANSWER), PATIENCE_MS);
    ask(now(), (data, trouble) => {
      clearTimeout(late);
      waiting = false;
      if (trouble) failed(trouble);
      else arrived(data);
      if (!behind) return;
      behind = false;
      question();
    });
  };
  return question;
};

// Questions to the widget's Python side, each with a number so that its answer finds back.
export const askPython = (model) => {
  const open = new Map();
  let next = 0;
  model.on("msg:custom", (message, buffers) => {
    open.get(message.answer)?.(message.trouble ? null : buffers[0], message.trouble);
    open.delete(message.answer);
  });
  return (index, answer) => {
    open.set(++next, answer);
    model.send({ question: next, index });
  };
};
