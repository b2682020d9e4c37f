"use strict";
(function () {
  const sieve = document.getElementById("sieve"), words = document.getElementById("words");
  const level = document.getElementById("level"), told = document.getElementById("told");
  const groups = Array.from(document.querySelectorAll("details.group"));
  const items = groups.map((group) => Array.from(group.querySelectorAll("li.debt")));
  const texts = groups.map((group, at) => items[at].map(
    (item) => (group.dataset.rule + " " + item.textContent).toLowerCase()));
  function sift() {
    const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    groups.forEach((group, at) => {
      let left = 0;
      items[at].forEach((item, number) => {
        const fits = (!level.value || item.dataset.severity === level.value)
          && wanted.every((word) => texts[at][number].includes(word));
        item.hidden = !fits;
        left += fits ? 1 : 0;
      });
      group.hidden = !left;
      shown += left;
    });
    told.textContent = shown + (shown === 1 ? " finding" : " findings") + " shown";
  }
  sieve.hidden = false;
  words.addEventListener("input", sift);
  level.addEventListener("change", sift);
  document.getElementById("unfold").addEventListener("click", () => {
    const open = groups.some((group) => !group.open);
    groups.forEach((group) => { group.open = open; });
  });
  sift();
})();
