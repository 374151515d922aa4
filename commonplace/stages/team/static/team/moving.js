// Somebody is dragged to another team, with the mouse or, by the grip beside their name, with a finger. What each move gains or costs
// stands beside every team and person while they are in hand. Without it the same is done on a page of its own, by "Move".

const FAR = 6; // pixels: a press that moves less is a press
const EDGE = 72; // this near to the edge of the window the page goes on by itself
const PACE = 12;
let hand = null;

const place = () => document.querySelector("[data-teams]");
const said = (words, values) => words.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

function effectOf(points) {
  const { gains, costs, little } = place().dataset;
  if (!points) return little;
  return said(points > 0 ? gains : costs, { points: Math.abs(points) });
}

const signed = (points) => (points > 0 ? `+${points}` : points < 0 ? `−${-points}` : "0");

// Where they would go if they were let go here: in exchange for somebody, or as one more in a team.
function targetAt(x, y) {
  const under = document.elementFromPoint(x, y);
  const team = under?.closest("[data-teams] > [data-team]");
  if (!team || team.contains(hand.seat)) return null;
  const seat = under.closest("[data-seat]");
  return { team, seat, shown: seat ?? team, value: `${team.dataset.team}-${seat ? seat.dataset.seat : 0}` };
}

async function askCosts(holding) {
  const answer = await fetch(`${place().dataset.teams}${holding.seat.dataset.seat}/costs/`, { headers: { Accept: "application/json" }, credentials: "same-origin" });
  if (!answer.ok) return;
  const { version, moves } = await answer.json();
  if (hand !== holding) return;
  holding.moves = moves;
  holding.isChanged = String(version) !== document.querySelector("[data-move-by-hand]").elements.based_on.value;
  if (holding.isMoving) showCosts();
}

function showCosts() {
  for (const team of place().querySelectorAll(":scope > [data-team]")) {
    for (const one of [team, ...team.querySelectorAll("[data-seat]")]) {
      const move = hand.moves?.[`${team.dataset.team}-${one.dataset.seat ?? 0}`];
      const shown = one === team ? team.querySelector("h3") : one;
      if (move) shown.dataset.points = signed(move[0]);
    }
  }
  point();
}

// What would come of letting go here, in words.
function point() {
  const { target, seat, moves, isChanged, strip } = hand;
  const { onto, for: exchange, hours, nowhere, changed } = place().dataset;
  const who = seat.dataset.name;
  for (const one of document.querySelectorAll(".comes-here")) one.classList.remove("comes-here");
  if (isChanged) strip.textContent = changed;
  else if (!target) strip.textContent = said(nowhere, { who });
  else {
    target.shown.classList.add("comes-here");
    const [points, before, after, there, then] = moves?.[target.value] ?? [];
    const values = { who, team: target.team.dataset.number, name: target.seat?.dataset.name, effect: points === undefined ? "…" : effectOf(points) };
    strip.textContent = said(target.seat ? exchange : onto, values);
    if (points !== undefined) strip.append(Object.assign(document.createElement("span"), { className: "meta", textContent: said(hours, { before, after, there, then }) }));
  }
}

function take() {
  hand.isMoving = true;
  hand.strip = Object.assign(document.createElement("p"), { className: "in-hand-says", role: "status" });
  hand.name = Object.assign(document.createElement("span"), { className: "in-hand", textContent: hand.seat.dataset.name });
  hand.name.setAttribute("aria-hidden", "true");
  document.body.append(hand.strip, hand.name);
  hand.seat.classList.add("is-in-hand");
  document.documentElement.classList.add("has-in-hand");
  getSelection()?.removeAllRanges();
  if (hand.moves) showCosts();
  goOn();
}

function follow() {
  hand.name.style.translate = `${hand.x}px ${hand.y}px`;
  const target = targetAt(hand.x, hand.y);
  if (target?.value === hand.target?.value && hand.strip.textContent) return;
  hand.target = target;
  point();
}

// Near to the edge of the window the page goes on under the hand.
function goOn() {
  if (!hand?.isMoving) return;
  const pace = hand.y < EDGE ? -PACE : hand.y > innerHeight - EDGE ? PACE : 0;
  if (pace) scrollBy(0, pace);
  follow();
  hand.frame = requestAnimationFrame(goOn);
}

function letGo() {
  const { target, isMoving, isChanged, seat } = hand;
  stop();
  if (!isMoving || !target || isChanged) return;
  const form = document.querySelector("[data-move-by-hand]");
  form.action = `${place().dataset.teams}${seat.dataset.seat}/`;
  form.elements.move.value = target.value;
  form.requestSubmit();
}

function stop() {
  if (!hand) return;
  cancelAnimationFrame(hand.frame);
  hand.strip?.remove();
  hand.name?.remove();
  hand.seat.classList.remove("is-in-hand");
  document.documentElement.classList.remove("has-in-hand");
  for (const one of document.querySelectorAll("[data-points]")) delete one.dataset.points;
  for (const one of document.querySelectorAll(".comes-here")) one.classList.remove("comes-here");
  hand = null;
}

document.addEventListener("pointerdown", (event) => {
  const seat = event.target.closest?.("[data-teams] [data-seat]");
  const byGrip = event.target.closest?.(".grip");
  if (!seat || hand || event.button !== 0 || !event.isPrimary || event.target.closest("a, button")) return;
  if (event.pointerType === "touch" && !byGrip) return; // the page scrolls
  if (byGrip) event.preventDefault();
  hand = { seat, id: event.pointerId, from: [event.clientX, event.clientY], x: event.clientX, y: event.clientY };
  event.target.releasePointerCapture?.(event.pointerId);
  askCosts(hand).catch(() => {}); // without them one can still let go; the server has the last word
});
document.addEventListener("pointermove", (event) => {
  if (!hand || event.pointerId !== hand.id) return;
  [hand.x, hand.y] = [event.clientX, event.clientY];
  if (!hand.isMoving && Math.hypot(hand.x - hand.from[0], hand.y - hand.from[1]) > FAR) take();
  if (hand.isMoving) event.preventDefault();
});
document.addEventListener("pointerup", (event) => {
  if (hand?.id !== event.pointerId) return;
  if (hand.isMoving) {
    [hand.x, hand.y] = [event.clientX, event.clientY];
    follow();
  }
  letGo();
});
document.addEventListener("pointercancel", (event) => { if (hand?.id === event.pointerId) stop(); });
document.addEventListener("keydown", (event) => { if (event.key === "Escape" && hand) stop(); });
document.addEventListener("dragstart", (event) => { if (hand) event.preventDefault(); });
