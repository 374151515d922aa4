// Records in the page and puts the recording into the form's own file field, so that it is sent like a chosen file.
// Without a microphone, or without this script, the field takes files as ever.

// AAC first: every device plays it, and the server keeps it as it is.
const TYPES = { "audio/mp4;codecs=mp4a.40.2": "m4a", "audio/webm;codecs=opus": "webm", "audio/ogg;codecs=opus": "ogg", "audio/mp4": "m4a" };
const BITS = 64_000;

const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

function begin(place) {
  const box = place.querySelector("[data-recorder]");
  const field = place.querySelector("input[type=file]");
  const type = Object.keys(TYPES).find((one) => MediaRecorder.isTypeSupported(one));
  const part = (name) => box.querySelector(`[data-${name}]`);
  const words = (when) => box.querySelector("template").content.querySelector(`[data-when=${when}]`).textContent;
  const [record, stop, listen, discard] = ["record", "stop", "listen", "discard"].map(part);
  const listenWords = listen.textContent;
  const most = Number(box.dataset.most);
  const player = new Audio();
  let isPutting = false;
  let recorder = null;
  let timer = 0;

  const tell = (when) => { part("state").textContent = words(when); };

  // The focus stays with the hand: a button that goes gives it to the one that comes in its place.
  function show(...buttons) {
    const had = box.contains(document.activeElement);
    for (const one of [record, stop, listen, discard]) one.hidden = !buttons.includes(one);
    if (had) buttons[0].focus();
  }

  function put(file) {
    const chosen = new DataTransfer();
    if (file) chosen.items.add(file);
    field.files = chosen.files;
    isPutting = true;
    field.dispatchEvent(new Event("change", { bubbles: true }));
    isPutting = false;
  }

  function end(isFull) {
    clearInterval(timer);
    recorder.onstop = () => {
      for (const track of recorder.stream.getTracks()) track.stop();
      const sound = new Blob(recorder.pieces, { type: type.split(";")[0] });
      URL.revokeObjectURL(player.src);
      player.src = URL.createObjectURL(sound);
      put(new File([sound], `voice.${TYPES[type]}`, { type: sound.type }));
      show(listen, discard);
      tell(isFull ? "full" : "done");
    };
    recorder.stop();
  }

  record.addEventListener("click", async () => {
    tell("asking");
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch {
      tell("refused");
      return;
    }
    recorder = new MediaRecorder(stream, { mimeType: type, audioBitsPerSecond: BITS });
    recorder.pieces = [];
    recorder.ondataavailable = (event) => recorder.pieces.push(event.data);
    recorder.start();
    const began = Date.now();
    part("clock").textContent = `${clock(0)} / ${clock(most)}`;
    timer = setInterval(() => {
      const seconds = (Date.now() - began) / 1000;
      part("clock").textContent = `${clock(seconds)} / ${clock(most)}`;
      if (seconds >= most) end(true);
    }, 250);
    show(stop);
    tell("recording");
  });
  stop.addEventListener("click", () => end(false));
  listen.addEventListener("click", () => (player.paused ? player.play() : player.pause()));
  player.addEventListener("play", () => { listen.textContent = words("stop-listening"); });
  for (const over of ["pause", "ended"]) player.addEventListener(over, () => { listen.textContent = listenWords; player.currentTime = 0; });
  discard.addEventListener("click", () => {
    player.pause();
    put(null);
    part("clock").textContent = "";
    show(record);
    tell("discarded");
  });
  // Who chooses a file after all has no recording to listen to.
  field.addEventListener("change", () => {
    if (isPutting) return;
    player.pause();
    part("clock").textContent = "";
    show(record);
    part("state").textContent = "";
  });
  // What is being recorded when the form is sent would be lost.
  field.form.addEventListener("submit", (event) => {
    if (recorder?.state !== "recording") return;
    event.preventDefault();
    event.stopImmediatePropagation();
    end(false);
    stop.focus();
  }, { capture: true });

  box.hidden = false;
  tell("ready");
}

if (globalThis.MediaRecorder && globalThis.DataTransfer && navigator.mediaDevices?.getUserMedia) {
  for (const place of document.querySelectorAll("[data-recording]")) {
    if (Object.keys(TYPES).some((one) => MediaRecorder.isTypeSupported(one))) begin(place);
  }
}
