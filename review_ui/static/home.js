// Home: walk the list by keys.
"use strict";

const rows = [...document.querySelectorAll("[data-row]")];
const step = (by) => {
  const here = rows.indexOf(document.activeElement);
  const next = rows[Math.min(rows.length - 1, Math.max(0, here + by))];
  if (next) next.focus();
};
desk.keys.j = () => step(1);
desk.keys.k = () => step(-1);
desk.keys["/"] = () => document.getElementById("find")?.focus();
