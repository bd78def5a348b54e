// A place in a chain has a name: "/fire", or "/2 errback". Before the slash stands the name of an
// inner chain, as in "drawl/fire"; that of the outer one is empty.

export function parse(place) {
  const [name, rest] = place.split("/");
  if (rest === "fire") return { name, fire: true, stage: -1, side: "callback" };
  const [stage, side] = rest.split(" ");
  return { name, fire: false, stage: Number(stage), side };
}

export const fireOf = (name) => `${name}/fire`;
export const placeOf = (name, stage, side) => `${name}/${stage} ${side}`;

// named returns the chain of a name, within an outer one; undefined if there is none.
export function named(chain, name) {
  return name ? chain.inner.find((inner) => inner.name === name) : chain;
}

// nearest returns the place itself, or if the chain has it no more, the one to choose instead.
export function nearest(chain, place) {
  const { name, fire, stage, side } = parse(place);
  const owner = named(chain, name);
  if (!owner) return fireOf("");
  if (fire || !owner.pairs.length) return fireOf(name);
  const at = Math.min(stage, owner.pairs.length - 1);
  return placeOf(name, at, owner.pairs[at].both ? "callback" : side);
}
