// Saying where: a region is drawn over a picture with a finger or a mouse, a time is taken from the recording that plays, and words
// that are marked are taken over. Without this script the same fields are typed into.

const field = (name) => document.querySelector(`[name="${name}"]`);
const NAMES = ["left", "top", "wide", "high"];
const numbers = () => NAMES.map((name) => Number(field(name)?.value) || 0);
const inPercent = (part, whole) => Math.min(100, Math.max(0, Math.round((100 * part) / whole)));

const chosen = () => document.querySelector('[name="piece"]:checked')?.value ?? "";
const figures = [...document.querySelectorAll("[data-piece]")];

function show() {
  for (const figure of figures) figure.hidden = figure.dataset.piece !== chosen();
  const now = figures.find((figure) => !figure.hidden);
  for (const part of document.querySelectorAll("[data-for]")) part.hidden = now?.dataset.sort !== part.dataset.for;
  const [left, top, wide, high] = numbers();
  for (const rect of now?.querySelectorAll("rect") ?? []) {
    for (const [name, value] of [["x", left], ["y", top], ["width", wide], ["height", high]]) rect.setAttribute(name, value);
  }
}

for (const radio of document.querySelectorAll('[name="piece"]')) {
  radio.addEventListener("change", () => {
    for (const name of NAMES) if (field(name)) field(name).value = "";
    show();
  });
}
for (const name of NAMES) field(name)?.addEventListener("input", show);

for (const figure of document.querySelectorAll("[data-sort=picture]")) {
  const picture = figure.querySelector(".region-of");
  const button = figure.querySelector("[data-draw]");
  let from = null;
  button.hidden = false;
  button.addEventListener("click", () => {
    const draws = picture.toggleAttribute("data-draws");
    button.setAttribute("aria-pressed", draws);
  });
  const at = (event) => {
    const box = picture.getBoundingClientRect();
    return [inPercent(event.clientX - box.left, box.width), inPercent(event.clientY - box.top, box.height)];
  };
  const draw = (event) => {
    const [x, y] = at(event);
    const values = [Math.min(x, from[0]), Math.min(y, from[1]), Math.abs(x - from[0]), Math.abs(y - from[1])];
    NAMES.forEach((name, place) => (field(name).value = values[place]));
    show();
  };
  picture.addEventListener("dragstart", (event) => event.preventDefault());
  picture.addEventListener("pointerdown", (event) => {
    if (!picture.hasAttribute("data-draws")) return;
    event.preventDefault();
    picture.setPointerCapture(event.pointerId);
    from = at(event);
  });
  picture.addEventListener("pointermove", (event) => from && draw(event));
  picture.addEventListener("pointerup", (event) => {
    if (!from) return;
    draw(event);
    from = null;
    picture.removeAttribute("data-draws");
    button.setAttribute("aria-pressed", false);
  });
  picture.addEventListener("pointercancel", () => (from = null));
}

for (const figure of document.querySelectorAll("[data-sort=recording]")) {
  const player = figure.querySelector("audio, video");
  const button = figure.querySelector("[data-take]");
  if (!player) continue;
  button.hidden = false;
  button.addEventListener("click", () => {
    const second = Math.floor(player.currentTime);
    field("second").value = `${Math.floor(second / 60)}:${String(second % 60).padStart(2, "0")}`;
    field("second").focus();
  });
}

const words = document.querySelector("[data-words]");
const take = document.querySelector("[data-take-words]");
if (words && take) {
  const within = () => {
    const selection = getSelection();
    return selection.rangeCount && words.contains(selection.anchorNode) && words.contains(selection.focusNode) ? selection.toString().replace(/\s+/g, " ").trim() : "";
  };
  let marked = "";
  document.addEventListener("selectionchange", () => {
    marked = within() || marked;
    take.hidden = !marked;
  });
  take.addEventListener("click", () => {
    field("passage").value = marked.slice(0, 300);
    field("passage").focus();
  });
}

show();
