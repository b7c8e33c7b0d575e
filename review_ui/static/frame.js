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

  // What a key does on the page as it stands now; nothing when it leads nowhere.
  act(key) {
    const act = desk.keys[key];
    if (act && (!act.when || act.when())) return act;
    const marked = desk.marked().find((one) => one.dataset.key === key);
    return marked && (() => marked.click());
  },

  marked: () => [...document.querySelectorAll("[data-key]")].filter((one) => one.checkVisibility() && !one.disabled),

  // The list of keys, cut down to those that do something here and now, and completed by the buttons on show.
  tellKeys() {
    const dialog = document.getElementById("keys");
    dialog.querySelectorAll(".extra").forEach((one) => one.remove());
    const listed = new Set();
    for (const term of dialog.querySelectorAll("dt")) {
      const keys = [...term.querySelectorAll("kbd")].map((one) => one.textContent);
      const works = term.dataset.when ? document.querySelector(term.dataset.when) : keys.some((key) => key.length > 1 || key === "?" || desk.act(key));
      term.hidden = term.nextElementSibling.hidden = !works;
      if (works) keys.forEach((key) => listed.add(key));
    }
    const end = dialog.querySelector("dt[data-last]");
    for (const one of desk.marked().filter((button) => !listed.has(button.dataset.key))) {
      listed.add(one.dataset.key);
      const [term, told, key] = ["dt", "dd", "kbd"].map((name) => document.createElement(name));
      key.textContent = one.dataset.key;
      term.append(key);
      const text = one.cloneNode(true);
      text.querySelectorAll("kbd").forEach((part) => part.remove());
      told.textContent = text.textContent.trim();
      [term, told].forEach((part) => { part.className = "extra"; end.before(part); });
    }
    dialog.showModal();
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
  if (event.key === "?") return desk.tellKeys();
  const act = desk.act(event.key);
  if (!act) return;
  event.preventDefault();
  act(event);
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
