/** How long something will still take, judged by how long its part so far has taken. */

/** Less than this says little about the rest, ms. */
const LEAST_ELAPSED = 500;

/** To whole steps that grow with the time: nobody believes 187 s. */
const STEPS = [
  { below: 10, step: 1 },
  { below: 120, step: 5 },
  { below: Infinity, step: 60 },
] as const;

/**
 * `about 8 s left`, `about 3 min left`.
 * @param elapsedMs time that `done` of `all` took
 * @returns undefined while nothing can be said, and where nothing is left
 */
export function timeLeft(done: number, all: number, elapsedMs: number): string | undefined {
  if (done <= 0 || done >= all || elapsedMs < LEAST_ELAPSED) return undefined;
  const seconds = (elapsedMs * (all - done)) / done / 1000;
  const step = STEPS.find(({ below }) => seconds < below)?.step ?? 1;
  const rounded = Math.ceil(seconds / step) * step;
  return rounded >= 120 ? `about ${rounded / 60} min left` : `about ${rounded} s left`;
}

/** What is done in a second, to two digits; undefined while nothing can be said. */
export function perSecond(done: number, elapsedMs: number): number | undefined {
  if (done <= 0 || elapsedMs < LEAST_ELAPSED) return undefined;
  return Number(((1000 * done) / elapsedMs).toPrecision(2));
}
