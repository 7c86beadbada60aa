// The search among the conversations: Escape empties it, and a list that is drawn anew is narrowed again to the
// words that stand in the box. Typing itself is sent by page.js, as in every live form.
(() => {
  const box = () => document.getElementById("threads-find");
  let words = "";
  const find = (text) => window.stepwise.send("find", { text });

  const all = () => {
    words = "";
    if (box()) box().value = "";
    find("");
    box()?.focus();
  };

  document.addEventListener("input", (event) => {
    if (event.target.id === "threads-find") words = event.target.value;
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("button[name='sw:find_all']")) all();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.target.id !== "threads-find" || !event.target.value) return;
    event.preventDefault();
    event.stopPropagation(); // a drawer around it stays open
    all();
  }, true);

  document.addEventListener("sw:drawn", (event) => {
    const list = event.target.closest?.("#conversations")?.querySelector("nav");
    if (!list || !box()) return;
    if (box().value !== words) box().value = words; // a redraw puts back what was last found
    if (words.trim() !== (list.dataset.found ?? "")) find(words.trim());
  });
})();
