// Notices: choose all, and look again after printing.
"use strict";

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
    if (!boxes.some((one) => one.checked)) {
      event.preventDefault();
      desk.say("Choose at least one letter.");
    } else if (form.target) setTimeout(() => addEventListener("focus", () => location.reload(), { once: true }), 500);
  });
  sync();
}
