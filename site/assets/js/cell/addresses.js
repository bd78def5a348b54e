// Where the parts of a cell are, as the page says.

const said = document.querySelector("script[data-search]").dataset;

export const addresses = Object.fromEntries(["worker", "exec", "draw", "player"].map((name) => [name, new URL(said[name], location.href).href]));
