// Delayed: walk the list by keys.
"use strict";

const returns = [...document.querySelectorAll("[data-row]")];
const move = (by) => {
  const here = returns.indexOf(document.activeElement);
  returns[Math.min(returns.length - 1, Math.max(0, here + by))]?.focus();
};
desk.keys.j = () => move(1);
desk.keys.k = () => move(-1);
