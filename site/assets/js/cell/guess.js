// How far off a guess of a run's length was: see js/guess.js.

// off compares a guess with what it took, both in seconds.
export function off(guess, took) {
  const far = Math.abs(guess - took);
  const seconds = (n) => `${n.toFixed(n < 1 ? 2 : 1)} s`;
  if (far <= Math.max(0.05, took * 0.03)) return `You guessed ${seconds(guess)}: that is it.`;
  const times = Math.max(guess, took) / Math.max(Math.min(guess, took), 0.01);
  const by = times >= 2 ? `${times.toFixed(times < 10 ? 1 : 0)} times as long` : `${seconds(far)} ${took > guess ? "longer" : "less"}`;
  return took > guess || times < 2 ? `You guessed ${seconds(guess)}, and it took ${by}.` : `You guessed ${seconds(guess)}, which is ${by}.`;
}
