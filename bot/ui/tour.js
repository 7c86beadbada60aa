// The tour: one small card that goes from part to part of the page (tour.py has its words). Nothing is behind
// it out of reach; Escape ends it, and that it was seen is kept in this browser only.
(() => {
  const SEEN = "stepwise-tour";
  const root = document.documentElement;
  const WIDE = "(min-width: 1121px)";
  const GAP = 12;
  let at = -1;
  let opener = null;

  const card = () => document.getElementById("sw-tour");
  const steps = () => [...card().querySelectorAll(".step")];
  const button = (name) => card().querySelector(`button[name='sw:${name}']`);
  const seen = () => { root.dataset.toured = "yes"; localStorage.setItem(SEEN, "yes"); };
  const part = () => [...document.querySelectorAll(steps()[at].dataset.part)].find((one) => one.offsetParent);
  const unmark = () => document.querySelectorAll(".sw-toured").forEach((one) => one.classList.remove("sw-toured"));

  const show = (n) => {
    at = n;
    const all = steps();
    all.forEach((step, k) => { step.hidden = k !== at; });
    card().hidden = false;
    card().setAttribute("aria-labelledby", `sw-tour-title-${at + 1}`);
    card().setAttribute("aria-describedby", `sw-tour-words-${at + 1}`);
    button("tour_back").hidden = at === 0;
    const last = at === all.length - 1;
    button("tour_next").textContent = last ? card().dataset.done : card().dataset.next;
    button("tour_end").hidden = last;
    window.stepwise.openTab(all[at].dataset.tab);
    card().focus({ preventScroll: true });
    requestAnimationFrame(place);
  };

  // Beside the part where there is room; narrow screens have the card at the edge that the part is not at.
  const place = () => {
    if (at < 0) return;
    unmark();
    const beside = part();
    beside?.classList.add("sw-toured");
    card().style.cssText = "";
    if (!beside) return;
    const there = beside.getBoundingClientRect();
    if (!matchMedia(WIDE).matches) {
      if (there.top > innerHeight / 2) card().style.top = "120px";
      return;
    }
    const here = card().getBoundingClientRect();
    const below = there.bottom + GAP + here.height < innerHeight;
    const above = there.top - GAP - here.height > 0;
    let left = there.left;
    let top = below ? there.bottom + GAP : there.top - GAP - here.height;
    if (!below && !above) [left, top] = [there.left - GAP - here.width, there.top + 64];
    card().style.left = `${Math.min(Math.max(left, GAP), innerWidth - here.width - GAP)}px`;
    card().style.top = `${Math.min(Math.max(top, GAP), innerHeight - here.height - GAP)}px`;
  };

  const begin = (from) => {
    opener = from;
    show(0);
  };
  const end = () => {
    if (at < 0) return;
    at = -1;
    seen();
    unmark();
    card().hidden = true;
    window.stepwise.openTab(steps()[0].dataset.tab);
    opener?.offsetParent ? opener.focus() : window.stepwise.focusBox();
  };

  const does = {
    tour: begin,
    tour_end: end,
    tour_back: () => show(at - 1),
    tour_next: () => (at + 1 < steps().length ? show(at + 1) : end()),
  };
  document.addEventListener("click", (event) => {
    const pressed = event.target.closest?.("button[name^='sw:tour']");
    if (pressed) does[pressed.name.slice(3)]?.(pressed);
  });
  document.addEventListener("keydown", (event) => {
    if (at < 0 || event.key !== "Escape") return;
    event.stopPropagation();
    end();
  }, true);
  addEventListener("resize", place);

  if (localStorage.getItem(SEEN)) root.dataset.toured = "yes";
})();
