// The keying station: Enter shows the next snippet at once; saving and fetching happen meanwhile.
"use strict";

const part = (name) => document.getElementById(name);
const station = part("station");
const typed = part("typed");
const HINTS = {
  6: "6 digits; type fewer or more if that is what is written.",
  9: "Nine digits. If you cannot read them all, press F4.",
};
const AHEAD = 6; // snippets whose pictures are ready before they are needed
const given = new Set(); // boxes that were answered here, also while their answer is on its way
const pictures = new Map();
let items = [];
let loading = null;
let lost = false; // whether the last question for more got no answer
let saving = Promise.resolve();
let unsaved = 0;

const picture = (one) => {
  if (!pictures.has(one.image)) {
    const image = new Image();
    image.addEventListener("load", () => image.classList.toggle("page", image.naturalHeight > 500));
    image.src = one.image;
    pictures.set(one.image, image);
  }
  return pictures.get(one.image);
};

const show = () => {
  const one = items[0];
  station.hidden = !one;
  part("done").hidden = Boolean(one) || lost;
  part("lost").hidden = Boolean(one) || !lost;
  if (!one) return;
  part("kind").textContent = one.label.charAt(0).toUpperCase() + one.label.slice(1);
  part("label").textContent = `${one.label}, as written in the box`;
  const image = picture(one);
  image.id = "snippet";
  image.alt = `The box to key: ${one.label}`;
  part("snippet").replaceWith(image);
  part("hint").textContent = HINTS[one.length] ?? "";
  typed.inputMode = one.length ? "numeric" : "text";
  typed.value = one.draft ?? "";
  typed.ariaInvalid = one.draft === undefined ? null : "true";
  typed.focus();
  items.slice(1, AHEAD).forEach(picture);
};

const count = (papers) => { part("waiting").textContent = papers ? `${papers} ${papers === 1 ? "paper" : "papers"} for you to key` : ""; };

const load = async () => {
  const told = await desk.ask(station.dataset.items).then((answer) => answer.json()).catch(() => null);
  lost = !told;
  if (lost) return;
  const known = new Set(items.map((one) => one.answer));
  items.push(...told.items.filter((one) => !known.has(one.answer) && !given.has(one.answer)));
  count(told.waiting);
};

// Fetch more while there is still something to key; wait only when there is nothing.
const more = () => {
  loading ??= saving.then(load).finally(() => { loading = null; });
  return loading;
};

const send = async (one, value, state) => {
  try {
    const answer = await desk.ask(one.answer, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ value, state }),
    });
    count((await answer.json()).waiting);
  } catch (problem) {
    given.delete(one.answer);
    if (problem.status && problem.status !== 422 && problem.status < 500) return; // settled by others
    one.draft = value ?? "";
    items.splice(1, 0, one); // behind the one in hand, if there is one
    if (items[0] === one) show();
    else desk.say("The box before could not be saved: it comes again after this one.");
  }
};

// What the desk would refuse is said before the next box is in hand.
const amiss = (one, value) => {
  if (!value) return "Type what you see, or say that the box is empty or cannot be read.";
  return one.length === 9 && value.replace(/[ .-]/g, "").length !== 9 ? HINTS[9] : "";
};

const save = async (state) => {
  const one = items[0];
  if (!one) return;
  const value = typed.value.trim();
  const wrong = state === "read" && amiss(one, value);
  if (wrong) {
    typed.ariaInvalid = "true";
    desk.say(wrong);
    return;
  }
  given.add(one.answer);
  pictures.delete(one.image);
  items.shift();
  unsaved += 1;
  saving = saving.then(() => send(one, state === "read" ? value : null, state)).finally(() => { unsaved -= 1; });
  if (items.length < AHEAD) more().then(() => { if (station.hidden && items.length) show(); });
  if (items.length) show();
  else {
    await more();
    if (items[0] !== one) show(); // one that could not be saved is on show again, with what was typed
  }
};

part("again").addEventListener("click", () => more().then(show));
part("entry").addEventListener("submit", (event) => { event.preventDefault(); save("read"); });
part("blank").addEventListener("click", () => save("blank"));
part("illegible").addEventListener("click", () => save("illegible"));
// Wherever the focus is: these keys mean nothing else here.
document.addEventListener("keydown", (event) => {
  const state = { F2: "blank", F4: "illegible" }[event.key];
  if (!state || event.repeat || station.hidden || document.querySelector("dialog[open]")) return;
  event.preventDefault();
  save(state);
});
document.getElementById("keys").addEventListener("close", () => typed.focus());
// Answers wait for the ones before them: none is lost because its page is left too soon.
addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });
load().then(show);
