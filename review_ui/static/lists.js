// Lists of documents, on Home and Delayed: walk them by keys.
"use strict";

const rows = [...document.querySelectorAll("[data-row]")];
const step = (by) => {
  const here = rows.indexOf(document.activeElement);
  const next = rows[Math.min(rows.length - 1, Math.max(0, here + by))];
  if (next) next.focus();
};
const walks = (by) => Object.assign(() => step(by), { when: () => rows.length });
desk.keys.j = walks(1);
desk.keys.k = walks(-1);
const find = document.getElementById("find");
if (find) desk.keys["/"] = () => find.focus();
