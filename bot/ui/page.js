// Behaviour that has to happen in the browser: carrying taps to the server, keeping what is open or
// half typed across redraws, drawers on narrow screens, the colour theme, and names for screen readers.
// It holds no text of a conversation and decides nothing about one.
(() => {
  const root = document.documentElement;
  const NARROW = "(max-width: 1120px)";
  let trigger = null;
  let events = [];

  const send = (name, data) => {
    if (trigger && events.includes(name)) trigger(name, data);
  };

  const say = (words) => {
    const region = document.getElementById("sw-say");
    if (region) region.textContent = words;
  };

  // --- what happens here and not on the server ---------------------------------------------------
  const copyOf = { answer: ".sw-said > .sw-prose, .sw-said > .sw-callout, .sw-said .sw-draft .body", draft: ".sw-draft .body" };
  const here = {
    copy(button) {
      const from = button.closest(".sw-said");
      const parts = from ? from.querySelectorAll(copyOf[button.value]) : [document.getElementById(button.value)];
      const words = [...parts].map((part) => {
        const copy = part.cloneNode(true);
        copy.querySelectorAll(".sw-cite, .sw-unseen").forEach((extra) => extra.remove());
        return plain(copy);
      });
      const done = (ok) => say(ok ? "Copied" : "Copying is not allowed here; select the text instead");
      navigator.clipboard?.writeText(words.join("\n\n").trim()).then(() => done(true), () => done(false)) ?? done(false);
      button.classList.add("done");
      setTimeout(() => button.classList.remove("done"), 1500);
    },
    tab(button) {
      openTab(button.value);
      closeDrawer();
    },
    back(button) {
      closeDrawer();
      openTab("Advisor");
      document.getElementById(button.value)?.focus();
    },
    fill(button) {
      openTab("Your profile");
      openDrawer("side");
      const fact = document.getElementById(`fact-${button.value}`);
      for (let part = fact; part; part = part.parentElement) if (part.tagName === "DETAILS") part.open = true;
      fact?.querySelector("summary")?.scrollIntoView({ block: "center" });
      fact?.querySelector("input:not([type=hidden]), select, textarea")?.focus();
    },
    to(button) {
      const part = document.getElementById(button.value);
      part?.scrollIntoView({ block: "start" });
      part?.querySelector("input, select")?.focus({ preventScroll: true });
    },
    theme() {
      const dark = !document.body.classList.contains("dark");
      localStorage.setItem("stepwise-theme", dark ? "dark" : "light");
      applyTheme();
    },
    drawer(button) {
      root.dataset.drawer === button.value ? closeDrawer() : openDrawer(button.value, button);
    },
    close: () => closeDrawer(),
  };

  const plain = (node) => {
    node.querySelectorAll("li").forEach((item) => item.prepend("- "));
    node.querySelectorAll("p, li, h4, br").forEach((block) => block.after("\n"));
    return node.textContent.replace(/\n{3,}/g, "\n\n").trim();
  };

  const openTab = (name) => {
    const tab = [...document.querySelectorAll("button[role=tab]")].find((one) => one.textContent.trim() === name);
    tab?.click();
  };
  const openTabAt = (name, part) => {
    openTab(name);
    const look = (frames) => { // a tab's content is first made when the tab opens
      const found = document.querySelector(part);
      found || !frames ? reveal(found, frames, "start") : requestAnimationFrame(() => look(frames - 1));
    };
    look(30);
  };

  const after = {
    cite: () => openDrawer("side"),
    open: () => closeDrawer(),
    new: () => { closeDrawer(); openTab("Advisor"); focusBox(); },
    say: () => { closeDrawer(); openTab("Advisor"); },
    st_draft: () => { closeDrawer(); openTab("Statement"); },
    suppose_nothing: () => clearTimeout(pause),
  };

  const focusBox = () => {
    if (!matchMedia("(pointer: coarse)").matches) document.querySelector("#box textarea")?.focus();
  };

  // --- taps and forms ----------------------------------------------------------------------------
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("button[name^='sw:']");
    if (!button) return;
    event.preventDefault();
    const name = button.name.slice(3);
    if (here[name]) return here[name](button);
    forget(button);
    send(name, { value: button.value });
    after[name]?.(button);
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    const name = form.getAttribute("name") ?? "";
    if (!name.startsWith("sw:")) return;
    event.preventDefault();
    const given = new FormData(form);
    const data = {};
    for (const key of new Set(given.keys())) {
      const all = given.getAll(key);
      data[key] = all.length > 1 ? all : all[0];
    }
    forget(form);
    send(name.slice(3), data);
  });

  // A form that is `data-live` is sent whenever something in it changes; a search waits for a pause in typing,
  // a slider for one in moving.
  let pause = null;
  const pauses = { search: 250, range: 100 };
  const live = (event) => event.target.closest?.("form[data-live]");
  document.addEventListener("change", (event) => {
    if (live(event) && !(event.target.type in pauses)) live(event).requestSubmit();
  });
  document.addEventListener("input", (event) => {
    if (!live(event)) return;
    if (event.target.dataset.now) spell(event.target);
    if (!(event.target.type in pauses)) return;
    clearTimeout(pause);
    pause = setTimeout(() => live(event)?.requestSubmit(), pauses[event.target.type]);
  });

  // A control of "What if" says in words where it stands, and shows whether that is today's place.
  const spell = (control) => {
    const field = control.closest(".sw-field");
    field.classList.toggle("moved", control.value !== control.dataset.now);
    if (!control.dataset.words) return;
    const words = JSON.parse(control.dataset.words)[control.value];
    control.setAttribute("aria-valuetext", words);
    field.querySelector(".said").textContent = words;
  };

  // --- panes: what is open, half typed or focused survives a redraw -------------------------------
  const typed = new Map();
  const openParts = new Map();

  const forget = (node) => {
    const fact = node.closest("details.sw-fact, details.sw-menu, details.sw-answer, form.sw-budget, form.sw-answering, form.sw-refining, form.sw-point");
    if (!fact) return;
    openParts.set(fact.id, false);
    fact.querySelectorAll("[id]").forEach((part) => typed.delete(part.id));
  };

  const pane = (element, watch) => {
    element.addEventListener("input", (event) => {
      const { id, type, value, checked } = event.target;
      if (id && !live(event) && type !== "password") typed.set(id, type === "checkbox" ? checked : value);
    });
    element.addEventListener("toggle", (event) => {
      if (event.target.id) openParts.set(event.target.id, event.target.open);
    }, true);
    let focused = null;
    element.addEventListener("focusin", (event) => { focused = nameOf(event.target); });
    element.addEventListener("focusout", (event) => { if (event.relatedTarget) focused = null; });
    const drawn = () => {
      openParts.forEach((open, id) => {
        const part = document.getElementById(id);
        if (part && element.contains(part) && !part.querySelector("[aria-invalid]")) part.open = open;
      });
      asWritten(element);
      typed.forEach((value, id) => {
        const field = document.getElementById(id);
        if (!field || !element.contains(field)) return;
        field.type === "checkbox" ? (field.checked = value) : (field.value = value);
      });
      if (focused && strayed(element, focused)) find(element, focused)?.focus();
      reveal(element.querySelector(".sw-source.now summary, [aria-invalid], [data-reveal]"), 30);
      const told = element.querySelector("[data-say]");
      if (told) say(told.dataset.say);
      element.dispatchEvent(new CustomEvent("sw:drawn", { bubbles: true }));
    };
    watch("value", drawn);
    drawn(); // a pane in a tab that was never opened is made with its content
  };

  // A redraw changes elements in place by their position, so a menu, a tick or the focus may now stand on
  // something else: menus and ticks follow the new markup, the focus follows what it was on.
  const asWritten = (element) => {
    element.querySelectorAll("select").forEach((menu) => {
      const options = [...menu.options];
      menu.selectedIndex = Math.max(options.findIndex((option) => option.defaultSelected), 0);
    });
    element.querySelectorAll("input[type=checkbox]").forEach((tick) => { tick.checked = tick.defaultChecked; });
    element.querySelectorAll("textarea").forEach((area) => { area.value = area.defaultValue; });
  };
  const strayed = (element, focused) => {
    const now = document.activeElement;
    if (!now || now === document.body) return true;
    const { id, name, value } = nameOf(now);
    const edited = now.matches("input, select, textarea");
    return element.contains(now) && (id !== focused.id || name !== focused.name || (!edited && value !== focused.value));
  };

  // A pane may still be hidden when its new content arrives, so this waits for it a few frames.
  const reveal = (part, frames, block = "nearest") => {
    if (!part || !frames) return;
    if (!part.offsetParent) return requestAnimationFrame(() => reveal(part, frames - 1, block));
    part.scrollIntoView({ block });
    part.focus({ preventScroll: true });
  };

  const nameOf = (node) => ({ id: node.id || node.closest("details")?.id, name: node.name, value: node.value });
  const find = (element, { id, name, value }) => {
    const exact = name && [...element.querySelectorAll("button")].find((one) => one.name === name && one.value === value);
    const part = id && document.getElementById(id);
    return exact || (part && (part.matches("details") ? part.querySelector("summary") : part));
  };

  // --- drawers on narrow screens -----------------------------------------------------------------
  let opener = null;
  const openDrawer = (name, from) => {
    if (!matchMedia(NARROW).matches) return;
    if (name === "side" || matchMedia("(max-width: 820px)").matches) {
      root.dataset.drawer = name;
      opener = from ?? document.activeElement;
      marks();
      if (from) document.querySelector(`#${name} button, #${name} summary`)?.focus();
    }
  };
  const closeDrawer = () => {
    if (!root.dataset.drawer) return;
    delete root.dataset.drawer;
    marks();
    opener?.focus?.();
    opener = null;
  };
  const marks = () => document.querySelectorAll("button[name='sw:drawer']").forEach((button) =>
    button.setAttribute("aria-expanded", String(root.dataset.drawer === button.value)));
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") closeDrawer(); });

  // --- theme -------------------------------------------------------------------------------------
  const applyTheme = () => {
    const chosen = localStorage.getItem("stepwise-theme");
    if (chosen && document.body) document.body.classList.toggle("dark", chosen === "dark");
  };

  // --- Gradio names a message by its whole markup and the box by its button; name them plainly ------
  const nameMessages = () => {
    document.querySelectorAll("#chat [data-testid=user], #chat [data-testid=bot]").forEach((node) => {
      const name = node.dataset.testid === "user" ? "You" : "Stepwise";
      if (node.getAttribute("role") !== "group") node.setAttribute("role", "group");
      if (node.getAttribute("aria-label") !== name) node.setAttribute("aria-label", name);
    });
    const box = document.querySelector("#box textarea");
    if (box && !box.hasAttribute("aria-label")) box.setAttribute("aria-label", "Your message");
  };

  const begin = () => {
    applyTheme();
    new MutationObserver(applyTheme).observe(document.body, { attributes: true, attributeFilter: ["class"] });
    new MutationObserver(nameMessages).observe(document.body, {
      childList: true, subtree: true, attributes: true, attributeFilter: ["aria-label"],
    });
    nameMessages();
  };
  document.readyState === "loading" ? document.addEventListener("DOMContentLoaded", begin) : begin();

  window.stepwise = {
    connect(to, names) { trigger = to; events = names; root.dataset.ready = "yes"; },
    send,
    pane,
    focusBox,
    openTabAt,
    refresh() {
      const tab = document.querySelector("#tabs > .tab-wrapper button[role=tab][aria-selected=true]");
      if (tab) send(`show_${tab.textContent.trim().toLowerCase()}`, {});
    },
    press: (id) => document.getElementById(id)?.click(),
    address(thread) {
      const to = new URL(location.href);
      thread ? to.searchParams.set("c", thread) : to.searchParams.delete("c");
      if (to.href !== location.href) history.replaceState(null, "", to);
    },
  };
})();
