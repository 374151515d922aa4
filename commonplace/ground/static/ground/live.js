// Parts of a page that are live: when the server says that there is something new, the page is fetched again, and what has
// changed in its marked parts takes the place of what was. Without it one loads the page again; everything here is an addition.

const LEFT_ALONE = 60_000; // a page that nobody looks at listens no longer
const COMES_AGAIN = 10_000; // after a refusal, and twice as long after each further one
const SELDOM = 300_000;
const TOO_QUICK = 700; // a press so soon after a button has changed was meant for what it said before

const parts = () => document.querySelectorAll("[data-live]");
const [address, begins] = parts()[0].dataset.live.split("?since=");
let last = begins;
let stream = null;
let refused = 0;
let waits = 0;
let isFetching = false;
let isStale = false;
let isOver = false;
const changed = new WeakMap();

// What somebody is typing, has opened or chosen is theirs.
const isTyped = (field) => field.matches("textarea, input:not([type=hidden], [type=checkbox], [type=radio])") && (field.value !== field.defaultValue || field === document.activeElement);
const isChosen = (field) => (field.matches("[type=checkbox], [type=radio]") ? field.checked !== field.defaultChecked : field.matches("select") && (field === document.activeElement || [...field.options].some((one) => one.selected !== one.defaultSelected)));
const isBegun = (form) => [...form.elements].some((field) => isTyped(field) || isChosen(field));
const isTheirs = (name, one) => name === "open" && one.matches("details, dialog");

function bringAttributes(old, now) {
  for (const { name } of [...old.attributes]) if (!now.hasAttribute(name) && !isTheirs(name, old)) old.removeAttribute(name);
  for (const { name, value } of now.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
}

const isSame = (old, now) => old.nodeType === now.nodeType && old.nodeName === now.nodeName && (old.id ?? "") === (now.id ?? "");

// An element that is still there stays the same element, so that whoever is at it stays there.
function bring(old, now) {
  if (old.nodeType !== Node.ELEMENT_NODE) {
    if (old.data !== now.data) old.data = now.data;
    return;
  }
  if (old.isEqualNode(now) || (old.matches("form") && isBegun(old))) return;
  if (old.matches("button") && (old.value !== now.value || old.name !== now.name)) changed.set(old, Date.now());
  bringAttributes(old, now);
  bringChildren(old, now);
}

function bringChildren(old, now) {
  const named = new Map([...old.children].filter((one) => one.id).map((one) => [one.id, one]));
  let place = old.firstChild;
  for (const wanted of [...now.childNodes]) {
    const known = wanted.id && named.get(wanted.id);
    if (known && known !== place && isSame(known, wanted)) {
      // Others came or went before it: it is they that move, since a field that is moved loses what is being typed.
      while (place && place !== known && !(place.id && now.querySelector(`#${CSS.escape(place.id)}`))) place = takeOut(place);
      if (place !== known) old.insertBefore(known, place);
      place = known;
    }
    if (place && isSame(place, wanted)) {
      bring(place, wanted);
      place = place.nextSibling;
    } else {
      old.insertBefore(document.importNode(wanted, true), place);
    }
  }
  while (place) place = takeOut(place);
}

function takeOut(one) {
  const next = one.nextSibling;
  one.remove();
  return next;
}

// Whoever is at a button whose line moves or whose words change stays at it.
function keepingPlace(act) {
  const at = document.activeElement;
  const holder = at?.closest("[data-live] [id]");
  act();
  if (at?.isConnected) {
    if (document.activeElement !== at) at.focus({ preventScroll: true });
  } else if (holder) {
    document.getElementById(holder.id)?.querySelector("button, a[href], input:not([type=hidden])")?.focus({ preventScroll: true });
  }
}

async function fetchAgain() {
  clearTimeout(waits);
  waits = 0;
  isFetching = true;
  isStale = false;
  try {
    const answer = await fetch(location.href, { cache: "no-cache", credentials: "same-origin", headers: { Accept: "text/html", "Looks-Again": "1" } });
    if (answer.status >= 500) throw new Error("later");
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!answer.ok || answer.redirected || !page.querySelector("[data-live]")) return stop();
    keepingPlace(() => {
      for (const part of parts()) {
        const now = page.getElementById(part.id);
        if (now) bring(part, now);
      }
    });
  } catch {
    waits = setTimeout(fetchAgain, COMES_AGAIN * (1 + Math.random())); // no connection, or too much to do
  } finally {
    isFetching = false;
  }
  if (isStale) fetchSoon(COMES_AGAIN / 10);
}

// The server says among how many milliseconds to choose, since all who look are told at once.
function fetchSoon(within) {
  if (isFetching) isStale = true;
  else if (!waits) waits = setTimeout(fetchAgain, Math.random() * within);
}

function close() {
  stream?.close();
  stream = null;
}

// What stands here is no longer kept up to date, and the page says so.
function stop() {
  if (isOver) return;
  isOver = true;
  close();
  const told = document.getElementById("not-live").content.cloneNode(true);
  document.getElementById("main").prepend(told);
}

function listen() {
  if (stream || isOver) return;
  stream = new EventSource(`${address}?since=${last}`);
  stream.addEventListener("open", () => { refused = 0; });
  stream.addEventListener("changed", ({ data, lastEventId }) => {
    last = lastEventId;
    fetchSoon(Number(data));
  });
  // The page itself says whether it may still be seen; if so, one listens again.
  stream.addEventListener("gone", async () => {
    close();
    await fetchAgain();
    later();
  });
  stream.addEventListener("enough", close); // somebody looks at many such pages: at this one again when it is shown again
  stream.addEventListener("error", () => {
    if (stream?.readyState !== EventSource.CLOSED) return; // the browser comes back by itself
    close();
    later();
  });
}

function later() {
  const pause = Math.min(COMES_AGAIN * 2 ** refused, SELDOM);
  refused += 1;
  setTimeout(() => { if (!document.hidden) listen(); }, pause * (0.5 + Math.random()));
}

let leaves = 0;
function lookedAt() {
  clearTimeout(leaves);
  if (document.hidden) leaves = setTimeout(close, LEFT_ALONE);
  else listen();
}

addEventListener("click", (event) => {
  const button = event.target.closest?.("button");
  if (button && Date.now() - (changed.get(button) ?? 0) < TOO_QUICK) event.preventDefault();
}, true);
document.addEventListener("visibilitychange", lookedAt);
addEventListener("pagehide", close);
addEventListener("pageshow", ({ persisted }) => { if (persisted) lookedAt(); });
lookedAt();
