// The document page: forms answered in place, Enter to the next doubtful field, one key for the recommendation.
"use strict";

const panel = document.getElementById("panel");
let renewedAt = 0;
const doubts = () => [...panel.querySelectorAll("[data-doubtful] [data-field]")];
const stops = () => [...panel.querySelectorAll("[data-doubtful] [data-field], [data-field-row]")];

const goto = (place, block = "center") => {
  if (!place) return;
  place.closest("details")?.setAttribute("open", "");
  place.focus();
  place.select?.();
  place.scrollIntoView({ block });
};

// A key that leads to a place, while that place is on the page.
const leads = (place) => Object.assign(() => goto(panel.querySelector(place)), { when: () => panel.querySelector(place) });

const move = (by) => {
  const all = stops();
  const here = all.findIndex((one) => one === document.activeElement || one.classList.contains("here"));
  const next = all[Math.min(all.length - 1, Math.max(0, here + by))];
  if (!next) return;
  if (next.matches("[data-field-row]")) {
    for (const row of panel.querySelectorAll("tr.here")) row.classList.remove("here");
    next.classList.add("here");
    next.focus();
    paper.point(next.dataset.fieldRow);
  } else goto(next);
};

// Whoever works through one kind of paper stays with it.
const keepKind = () => {
  const kind = new URLSearchParams(location.search).get("kind");
  for (const next of panel.querySelectorAll("a.next")) if (kind) next.search += `&kind=${encodeURIComponent(kind)}`;
};

// Put the panel as it is now in place of the old one; what is half typed stays, except in the form that was sent.
const replace = async (answer, sent = null) => {
  const part = await answer.text();
  const top = panel.scrollTop;
  const elsewhere = !panel.contains(document.activeElement) && document.activeElement !== document.body;
  const was = kept.take(panel, sent);
  panel.innerHTML = part;
  const here = kept.put(panel, was) || panel.querySelector("#advice"); // Tab goes on from here, not from the top
  panel.scrollTop = top;
  if (!elsewhere) here.focus({ preventScroll: true });
  renewedAt = performance.now();
  keepKind();
  syncBoxes();
  panel.dispatchEvent(new Event("renewed"));
};

const renew = async () => replace(await desk.ask(panel.dataset.part));

// What was uncovered is covered again when its minutes are over, unless somebody is in the middle of a word.
let covering;
const coverLater = (seconds) => {
  clearTimeout(covering);
  covering = setTimeout(async () => {
    if (kept.inputs(panel).some(kept.changed)) return coverLater(20);
    paper.reload();
    await renew();
  }, seconds * 1000);
};

const send = async (form, content) => {
  const place = form.getAttribute("action"); // form.action would be an input of that name
  const field = form.querySelector("[data-field]")?.dataset.field;
  const looked = place.split("/look/")[1];
  const order = doubts().map((one) => one.dataset.field);
  await replace(await desk.ask(place, { method: "POST", body: content }), form);
  if (looked) paper.reload();
  const rest = order.slice(order.indexOf(field) + 1);
  const next = field && (doubts().find((one) => rest.includes(one.dataset.field)) || doubts()[0]);
  const uncovered = looked && panel.querySelector(`#value-${CSS.escape(looked)}`);
  if (uncovered || next) goto(uncovered || next);
  else if (field || place.includes("/call")) goto(panel.querySelector("[data-key=a]"));
  else panel.querySelector(".advice")?.scrollIntoView({ block: "nearest" });
  if (looked) coverLater(panel.dataset.uncovered);
  if (looked) desk.say("Uncovered for five minutes; the look is recorded.");
  else desk.say(panel.querySelector("[role=status] p")?.textContent || panel.querySelector(".advice h2").textContent);
};

const syncBoxes = () => {
  const doubtful = new Set([...panel.querySelectorAll("[data-doubtful]")].map((one) => one.dataset.doubtful));
  for (const box of document.querySelectorAll("[data-box]")) box.classList.toggle("doubtful", doubtful.has(box.dataset.box));
};

panel.addEventListener("submit", async (event) => {
  const form = event.target.closest("[data-part-form]");
  if (!form) return;
  event.preventDefault();
  const content = new FormData(form, event.submitter);
  const question = desk.question(event);
  if (question && !(await desk.confirmed(question))) return;
  const buttons = form.querySelectorAll("button:enabled");
  buttons.forEach((one) => { one.disabled = true; });
  try {
    await send(form, content);
  } catch (problem) {
    if ([409, 423].includes(problem.status)) await renew();
    buttons.forEach((one) => { one.disabled = false; });
  }
});
// An Enter that still belongs to the field before must not decide anything.
panel.addEventListener("keydown", (event) => {
  const late = event.repeat || performance.now() - renewedAt < 400;
  if (event.key === "Enter" && late && event.target.closest("#recommended")) event.preventDefault();
});
panel.addEventListener("focusin", (event) => {
  const field = event.target.dataset?.field;
  if (field) paper.point(field);
});
// A correction opens with its input ready, and Esc closes it where it was opened.
panel.addEventListener("toggle", (event) => {
  if (event.target.matches(".correct[open]:focus-within")) goto(event.target.querySelector("[data-field]"), "nearest");
}, true);
panel.addEventListener("keydown", (event) => {
  const opened = event.key === "Escape" && event.target.closest(".correct[open]");
  if (!opened) return;
  opened.open = false;
  opened.querySelector("summary").focus();
});
panel.addEventListener("click", (event) => {
  const place = event.target.closest("[data-goto]")?.dataset.goto;
  if (place) goto(panel.querySelector(place));
  const row = event.target.closest("[data-field-row]");
  if (row) paper.point(row.dataset.fieldRow);
});
Object.assign(desk.keys, {
  j: () => move(1),
  k: () => move(-1),
  d: leads("#decide select"),
  c: leads("#call button:enabled"),
  m: leads("#note textarea"),
  z: leads("#undo input[name=reason]"),
});
paper.draw();
keepKind();
if (panel.querySelector("img[src*='seen=1']")) coverLater(panel.dataset.uncovered);
if (panel.querySelector("select[name=what]")) paper.whole(); // what a paper is shows best in the whole of it
if (panel.querySelector("[data-key=a][data-goto$='[data-field]']") && doubts().length) goto(doubts()[0], "nearest");
