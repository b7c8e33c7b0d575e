// The keying station: snippets are fetched ahead, so that Enter shows the next at once.
"use strict";

const part = (name) => document.getElementById(name);
const station = part("station");
const typed = part("typed");
let items = [];
let saving = false;

const ahead = () => { for (const one of items.slice(1, 4)) new Image().src = one.image; };

const show = () => {
  const one = items[0];
  station.hidden = !one;
  part("done").hidden = Boolean(one);
  if (!one) return;
  part("kind").textContent = one.label.charAt(0).toUpperCase() + one.label.slice(1);
  part("label").textContent = `${one.label}, as it stands in the box`;
  part("snippet").src = one.image;
  part("hint").textContent = one.length ? `${one.length} digits; type fewer or more if that is what stands there.` : "";
  typed.inputMode = one.length ? "numeric" : "text";
  typed.value = "";
  typed.removeAttribute("aria-invalid");
  typed.focus();
  ahead();
};

const count = (waiting) => { part("waiting").textContent = waiting ? `${waiting} ${waiting === 1 ? "box waits" : "boxes wait"} for you` : ""; };

const load = async () => {
  const told = await (await desk.ask(station.dataset.items)).json();
  items = told.items;
  count(told.waiting);
  show();
};

const save = async (state) => {
  if (saving || !items[0]) return;
  const one = items[0];
  const value = typed.value.trim();
  if (state === "read" && !value) {
    typed.setAttribute("aria-invalid", "true");
    desk.say("Type what you see, or say that the box is empty or cannot be read.");
    return;
  }
  saving = true;
  try {
    const answer = await desk.ask(one.answer, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ value: state === "read" ? value : null, state }),
    });
    count((await answer.json()).waiting);
    items.shift();
    if (items.length) show();
    else await load();
  } catch (problem) {
    if (problem.status === 403 || problem.status === 409) await load();
    else typed.setAttribute("aria-invalid", "true");
  } finally {
    saving = false;
  }
};

part("entry").addEventListener("submit", (event) => { event.preventDefault(); save("read"); });
part("blank").addEventListener("click", () => save("blank"));
part("illegible").addEventListener("click", () => save("illegible"));
station.addEventListener("keydown", (event) => {
  const state = { F2: "blank", F4: "illegible" }[event.key];
  if (!state) return;
  event.preventDefault();
  save(state);
});
load();
