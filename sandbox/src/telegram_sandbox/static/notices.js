// What the page says for a moment, or until the person has read it.

const $ = (id) => document.getElementById(id);
let end = 0;

/** Show the words for three seconds. */
export function toast(text) {
  $("toast").textContent = text;
  $("toast").hidden = false;
  clearTimeout(end);
  end = setTimeout(() => { $("toast").hidden = true; }, 3000);
}

/** Show the words until the person closes them. */
export function alertOf(text) {
  $("alert-text").textContent = text;
  if (!$("alert").open) $("alert").showModal();
}
