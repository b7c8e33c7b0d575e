// What every page does: single-letter keys outside inputs, the list of keys, the idle warning, saying things.
"use strict";

const desk = {
  csrf: document.querySelector("meta[name=csrf]").content,
  keys: {},

  // Say one sentence to eyes and screen readers.
  say(text) {
    const live = document.getElementById("live");
    const line = document.createElement("div");
    line.textContent = text;
    live.replaceChildren(line);
    clearTimeout(desk.silence);
    desk.silence = setTimeout(() => live.replaceChildren(), 6000);
  },

  // Fetch with the CSRF token and the mark of a page's own call; a problem is said and thrown.
  async ask(address, options = {}) {
    const headers = { "X-CSRFToken": desk.csrf, "X-Part": "1", ...(options.headers || {}) };
    const answer = await fetch(address, { ...options, headers });
    if (answer.status === 401) location.assign("/sign-in");
    if (!answer.ok) {
      const told = await answer.json().catch(() => ({ error: { title: "That did not work", hint: "Try again." } }));
      desk.say(`${told.error.title}. ${told.error.hint}`);
      const problem = new Error(told.error.title);
      problem.status = answer.status;
      throw problem;
    }
    desk.alive();
    return answer;
  },

  // A call that is no sign of life and says nothing when it fails; it outlives the page.
  async quietly(address, body) {
    const headers = { "X-CSRFToken": desk.csrf, "X-Part": "1" };
    const answer = await fetch(address, { method: "POST", body, headers, keepalive: true }).catch(() => null);
    return answer?.status === 200 ? answer.json() : null;
  },

  inInput() {
    const here = document.activeElement;
    return here && (here.matches("input, select, textarea") || here.isContentEditable);
  },

  alive() {
    clearTimeout(desk.warning);
    clearTimeout(desk.end);
    const minutes = Number(document.body.dataset.idle);
    if (!minutes) return;
    desk.warning = setTimeout(() => {
      document.getElementById("idle").showModal();
      desk.end = setTimeout(() => location.reload(), 62000);
    }, Math.max(minutes * 60 - 60, 5) * 1000);
  },
};

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && desk.inInput()) document.activeElement.blur();
  if (event.ctrlKey || event.metaKey || event.altKey || desk.inInput() || document.querySelector("dialog[open]")) return;
  if (event.key === "?") return document.getElementById("keys").showModal();
  const act = desk.keys[event.key];
  const marked = [...document.querySelectorAll("[data-key]")].find((one) => one.dataset.key === event.key && one.offsetParent);
  if (!act && !marked) return;
  event.preventDefault();
  if (act) act(event);
  else marked.click();
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-close]")) event.target.closest("dialog").close();
});

document.addEventListener("submit", async (event) => {
  if (!event.target.closest("#idle")) return;
  event.preventDefault();
  document.getElementById("idle").close();
  await desk.ask(event.target.action, { method: "POST" });
});

desk.alive();
