// The scene's numbers: one block of float32, and where a mark's own lie in it.

export const toNumbers = (data) =>
  new Float32Array(ArrayBuffer.isView(data) ? data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength) : data);

// A track is {at, size, over: [[control, stride], ...]}: where its numbers start, how many there are at one position.
export const lookUp = (numbers, track, index) => {
  let from = track.at;
  for (const [control, stride] of track.over) from += index[control] * stride;
  return numbers.subarray(from, from + track.size);
};

export const wordAt = (words, index) => (typeof words === "string" ? words : words.texts[index[words.over]]);
