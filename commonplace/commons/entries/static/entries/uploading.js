// Files go up in pieces while one goes on writing, and after a lost connection go on where they were. The form then names what
// is here in place of the file. The words are those of tus 1.0 (https://tus.io/protocols/resumable-upload).
// Without this, or where it does not get through, files go with the form as ever.

const [FEW, SMALLEST, LARGEST] = [200 * 1024, 128 * 1024, 4 * 1024 * 1024];
const [FAST, SLOW] = [1000, 4000];
const LONGEST_WAIT = 20_000;
const PREFIX = "upload of ";
const DAY = 24 * 60 * 60 * 1000;
const MEGABYTE = 1024 * 1024;

const person = document.body.dataset.person ?? "";

class Refused extends Error {
  constructor(status) {
    super(`refused with ${status}`);
    this.status = status;
  }

  // Too many at once, a piece that was cut off or is here already: to ask again helps.
  get isForNow() {
    return [408, 409, 423, 429].includes(this.status) || (this.status >= 500 && this.status !== 507);
  }

  get isForgotten() {
    return this.status === 404 || this.status === 410;
  }
}

// Private windows refuse to keep anything; a file then begins anew after the page was left.
function quietly(act) {
  try {
    return act();
  } catch {
    return null;
  }
}

const known = (key) => quietly(() => JSON.parse(localStorage.getItem(key)));
const remember = (key, address) => quietly(() => localStorage.setItem(key, JSON.stringify({ address, at: Date.now() })));
const forget = (key) => quietly(() => localStorage.removeItem(key));
const fingerprint = (file) => `${PREFIX}${person}: ${file.name}, ${file.size}, ${file.lastModified}`;

function forgetOld() {
  for (const key of quietly(() => Object.keys(localStorage)) ?? []) {
    if (key.startsWith(PREFIX) && !(Date.now() - (known(key)?.at ?? 0) < DAY)) forget(key);
  }
}

// Until the connection is back, or for so long.
const pause = (milliseconds) => new Promise((resolve) => {
  const done = () => {
    clearTimeout(timer);
    removeEventListener("online", done);
    resolve();
  };
  const timer = setTimeout(done, milliseconds);
  addEventListener("online", done);
});

const base64 = (words) => btoa(String.fromCharCode(...new TextEncoder().encode(words)));

class Upload {
  // On a slow line one after the other is better than all at once: what is here is here, whatever becomes of the line.
  constructor(file, { after, place, token, tell }) {
    Object.assign(this, { file, place, token, tell, key: fingerprint(file), here: 0, state: "going" });
    this.address = known(this.key)?.address ?? "";
    this.stopping = new AbortController();
    this.isDone = false;
    this.done = after.then(() => this.send()).finally(() => {
      this.isDone = true;
      this.tell();
    });
  }

  async ask(method, address, headers = {}, body = undefined) {
    const answer = await fetch(address, {
      method,
      body,
      headers: { "Tus-Resumable": "1.0.0", "X-CSRFToken": this.token, ...headers },
      redirect: "manual",
      signal: this.stopping.signal,
    });
    if (!answer.ok) throw new Refused(answer.status);
    return answer;
  }

  // Once all of it is here it has a number; where it has to go with the form, it has none.
  async send() {
    let wait = 1000;
    for (let forgotten = 0; ;) {
      try {
        await this.find();
        while (this.here < this.file.size) {
          await this.sendPiece();
          wait = 1000;
        }
        this.state = "done";
        this.number = this.address.split("/").at(-2);
        return;
      } catch (failure) {
        if (this.stopping.signal.aborted) return;
        if (failure.isForgotten && forgotten++ < 2) {
          forget(this.key);
          this.address = "";
          continue;
        }
        if (failure instanceof Refused && !failure.isForNow) {
          this.state = "refused";
          return;
        }
        this.state = "lost";
        this.tell();
        await pause(wait);
        wait = Math.min(wait * 2, LONGEST_WAIT);
      }
    }
  }

  async find() {
    if (this.address) {
      const answer = await this.ask("HEAD", this.address);
      this.here = Number(answer.headers.get("Upload-Offset"));
    } else {
      const headers = { "Upload-Length": this.file.size, "Upload-Metadata": `filename ${base64(this.file.name)}` };
      this.address = (await this.ask("POST", this.place, headers)).headers.get("Location");
      this.here = 0;
      remember(this.key, this.address);
    }
    this.state = "going";
    this.tell();
  }

  async sendPiece() {
    const begun = Date.now();
    this.length ??= SMALLEST;
    const headers = { "Upload-Offset": this.here, "Content-Type": "application/offset+octet-stream" };
    const answer = await this.ask("PATCH", this.address, headers, this.file.slice(this.here, this.here + this.length));
    this.here = Number(answer.headers.get("Upload-Offset"));
    const took = Date.now() - begun;
    if (took < FAST) this.length = Math.min(this.length * 2, LARGEST);
    if (took > SLOW) this.length = Math.max(this.length / 2, SMALLEST);
    this.tell();
  }

  stop() {
    this.stopping.abort();
    forget(this.key);
    if (this.address) {
      const headers = { "Tus-Resumable": "1.0.0", "X-CSRFToken": this.token };
      fetch(this.address, { method: "DELETE", headers, keepalive: true }).catch(() => { /* it goes by itself in a day */ });
    }
  }
}

function watch(form) {
  const words = form.querySelector("template[data-uploading]").content;
  const number = new Intl.NumberFormat(document.documentElement.lang || undefined, { maximumFractionDigits: 1 });
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  const uploads = new Map();
  let last = Promise.resolve();
  let isWaiting = false;

  const fields = () => [...form.querySelectorAll("input[type=file][name]")];
  const most = (field) => Number(field.dataset.mostBytes || 0);
  const goes = (field, file) => file.size >= FEW && file.size <= most(field);
  const uploadsOf = (field) => [...field.files].map((file) => uploads.get(fingerprint(file))).filter(Boolean);

  function tell(field) {
    let shown = field.parentElement.querySelector(".uploading");
    const going = uploadsOf(field);
    if (!going.length) {
      shown?.remove();
      return;
    }
    if (!shown) {
      shown = words.querySelector(".uploading").cloneNode(true);
      field.after(shown);
    }
    const [here, whole] = ["here", "size"].map((name) => going.reduce((sum, one) => sum + (one[name] ?? one.file[name]), 0));
    const state = ["refused", "lost", "going"].find((name) => going.some((one) => one.state === name)) ?? "done";
    shown.querySelector("progress").value = here / whole;
    shown.dataset.state = state;
    // The bar goes on all the time; words are said when there is something new to hear.
    const quarter = `${state} ${Math.floor((here / whole) * 4)}`;
    if (shown.dataset.said === quarter) return;
    shown.dataset.said = quarter;
    shown.querySelector("p").textContent = words.querySelector(`[data-when=${state}]`).textContent
      .replace("{1}", number.format(here / MEGABYTE)).replace("{2}", number.format(whole / MEGABYTE));
  }

  const tellAll = () => fields().forEach(tell);

  form.addEventListener("change", ({ target }) => {
    if (target.type !== "file") return;
    const chosen = new Set();
    for (const field of fields()) {
      for (const file of field.files) {
        const key = fingerprint(file);
        chosen.add(key);
        if (!goes(field, file) || uploads.has(key)) continue;
        const upload = new Upload(file, { after: last, place: form.dataset.uploads, token, tell: tellAll });
        uploads.set(key, upload);
        last = upload.done;
      }
    }
    for (const [key, upload] of uploads) {
      if (chosen.has(key)) continue;
      upload.stop();
      uploads.delete(key);
    }
    tellAll();
  });

  // The form waits for what is under way, also across a lost connection, and is sent by the button that was pressed.
  form.addEventListener("submit", async (event) => {
    const going = [...uploads.values()].filter((one) => !one.isDone);
    if (!going.length) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (isWaiting) return;
    isWaiting = true;
    const told = form.querySelector("[data-waiting]");
    told.hidden = false;
    await Promise.all(going.map((one) => one.done));
    told.hidden = true;
    isWaiting = false;
    form.requestSubmit(event.submitter);
  }, { capture: true });

  const numberOf = (file) => uploads.get(fingerprint(file))?.number;
  form.addEventListener("formdata", ({ formData }) => {
    for (const field of fields()) {
      const files = [...field.files];
      if (!files.some(numberOf)) continue;
      formData.delete(field.name);
      for (const file of files) {
        if (numberOf(file)) formData.append(`${field.name}.upload`, numberOf(file));
        else formData.append(field.name, file);
      }
    }
  });
}

forgetOld();
for (const form of document.querySelectorAll("form[data-uploads]")) watch(form);
