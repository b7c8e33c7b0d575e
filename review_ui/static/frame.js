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
    const answer = await fetch(address, { ...options, headers }).catch(() => null);
    if (!answer) {
      desk.say("The desk did not answer. Try again in a moment.");
      throw new Error("no answer");
    }
    if (answer.status === 401) desk.signIn();
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

  // To the sign-in and, from there, back to this page.
  signIn() { location.replace(`/sign-in?back=${encodeURIComponent(location.pathname + location.search)}`); },

  // Ask before something is done; true when the answer is yes.
  confirmed: (question) => new Promise((done) => {
    const dialog = document.createElement("dialog");
    dialog.innerHTML = '<div class="inside"><h2></h2><p class="soft">Enter confirms, Esc leaves everything as it is.</p><div class="acts"><button class="button main" value="yes">Yes</button><button class="button" value="no">No</button></div></div>';
    dialog.querySelector("h2").textContent = question;
    dialog.setAttribute("aria-label", question);
    dialog.addEventListener("click", (event) => event.target.value && dialog.close(event.target.value));
    dialog.addEventListener("close", () => { dialog.remove(); done(dialog.returnValue === "yes"); });
    document.body.append(dialog);
    dialog.showModal();
  }),

  // What is asked before a form is sent: by the button that was pressed, or by the form.
  question: ({ target, submitter }) => submitter?.dataset.confirm ?? target.dataset.confirm,

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

  alive() { if (document.body.dataset.idle) desk.watch(Number(document.body.dataset.idle) * 60); },

  watch(seconds) {
    clearTimeout(desk.warning);
    desk.warning = setTimeout(desk.tellIdle, Math.max(seconds - 60, 5) * 1000);
  },

  // Work in another tab counts too, so the server is asked; the asking itself is no sign of life.
  async tellIdle() {
    const answer = await fetch("/still-here", { headers: { "X-Part": "1" } }).catch(() => null);
    if (!answer?.ok) return desk.signIn();
    const { left } = await answer.json();
    const dialog = document.getElementById("idle");
    if (left > 65) {
      dialog.close("elsewhere");
      return desk.watch(left);
    }
    if (!dialog.open) dialog.showModal();
    desk.warning = setTimeout(desk.tellIdle, (left + 1) * 1000);
  },
};

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && desk.inInput()) document.activeElement.blur();
  if (event.ctrlKey || event.metaKey || event.altKey || desk.inInput() || document.querySelector("dialog[open]")) return;
  if (event.key === "?") return desk.tellKeys();
  const act = desk.act(event.key.length === 1 && !event.shiftKey ? event.key.toLowerCase() : event.key); // Caps Lock
  if (!act) return;
  event.preventDefault();
  act(event);
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-close]")) event.target.closest("dialog").close();
});

// A form that asks first is sent once the answer is yes.
document.addEventListener("submit", async (event) => {
  const { target, submitter } = event;
  if (event.defaultPrevented || !desk.question(event)) return;
  if (target.dataset.said) return target.removeAttribute("data-said");
  event.preventDefault();
  if (!(await desk.confirmed(desk.question(event)))) return;
  target.dataset.said = "1";
  target.requestSubmit(submitter);
});

// A form on its way is not sent twice; what opens beside the page may be asked for again.
document.addEventListener("submit", (event) => {
  const form = event.target;
  const beside = (event.submitter?.formTarget || form.target) === "_blank";
  if (event.defaultPrevented || form.method !== "post" || beside) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "1";
});
addEventListener("pageshow", () => document.querySelectorAll("[data-sent]").forEach((form) => form.removeAttribute("data-sent")));

// However the warning is closed, somebody is here.
document.getElementById("idle")?.addEventListener("close", async (event) => {
  const { returnValue } = event.target;
  event.target.returnValue = "";
  if (returnValue !== "elsewhere") await desk.ask("/still-here", { method: "POST" });
});

desk.alive();
