// Numbers as the page says them.

export const inPercent = (share) => (Number.isFinite(share) ? `${(100 * share).toFixed(1)} %` : "–");
export const decimals = (value) => (Number.isFinite(value) ? value.toFixed(2) : "–");
