// The page image: zoom, drag, turn, fit to a field.
"use strict";

const paper = {
  table: document.getElementById("table"),
  scale: 1,
  turned: 0,
  field: null,

  sheet: () => document.querySelector("[data-sheet]:not(.hidden)"),

  draw() {
    const sheet = paper.sheet();
    if (!sheet) return;
    const side = paper.turned % 180 !== 0;
    sheet.style.width = `${paper.scale * 100}%`;
    sheet.style.transform = `rotate(${paper.turned}deg)`;
    const spare = side ? (sheet.offsetWidth - sheet.offsetHeight) / 2 : 0;
    sheet.style.marginBlock = `${spare}px`;
  },

  zoom(factor) {
    const { table } = paper;
    const x = (table.scrollLeft + table.clientWidth / 2) / table.scrollWidth;
    const y = (table.scrollTop + table.clientHeight / 2) / table.scrollHeight;
    paper.scale = Math.min(5, Math.max(0.3, paper.scale * factor));
    paper.draw();
    table.scrollLeft = x * table.scrollWidth - table.clientWidth / 2;
    table.scrollTop = y * table.scrollHeight - table.clientHeight / 2;
  },

  whole() {
    const sheet = paper.sheet();
    if (!sheet) return;
    paper.scale = 1;
    paper.turned = 0;
    paper.draw();
    const room = paper.table.clientHeight - 32;
    paper.scale = Math.min(1, room / sheet.offsetHeight);
    paper.draw();
  },

  turn() {
    paper.turned = (paper.turned + 90) % 360;
    paper.draw();
  },

  show(number) {
    for (const sheet of document.querySelectorAll("[data-sheet]")) sheet.classList.toggle("hidden", sheet.dataset.sheet !== String(number));
    for (const one of document.querySelectorAll("[data-page]")) one.setAttribute("aria-pressed", String(one.dataset.page === String(number)));
    paper.draw();
  },

  // Mark a field's box and, if it lies outside of what is seen, bring it there; closely when asked.
  point(name, closely = false) {
    paper.field = name;
    for (const one of document.querySelectorAll("rect.here")) one.classList.remove("here");
    const box = document.querySelector(`[data-box="${CSS.escape(name || "")}"]`);
    if (!box) return;
    box.classList.add("here");
    document.querySelector("[data-view=field]").disabled = false;
    paper.turned = 0; // places are known on the upright page only
    const sheet = box.closest("[data-sheet]");
    paper.show(sheet.dataset.sheet);
    const [x, y, w] = ["x", "y", "width"].map((key) => Number(box.getAttribute(key)));
    if (closely) {
      paper.scale = Math.min(4, Math.max(1, 0.7 / Math.max(w, 0.02)));
      paper.draw();
    }
    const { table } = paper;
    table.scrollTo({
      left: sheet.offsetLeft + (x + w / 2) * sheet.offsetWidth - table.clientWidth / 2 - table.offsetLeft,
      top: sheet.offsetTop + y * sheet.offsetHeight - table.clientHeight * 0.4 - table.offsetTop,
      behavior: "smooth",
    });
  },

  reload() {
    for (const image of document.querySelectorAll(".sheet img")) image.src = `${image.src.split("?")[0]}?${Date.now()}`;
  },
};

const views = {
  in: () => paper.zoom(1.25),
  out: () => paper.zoom(0.8),
  field: () => paper.point(paper.field, true),
  whole: () => paper.whole(),
  turn: () => paper.turn(),
};
document.addEventListener("click", (event) => {
  const tool = event.target.closest("[data-view], [data-page]");
  if (!tool) return;
  if (tool.dataset.view) views[tool.dataset.view]();
  else paper.show(tool.dataset.page);
});
Object.assign(desk.keys, { "+": views.in, "=": views.in, "-": views.out, f: Object.assign(views.field, { when: () => paper.field }), w: views.whole, r: views.turn });

let grip = null;
paper.table.addEventListener("pointerdown", (event) => {
  if (event.pointerType === "mouse" && event.button !== 0) return;
  grip = { x: event.clientX, y: event.clientY, left: paper.table.scrollLeft, top: paper.table.scrollTop };
});
addEventListener("pointermove", (event) => {
  if (!grip) return;
  paper.table.classList.add("dragging");
  paper.table.scrollLeft = grip.left - event.clientX + grip.x;
  paper.table.scrollTop = grip.top - event.clientY + grip.y;
});
addEventListener("pointerup", () => {
  grip = null;
  paper.table.classList.remove("dragging");
});
paper.table.addEventListener("wheel", (event) => {
  if (!event.ctrlKey) return;
  event.preventDefault();
  paper.zoom(event.deltaY < 0 ? 1.1 : 0.9);
}, { passive: false });
