// What is half typed stays when a part of the page is put in anew: inputs are known again by form and name.
"use strict";

const kept = {
  // What was changed outside of the form that was sent, what stands open, and where somebody types.
  take(part, sent) {
    const others = kept.inputs(part).filter((one) => one.form !== sent);
    const opened = [...part.querySelectorAll("details[open]")].filter((one) => !one.contains(sent));
    const here = others.find((one) => one === document.activeElement);
    return {
      typed: new Map(others.filter(kept.changed).map((one) => [kept.name(one), one])),
      opened: new Set(opened.map(kept.words)),
      here: here && kept.name(here),
    };
  },

  // Put it back; answers the input in which somebody was typing.
  put(part, { typed, opened, here }) {
    for (const one of part.querySelectorAll("details")) if (opened.has(kept.words(one))) one.open = true;
    for (const one of kept.inputs(part)) {
      const old = typed.get(kept.name(one));
      if (!old) continue;
      if ("checked" in old) one.checked = old.checked;
      if (!one.matches("[type=checkbox], [type=radio]")) one.value = old.value;
      one.closest("details")?.setAttribute("open", "");
    }
    return here && kept.inputs(part).find((one) => kept.name(one) === here);
  },

  inputs: (part) => [...part.querySelectorAll("input:not([type=hidden]), select, textarea")],
  words: (details) => details.querySelector("summary").textContent.trim(),

  changed(one) {
    if (one.matches("select")) return !one.selectedOptions[0]?.defaultSelected && one.selectedIndex > 0;
    return one.matches("[type=checkbox], [type=radio]") ? one.checked !== one.defaultChecked : one.value !== one.defaultValue;
  },

  // Several forms may go to one place: what they hide tells them apart.
  name(one) {
    const hidden = [...(one.form?.querySelectorAll("input[type=hidden]") ?? [])].filter((each) => !["csrf_token", "version"].includes(each.name));
    const own = one.matches("[type=checkbox], [type=radio]") ? one.value : "";
    return [one.form?.getAttribute("action"), ...hidden.map((each) => each.value), one.name, own].join(" ");
  },
};
