// Words that somebody types are kept on this device until the server has them: across a lost connection, a closed
// window, a session that ended. They belong to one person and one address, and go when that person signs out.
// Without it forms work as any other: everything here is an addition.

const PREFIX = "words of ";
const LONGEST_KEPT = 30 * 24 * 60 * 60 * 1000;
const PAUSE = 300;

const person = document.body.dataset.person ?? "";
const notices = document.getElementById("kept-words");

// Private windows and full disks refuse to keep anything; writing goes on without.
function quietly(act) {
  try {
    return act();
  } catch {
    return null;
  }
}

const allKeys = () => quietly(() => Object.keys(localStorage).filter((key) => key.startsWith(PREFIX))) ?? [];

export function keyOf(form) {
  const { pathname, search } = new URL(form.action, location.href);
  return `${PREFIX}${person} at ${pathname}${search}`;
}

export const keep = (key, said) => quietly(() => localStorage.setItem(key, JSON.stringify({ ...said, at: Date.now() })));
export const kept = (key) => quietly(() => JSON.parse(localStorage.getItem(key)));
export const forget = (key) => quietly(() => localStorage.removeItem(key));

// On a machine that several use, nobody finds the words of whoever sat there before.
function forgetOthers() {
  for (const key of allKeys()) {
    if (!key.startsWith(`${PREFIX}${person} at `) || Date.now() - (kept(key)?.at ?? 0) > LONGEST_KEPT) forget(key);
  }
}

// The server names the form whose words it has, in a cookie that lasts for a moment.
function forgetAcknowledged() {
  const [, name, token] = /(?:^|; )((?:__Host-)?acknowledged)=([a-z0-9]+)/.exec(document.cookie) ?? [];
  if (!token) return;
  document.cookie = `${name}=; path=/; max-age=0; samesite=lax${name === "acknowledged" ? "" : "; secure"}`;
  for (const key of allKeys()) if (kept(key)?.token === token) forget(key);
}

const fieldsOf = (form) => [...form.elements].filter((field) => field.matches("textarea, input:not([type]), input[type=text], input[type=url]"));
const wordsOf = (form) => fieldsOf(form).map((field) => [field.name, field.value]);
const isBegun = (form) => fieldsOf(form).some((field) => field.value !== field.defaultValue);
const newToken = () => [...crypto.getRandomValues(new Uint8Array(12))].map((one) => (one % 36).toString(36)).join("");

function notice(form, which) {
  form.querySelector(".kept-words")?.remove();
  const made = notices.content.querySelector(`[data-when=${which}]`).cloneNode(true);
  made.classList.add("kept-words");
  form.prepend(made);
  return made;
}

function offer(form, key, found) {
  const made = notice(form, "found");
  const longest = found.words.map(([, value]) => value).reduce((one, other) => (other.length > one.length ? other : one), "");
  made.querySelector("q").textContent = longest.length > 80 ? `${longest.slice(0, 80)} …` : longest;
  made.querySelector("[data-put-back]").addEventListener("click", () => {
    putBack(form, found);
    made.remove();
  });
  made.querySelector("[data-leave]").addEventListener("click", () => {
    forget(key);
    made.remove();
    writeOn(form);
  });
}

function putBack(form, found) {
  const waiting = [...found.words];
  for (const field of fieldsOf(form)) {
    const place = waiting.findIndex(([name]) => name === field.name);
    if (place >= 0) [[, field.value]] = waiting.splice(place, 1);
  }
  writeOn(form);
}

// The button that was pressed is gone; whoever uses a keyboard goes on where the words are.
const writeOn = (form) => form.querySelector("textarea").focus();

function watch(form) {
  const key = keyOf(form);
  const found = kept(key);
  let timer = 0;
  const write = (more = {}) => {
    clearTimeout(timer);
    if (isBegun(form)) keep(key, { words: wordsOf(form), ...more });
    else forget(key);
  };
  if (found && JSON.stringify(found.words) !== JSON.stringify(wordsOf(form))) offer(form, key, found);
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(write, PAUSE);
  });
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (!navigator.onLine) {
      event.preventDefault();
      write();
      notice(form, "offline");
      return;
    }
    form.querySelector("[name=kept_words]")?.remove();
    const token = newToken();
    const told = Object.assign(document.createElement("input"), { type: "hidden", name: "kept_words", value: token });
    form.append(told);
    keep(key, { words: wordsOf(form), token });
  });
  addEventListener("pagehide", () => { if (isBegun(form) && !kept(key)?.token) write(); });
}

forgetAcknowledged();
if (person) {
  forgetOthers();
  for (const form of document.querySelectorAll("form[method=post]:not([data-autosave])")) {
    if (form.querySelector("textarea")) watch(form);
  }
  for (const form of document.querySelectorAll("form[action='/sign-out/']")) {
    form.addEventListener("submit", () => allKeys().forEach(forget));
  }
}
