// Notices: choose letters and say how many, the busy release, look again after printing.
"use strict";

const lookAgain = () => setTimeout(() => addEventListener("focus", () => location.reload(), { once: true }), 500);

for (const form of document.querySelectorAll("[data-choose]")) {
  const all = form.querySelector("[data-all]");
  const boxes = [...form.elements].filter((one) => one.name === "notice");
  const sync = () => {
    const number = boxes.filter((one) => one.checked).length;
    if (form.dataset.ask) form.dataset.confirm = form.dataset.ask.replace("%", number === 1 ? "1 letter" : `${number} letters`);
    if (!all) return;
    all.checked = boxes.length > 0 && boxes.every((one) => one.checked);
    all.indeterminate = !all.checked && boxes.some((one) => one.checked);
  };
  all?.addEventListener("change", () => { boxes.forEach((one) => { if (one.checked !== all.checked) one.click(); }); });
  document.addEventListener("change", sync);
  form.addEventListener("submit", (event) => {
    if (boxes.some((one) => one.checked)) return;
    event.preventDefault();
    desk.say("Choose at least one letter.");
  });
  sync();
}

// A letter is in the mail or spoiled, never both.
document.addEventListener("change", ({ target }) => {
  if (target.name !== "notice" || !target.checked) return;
  for (const other of target.closest("tr").querySelectorAll("input[name=notice]")) if (other !== target) other.checked = false;
}, true);

for (const form of document.querySelectorAll("[data-again]")) form.addEventListener("submit", lookAgain);

for (const button of document.querySelectorAll("[data-busy]")) {
  button.form.addEventListener("submit", () => { button.disabled = true; desk.say(button.dataset.busy); });
}

const leads = (place) => Object.assign(() => document.querySelector(place).focus(), { when: () => document.querySelector(place) });
desk.keys.r = leads(".release input[type=password]");
desk.keys.b = leads("#letter");
