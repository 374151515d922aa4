// Saves the form three seconds after the last change, or when its page is left sooner, and keeps words on this device until
// they are saved.
// Without it the form works as any other: everything here is an addition.

import { forget, keep, kept, keyOf } from "../ground/kept_words.js";

const QUIET = 3000;
const RETRY = 15000;

const form = document.querySelector("form[data-autosave]");
const status = form && document.getElementById(form.dataset.autosave);
const key = form && keyOf(form);
let timer = 0;
let saving = false;
let changed = false;

// What is said of saving by itself is true only where this runs.
const promise = document.querySelector("[data-shown-while-saving]");
if (promise) promise.hidden = false;

const words = () => [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken");
const say = (text) => { status.textContent = text; };

const keepWords = (submitted = false) => keep(key, { words: words(), version: form.elements.based_on.value, submitted });

function later(wait) {
  clearTimeout(timer);
  timer = setTimeout(() => save(), wait);
}

async function save(isLeaving = false) {
  if (saving) return;
  saving = true;
  changed = false;
  say(form.dataset.saving);
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" }, keepalive: isLeaving });
    const told = answer.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : null;
    if (told) heard(told);
    else say(form.dataset.refused);
  } catch {
    say(form.dataset.lost);
    later(RETRY);
  } finally {
    saving = false;
  }
}

function heard({ version, marks, saved_at_words, trouble, others }) {
  document.getElementById(form.dataset.others).textContent = others;
  form.elements.based_on.value = version;
  form.elements.marks.value = marks;
  say([...trouble, saved_at_words].join(" "));
  if (changed) later(QUIET);
  else if (!trouble.length) forget(key);
}

function noticeChange() {
  changed = true;
  keepWords();
  later(QUIET);
}

// Whoever leaves within those seconds is not asked about words that the server has by then: they count as sent, as with a
// button. A browser that refuses to send after the page is gone leaves them to be found again.
function saveBeforeLeaving() {
  if (!changed) return;
  clearTimeout(timer);
  keepWords(true);
  save(true);
}

// The server lays out what was kept, with as many lines as it needs, as if a button had asked for another one.
function bringBack(found) {
  const courier = document.createElement("form");
  courier.method = "post";
  courier.action = form.action;
  for (const [name, value] of [...found.words, ["csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value], ["add", "kept"]]) {
    const field = document.createElement("textarea");
    field.name = name;
    field.value = value;
    courier.append(field);
  }
  courier.hidden = true;
  document.body.append(courier);
  courier.submit();
}

function button(label, press) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "btn quiet";
  made.textContent = label;
  made.addEventListener("click", press);
  return made;
}

function offer(found) {
  say(form.dataset.found);
  status.append(
    " ",
    button(form.dataset.bring, () => bringBack(found)),
    " ",
    button(form.dataset.drop, () => {
      forget(key);
      say("");
      // The button that was pressed is gone; whoever uses a keyboard goes on where the words are.
      form.querySelector("textarea").focus();
    }),
  );
}

if (form) {
  const found = kept(key);
  if ("typed" in form.dataset) keepWords();
  else if (found?.submitted && found.version !== form.elements.based_on.value) forget(key);
  else if (found) offer(found);
  form.addEventListener("input", noticeChange);
  form.addEventListener("submit", () => { clearTimeout(timer); changed = false; keepWords(true); });
  // Before the page goes: what is sent as it goes gets lost on its way through the service worker. On a phone it may only be hidden.
  addEventListener("beforeunload", saveBeforeLeaving);
  document.addEventListener("visibilitychange", () => { if (document.hidden) saveBeforeLeaving(); });
  addEventListener("online", () => { if (kept(key)) later(0); });
}
