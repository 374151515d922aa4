// Drawing the hours of a week: a stroke over them ticks them all, or takes all ticks away, as it does with the first. Arrow keys go
// from hour to hour, and with Shift they take the tick along. Without it every hour is a box to tick.

const DAYS = 7;
const CLICKS_WITHIN = 400; // milliseconds after a press ended
const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

function begin(week) {
  const boxes = [...week.querySelectorAll("input[type=checkbox]")];
  const told = week.closest("fieldset").querySelectorAll("[data-week-said], [data-week-count]");
  const output = week.closest("fieldset").querySelector("output");
  let stroke = null;
  let isDrawn = false;

  const boxAt = (target) => target?.closest?.("[data-week] td")?.querySelector("input") ?? null;
  const tell = () => { output.textContent = output.dataset.words.replace("{count}", boxes.filter((box) => box.checked).length); };

  // The hours between the first and the one that it is at now; those that it has left again are as they were.
  function draw(at) {
    const [first, last] = [boxes.indexOf(stroke.from), boxes.indexOf(at)];
    const [top, bottom] = [Math.floor(first / DAYS), Math.floor(last / DAYS)].sort((one, other) => one - other);
    const [left, right] = [first % DAYS, last % DAYS].sort((one, other) => one - other);
    boxes.forEach((box, number) => {
      const [hour, day] = [Math.floor(number / DAYS), number % DAYS];
      const isWithin = top <= hour && hour <= bottom && left <= day && day <= right;
      box.checked = isWithin ? stroke.ticks : stroke.before[number];
    });
    tell();
  }

  function end() {
    if (!stroke) return;
    stroke = null;
    setTimeout(() => { isDrawn = false; }, CLICKS_WITHIN);
    week.dispatchEvent(new Event("input", { bubbles: true }));
  }

  week.addEventListener("pointerdown", (event) => {
    const box = boxAt(event.target);
    if (!box || event.button !== 0 || !event.isPrimary) return;
    event.preventDefault(); // no words are marked
    stroke = { from: box, ticks: !box.checked, before: boxes.map((one) => one.checked) };
    isDrawn = true;
    week.setPointerCapture(event.pointerId);
    box.focus({ preventScroll: true });
    draw(box);
  });
  week.addEventListener("pointermove", (event) => {
    const box = stroke && boxAt(document.elementFromPoint(event.clientX, event.clientY));
    if (box && boxes.includes(box)) draw(box);
  });
  week.addEventListener("pointerup", end);
  week.addEventListener("pointercancel", end);
  // The press that begins a stroke has ticked its hour already.
  week.addEventListener("click", (event) => {
    if (isDrawn) event.preventDefault();
    isDrawn = false;
  }, true);
  week.addEventListener("change", tell);

  week.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    const from = boxes.indexOf(event.target);
    if (!step || from < 0 || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    const sideways = getComputedStyle(week).direction === "rtl" ? -step[1] : step[1];
    const [hour, day] = [Math.floor(from / DAYS) + step[0], (from % DAYS) + sideways];
    const to = day >= 0 && day < DAYS ? boxes[hour * DAYS + day] : null;
    if (!to) return;
    isDrawn = false;
    to.focus();
    if (event.shiftKey) {
      to.checked = event.target.checked;
      tell();
    }
  });
  // The week is one stop on the way through the page, at the hour where one was last.
  week.addEventListener("focusin", ({ target }) => {
    for (const box of boxes) box.tabIndex = box === target ? 0 : -1;
  });
  boxes.forEach((box, number) => { box.tabIndex = number ? -1 : 0; });
  for (const one of told) one.hidden = false;
  tell();
}

for (const week of document.querySelectorAll("[data-week]")) begin(week);
