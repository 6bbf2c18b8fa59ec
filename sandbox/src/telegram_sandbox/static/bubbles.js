// One message as an element: the bubble, what it holds, and the keyboard under it.

import { toast } from "/notices.js";
import { writeText, ZONE } from "/text.js";

const CLOCK = new Intl.DateTimeFormat("ru", { hour: "2-digit", minute: "2-digit", timeZone: ZONE });
const DAY = new Intl.DateTimeFormat("ru", { day: "numeric", month: "long", timeZone: ZONE });
const DAY_AND_YEAR = new Intl.DateTimeFormat("ru", {
  day: "numeric", month: "long", year: "numeric", timeZone: ZONE,
});

export function element(tag, className, ...children) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

/** The words of a day between two messages; the year only when it is not the bot's present one. */
export function dayOf(seconds, now) {
  const date = new Date(seconds * 1000);
  return (date.getFullYear() === new Date(now).getFullYear() ? DAY : DAY_AND_YEAR).format(date);
}

/** `me` is the person on the screen; `act` is what taps do: {press, command, copy, edit}. */
export function bubble(message, me, act) {
  const mine = message.from.id === me;
  const row = element("article", `row ${mine ? "mine" : "theirs"}`);
  row.dataset.id = message.message_id;
  if (message.pinned_message) return service(row, `${message.from.first_name}: закреплено «${summary(message.pinned_message)}»`);
  const body = element("div", "bubble");
  if (!mine && message.chat.type !== "private") body.append(named(message.from));
  if (message.forward_origin) {
    const { sender_user: user, sender_user_name: name } = message.forward_origin;
    body.append(element("div", "forwarded", `Переслано от: ${user?.first_name ?? name}`));
  }
  if (message.reply_to_message) body.append(quoted(message.reply_to_message));
  for (const [kind, make] of Object.entries(CONTENT)) {
    if (message[kind]) body.append(make(message[kind], message));
  }
  if (message.sticker) body.classList.add("bare");
  const text = message.text ?? message.caption;
  if (text) {
    const words = element("div", "text");
    writeText(words, text, message.entities ?? message.caption_entities, act);
    body.append(words);
  }
  body.append(stamp(message, mine, act));
  if (message.reactions?.length) body.append(reactions(message.reactions));
  row.append(body);
  const rows = message.reply_markup?.inline_keyboard;
  if (rows) row.append(keyboard(rows, message, act));
  return row;
}

function service(row, words) {
  row.className = "row service";
  row.append(element("span", "", words));
  return row;
}

function reactions(emoji) {
  const made = element("div", "reactions", ...emoji.map((one) => element("span", "", one)));
  made.setAttribute("aria-label", `Реакции: ${emoji.join(" ")}`);
  return made;
}

function named(from) {
  return element("strong", "sender", from.first_name);
}

function quoted(message) {
  const name = element("strong", "", message.from.first_name);
  return element("div", "quoted", name, element("span", "", summary(message)));
}

/** A message in a few words, for quotes and the people list. */
export function summary(message) {
  return message.text ?? message.caption
    ?? (message.document ? message.document.file_name : WORDS[Object.keys(WORDS).find((k) => message[k])] ?? "");
}

const WORDS = {
  sticker: "Стикер", voice: "Голосовое сообщение", photo: "Фото", video: "Видео", contact: "Контакт",
  pinned_message: "Закреплено сообщение",
};

const fileUrl = (file) => `/sandbox/files/${encodeURIComponent(file.file_id)}`;

const CONTENT = {
  document: (document) => {
    const size = element("span", "", sized(document.file_size));
    const small = document.thumbnail;
    const icon = small
      ? image(small, "file-picture", "")
      : element("span", "file-icon", (document.file_name.split(".").pop() ?? "").slice(0, 4));
    icon.setAttribute("aria-hidden", "true");
    const link = element("a", "file", icon, element("span", "file-words", element("strong", "", document.file_name), size));
    link.href = fileUrl(document);
    link.download = document.file_name;
    link.setAttribute("aria-label", `Скачать ${document.file_name}`);
    return link;
  },
  sticker: (sticker) => (sticker.emoji ? element("div", "sticker", sticker.emoji) : image(sticker, "sticker", "Стикер")),
  voice: (voice) => {
    const play = element("button", "play", "▶");
    play.type = "button";
    play.setAttribute("aria-label", "Прослушать");
    play.addEventListener("click", () => new Audio(fileUrl(voice)).play().catch(() => toast("Это не проиграть")));
    return element("div", "voice", play, element("span", "wave"), lasting(voice.duration));
  },
  video: (video) => {
    const made = element("video", "photo");
    made.src = fileUrl(video);
    made.controls = true;
    made.preload = "metadata";
    made.setAttribute("aria-label", `Видео, ${lasting(video.duration)}`);
    return made;
  },
  photo: (sizes) => image(sizes.at(-1), "photo", "Фото"),
  contact: (contact) => element("div", "contact", element("strong", "", contact.first_name), element("span", "", contact.phone_number)),
};

function image(file, className, words) {
  const made = element("img", className);
  made.src = fileUrl(file);
  made.alt = words;
  if (file.width > 0) made.style.aspectRatio = `${file.width} / ${file.height}`;
  return made;
}

const lasting = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

function sized(bytes) {
  if (bytes < 1024) return `${bytes} Б`;
  const kilobytes = bytes / 1024;
  return kilobytes < 1024 ? `${kilobytes.toFixed(1)} КБ` : `${(kilobytes / 1024).toFixed(1)} МБ`;
}

function stamp(message, mine, act) {
  const made = element("span", "stamp");
  if (message.edited) made.append(element("span", "edited", "изменено "));
  made.append(element("time", "", CLOCK.format(new Date(message.date * 1000))));
  if (mine) made.append(element("span", "ticks", "✓✓"));
  if (mine && message.text) {
    const edit = element("button", "edit", "✎");
    edit.type = "button";
    edit.title = "Исправить";
    edit.setAttribute("aria-label", "Исправить сообщение");
    edit.addEventListener("click", () => act.edit(message));
    made.append(edit);
  }
  return made;
}

function keyboard(rows, message, act) {
  const made = element("div", "keyboard");
  for (const row of rows) {
    const line = element("div", "keys");
    line.append(...row.map((button) => key(button, message, act)));
    made.append(line);
  }
  return made;
}

function key(button, message, act) {
  const label = element("span", "label", button.text);
  const style = button.style ? ` ${button.style}` : "";
  if (button.url) {
    const link = element("a", `key link${style}`, label);
    link.href = button.url;
    link.target = "_blank";
    link.rel = "noopener noreferrer";
    link.title = button.url;
    return link;
  }
  const made = element("button", `key${button.copy_text ? " copy" : ""}${style}`, label);
  made.type = "button";
  if (button.copy_text) {
    made.title = `Скопировать: ${button.copy_text.text}`;
    made.addEventListener("click", () => act.copy(button.copy_text.text, made));
  } else {
    made.addEventListener("click", () => act.press(message, button.callback_data, made));
  }
  return made;
}
