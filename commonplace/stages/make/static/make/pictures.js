// One empty row is shown at a time. Several pictures chosen at once each get a row of their own, with a small view of them,
// and on a phone there is a button for the camera. Without it the rows take files as they are.

const SIDE = 240;

function begin(place) {
  const most = Number(place.dataset.most);
  const rows = () => [...place.querySelectorAll("[data-row]")];
  const fieldOf = (row) => row.querySelector("input[type=file]");
  const told = place.querySelector("[data-told]");
  let isPutting = false;

  // A new row is the last one with its number one higher, and nothing in it.
  function addRow() {
    const last = rows().at(-1);
    const made = last.cloneNode(true);
    const number = rows().length;
    made.querySelector("[data-number]").textContent = Number(last.querySelector("[data-number]").textContent) + 1;
    for (const one of made.querySelectorAll("[name], [id], [for], [aria-describedby]")) {
      for (const name of ["name", "id", "for", "aria-describedby"]) {
        if (one.hasAttribute(name)) one.setAttribute(name, one.getAttribute(name).replace(/_\d+/, `_${number}`));
      }
      if ("value" in one) one.value = "";
    }
    made.querySelectorAll("canvas, .wrong").forEach((one) => one.remove());
    last.after(made);
    return made;
  }

  const emptyRow = () => rows().find((row) => !fieldOf(row).files.length) ?? (rows().length < most ? addRow() : null);

  const isUntouched = (row) => !fieldOf(row).files.length && !row.querySelector(".wrong") &&
    [...row.querySelectorAll("input[type=text]")].every((field) => !field.value);

  function reveal() {
    const untouched = rows().filter(isUntouched);
    if (!untouched.length && rows().length < most) untouched.push(addRow());
    for (const row of rows()) row.hidden = untouched.indexOf(row) > 0;
  }

  function put(row, files) {
    const chosen = new DataTransfer();
    for (const file of files) chosen.items.add(file);
    fieldOf(row).files = chosen.files;
    isPutting = true;
    fieldOf(row).dispatchEvent(new Event("change", { bubbles: true }));
    isPutting = false;
  }

  // What there is no room for stays with the first, and the server says what becomes of it.
  function spread(row, [first, ...others]) {
    const over = [];
    put(row, [first]);
    for (const file of others) {
      const next = emptyRow();
      if (next) put(next, [file]);
      else over.push(file);
    }
    if (over.length) put(row, [first, ...over]);
  }

  async function show(row) {
    row.querySelector("canvas")?.remove();
    const [file] = fieldOf(row).files;
    if (!file) return;
    try {
      const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
      const part = Math.min(1, SIDE / Math.max(picture.width, picture.height));
      const view = Object.assign(document.createElement("canvas"), {
        width: Math.max(1, picture.width * part),
        height: Math.max(1, picture.height * part),
      });
      view.className = "thumb";
      view.setAttribute("aria-hidden", "true");
      view.getContext("2d").drawImage(picture, 0, 0, view.width, view.height);
      picture.close();
      if (fieldOf(row).files[0] === file) row.querySelector(".pair").before(view);
    } catch {
      // HEIC, which few browsers can draw: its name stands in the field.
    }
  }

  reveal();
  place.addEventListener("input", reveal);
  place.addEventListener("change", ({ target }) => {
    const row = target.closest("[data-row]");
    if (target.type !== "file" || !row) return;
    if (!isPutting && target.files.length > 1) spread(row, [...target.files]);
    else show(row);
    told.textContent = `${told.dataset.words} ${rows().reduce((sum, one) => sum + fieldOf(one).files.length, 0)}`;
    reveal();
  });

  const camera = place.querySelector("[data-camera]");
  if (matchMedia("(pointer: coarse)").matches) {
    camera.hidden = false;
    const taken = Object.assign(document.createElement("input"), { type: "file", accept: "image/*" });
    taken.setAttribute("capture", "environment");
    camera.querySelector("button").addEventListener("click", () => taken.click());
    taken.addEventListener("change", () => {
      const row = taken.files.length ? emptyRow() : null;
      if (row) put(row, [...taken.files]);
      row?.querySelector("input[type=text]")?.focus();
      taken.value = "";
    });
  }
}

if (globalThis.DataTransfer) for (const place of document.querySelectorAll("[data-pictures]")) begin(place);
