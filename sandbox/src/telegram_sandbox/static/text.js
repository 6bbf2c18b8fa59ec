// A message's text with its entities, as elements. Offsets are UTF-16 units, as in JS strings.

export const ZONE = "Europe/Moscow";

const TAGS = {
  bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", pre: "pre",
  blockquote: "blockquote", expandable_blockquote: "blockquote", spoiler: "span",
  text_link: "a", url: "a", email: "a", phone_number: "a", bot_command: "a",
  mention: "span", hashtag: "span", cashtag: "span", custom_emoji: "span", date_time: "time",
};

/** Fill `place` with the text; `act` does what a tap asks for: {command, copy}. */
export function writeText(place, text, entities, act) {
  const sorted = [...(entities ?? [])].sort((a, b) => a.offset - b.offset || b.length - a.length);
  write(place, text, 0, text.length, sorted, act);
}

function write(place, text, start, end, entities, act) {
  let at = start;
  for (let i = 0; i < entities.length; i++) {
    const entity = entities[i];
    if (entity.offset < at || entity.offset >= end) continue;
    place.append(text.slice(at, entity.offset));
    const stop = Math.min(entity.offset + entity.length, end);
    const inner = entities.slice(i + 1).filter((other) => other.offset < stop);
    const element = made(entity, text.slice(entity.offset, stop), act);
    write(element.querySelector(".inside") ?? element, text, entity.offset, stop, inner, act);
    place.append(element);
    at = stop;
    if (isBlock(entity) && text[at] === "\n") at += 1;
  }
  place.append(text.slice(at, end));
}

const isBlock = (entity) => /blockquote|^pre$/.test(entity.type);

function made(entity, words, act) {
  const element = document.createElement(TAGS[entity.type] ?? "span");
  element.className = entity.type;
  const make = MAKERS[entity.type];
  if (make) make(element, entity, words, act);
  return element;
}

const MAKERS = {
  text_link: (a, entity) => link(a, entity.url),
  url: (a, entity, words) => link(a, /^\w+:\/\//.test(words) ? words : `http://${words}`),
  email: (a, entity, words) => { a.href = `mailto:${words}`; },
  phone_number: (a, entity, words) => { a.href = `tel:${words.replace(/[^+\d]/g, "")}`; },
  bot_command: (a, entity, words, act) => tappable(a, () => act.command(words)),
  code: (code, entity, words, act) => copies(code, words, act),
  pre: (pre, entity, words, act) => {
    const inside = document.createElement("code");
    inside.className = "inside";
    pre.append(inside);
    copies(pre, words, act);
  },
  spoiler: (span) => {
    const inside = document.createElement("span");
    inside.className = "inside";
    span.append(inside);
    span.setAttribute("aria-label", "Скрытый текст, нажмите, чтобы прочитать");
    tappable(span, () => {
      span.classList.add("shown");
      span.removeAttribute("aria-label");
    });
  },
  expandable_blockquote: (quote) => {
    const inside = document.createElement("div");
    inside.className = "inside";
    quote.append(inside);
    quote.setAttribute("aria-expanded", "false");
    tappable(quote, () => {
      const open = quote.classList.toggle("open");
      quote.setAttribute("aria-expanded", String(open));
    });
  },
  date_time: (time, entity, words) => {
    const format = entity.date_time_format ?? "";
    time.dateTime = new Date(entity.unix_time * 1000).toISOString();
    time.title = absolute(entity.unix_time, "wDT");
    if (!format) return;
    time.dataset.unix = entity.unix_time;
    time.dataset.format = format;
    time.dataset.words = words;
    const inside = document.createElement("span");
    inside.className = "inside";
    inside.hidden = true;
    time.append(document.createElement("b"), inside);
  },
};

function link(a, href) {
  if (!/^(https?|tg):/i.test(href)) return;
  a.href = href;
  a.target = "_blank";
  a.rel = "noopener noreferrer";
}

function copies(element, words, act) {
  element.title = "Нажмите, чтобы скопировать";
  tappable(element, () => act.copy(words));
}

function tappable(element, does) {
  element.tabIndex = 0;
  element.setAttribute("role", "button");
  element.addEventListener("click", (event) => {
    if (event.target.closest("a[href]") || String(getSelection())) return;
    event.stopPropagation();
    does();
  });
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    event.stopPropagation();
    does();
  });
}

const RELATIVE = new Intl.RelativeTimeFormat("ru", { numeric: "always" });
const STEPS = [["year", 31557600], ["month", 2629800], ["day", 86400], ["hour", 3600], ["minute", 60]];

/** "через 3 дня", "2 часа назад": seconds from now, negative in the past. */
export function relative(seconds) {
  for (const [unit, size] of STEPS) {
    if (Math.abs(seconds) >= size) return RELATIVE.format(Math.round(seconds / size), unit);
  }
  return RELATIVE.format(Math.round(seconds), "second");
}

/** A date in words by the letters of the tg-time tag: w weekday, d/D date, t/T time. */
export function absolute(unix, letters) {
  const how = { timeZone: ZONE };
  if (letters.includes("w")) how.weekday = "long";
  if (/[dD]/.test(letters)) Object.assign(how, DATES[letters.match(/[dD]/)[0]]);
  if (/[tT]/.test(letters)) Object.assign(how, TIMES[letters.match(/[tT]/)[0]]);
  return new Intl.DateTimeFormat("ru", how).format(new Date(unix * 1000)).replace(" г.", "");
}

const DATES = {
  d: { day: "2-digit", month: "2-digit", year: "numeric" },
  D: { day: "numeric", month: "long", year: "numeric" },
};
const TIMES = {
  t: { hour: "2-digit", minute: "2-digit" },
  T: { hour: "2-digit", minute: "2-digit", second: "2-digit" },
};

/** Write every live time under `place` anew; `now` is the bot's clock in milliseconds. */
export function tickTimes(place, now) {
  for (const time of place.querySelectorAll("time[data-unix]")) {
    const { unix, format } = time.dataset;
    const words = format === "r" ? relative(unix - now / 1000) : absolute(unix, format);
    if (time.firstChild.textContent !== words) time.firstChild.textContent = words;
  }
}
