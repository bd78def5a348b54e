// Elements of the page, made in one call.

// make returns an element. Attributes that are functions listen to the event of their name; false and
// undefined stand for none.
export function make(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(key, value);
    else if (value === true) made.setAttribute(key, "");
    else if (value !== false && value !== undefined) made.setAttribute(key, value);
  }
  made.append(...children.filter((child) => child !== undefined && child !== ""));
  return made;
}

// button returns one that calls click when it is pressed.
export function button(text, click, attributes = {}) {
  return make("button", { type: "button", click, ...attributes }, text);
}
