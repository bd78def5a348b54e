// Does to the page what the printing before has shown to be needed, and returns the addresses
// whose pages are not known.
(layout => {
  for (const blank of document.querySelectorAll(".blank")) blank.remove();
  for (const id of layout.blanks ?? []) {
    const blank = document.createElement("div");
    blank.className = "blank";
    document.getElementById(id).before(blank);
  }
  const left = new Set(layout.left);
  for (const e of document.querySelectorAll(".sided")) e.classList.toggle("left", left.has(e.id));
  for (const id of layout.kept ?? []) document.getElementById(id).classList.add("kept");

  document.documentElement.classList.toggle("steady", layout.steady);

  const lost = [];
  for (const e of document.querySelectorAll("[data-page]")) {
    const label = layout.labels[e.dataset.page];
    if (label === undefined) lost.push(e.dataset.page);
    else e.textContent = label;
  }
  // An entry of the index that has a page twice names it once, as the better of the two.
  for (const entry of document.querySelectorAll(".entries .entry")) {
    const seen = new Map();
    for (const at of entry.querySelectorAll(".at")) {
      const page = at.querySelector(".page");
      const twin = seen.get(page.textContent);
      at.classList.toggle("again", twin !== undefined);
      if (twin === undefined) seen.set(page.textContent, page);
      else if (page.classList.contains("main")) twin.classList.add("main");
    }
  }

  let style = document.getElementById("heads-and-feet");
  if (!style) {
    style = document.createElement("style");
    style.id = "heads-and-feet";
    document.head.append(style);
  }
  style.textContent = layout.style;
  return lost;
})
