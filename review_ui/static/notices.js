// Notices: choose all, the busy release, look again after printing.
"use strict";

const lookAgain = () => setTimeout(() => addEventListener("focus", () => location.reload(), { once: true }), 500);

for (const form of document.querySelectorAll("[data-choose]")) {
  const all = form.querySelector("[data-all]");
  const boxes = [...form.querySelectorAll("input[name=notice]")];
  const sync = () => {
    if (!all) return;
    all.checked = boxes.length > 0 && boxes.every((one) => one.checked);
    all.indeterminate = !all.checked && boxes.some((one) => one.checked);
  };
  all?.addEventListener("change", () => { boxes.forEach((one) => { one.checked = all.checked; }); });
  form.addEventListener("change", sync);
  form.addEventListener("submit", (event) => {
    if (boxes.some((one) => one.checked)) return;
    event.preventDefault();
    desk.say("Choose at least one letter.");
  });
  sync();
}

for (const form of document.querySelectorAll("[data-again]")) form.addEventListener("submit", lookAgain);

for (const button of document.querySelectorAll("[data-busy]")) {
  button.form.addEventListener("submit", () => { button.disabled = true; desk.say(button.dataset.busy); });
}

const leads = (place) => Object.assign(() => document.querySelector(place).focus(), { when: () => document.querySelector(place) });
desk.keys.r = leads(".release input[type=password]");
desk.keys.b = leads("#letter");
