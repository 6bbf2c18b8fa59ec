// The other bot to compare with: grammY with better-sqlite3. "runner" is how its documentation says a
// bot with many users should run: @grammyjs/runner, updates in sequence per chat and side by side
// otherwise. "plain" is grammY alone: one update after another, so that one slow call holds up all.
//
//   node bot.mjs <API URL> <token> <database> <text> <runner or plain>
//   node bot.mjs --check
//
// For each update it makes the calls of bare.py, with the same text and keyboard, and writes one row:
// WAL and synchronous NORMAL, as the real bot's database. No dialogs, no encryption. What it knows of
// a chat it reads from memory.

import { run, sequentialize } from "@grammyjs/runner";
import Database from "better-sqlite3";
import { Bot } from "grammy";

const BUTTONS = 7;

if (process.argv[2] === "--check") {
  new Database(":memory:").prepare("SELECT 1").get();
  process.exit(0);
}

const [apiRoot, token, file, text, polling] = process.argv.slice(2);

const database = new Database(file);
database.pragma("journal_mode = WAL");
database.pragma("synchronous = NORMAL");
database.exec(
  "CREATE TABLE chats (id INTEGER PRIMARY KEY, number INTEGER, card INTEGER, update_id INTEGER)",
);
const keep = database.prepare(
  "INSERT INTO chats VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET" +
    " number = excluded.number, card = excluded.card, update_id = excluded.update_id",
);
const chats = new Map();

function store(id, chat, update) {
  chats.set(id, chat);
  keep.run(id, chat.number, chat.card ?? null, update);
}

// Buttons with data as long as the real bot's.
function keyboard(number) {
  const rows = Array.from({ length: BUTTONS }, (_, n) => [
    { text: `Кнопка ${n}`, callback_data: `c:${number}:1:support:b:${n}` },
  ]);
  return { inline_keyboard: rows };
}

const bot = new Bot(token, { client: { apiRoot } });
if (polling === "runner") {
  bot.use(sequentialize((ctx) => String(ctx.chat?.id)));
}

bot.on("message", async (ctx) => {
  const before = chats.get(ctx.chat.id);
  const number = (before?.number ?? 0) + 1;
  const sent = await ctx.reply(`${text} ${number}`, { reply_markup: keyboard(number) });
  if (before?.card) {
    await ctx.api.deleteMessage(ctx.chat.id, before.card);
  }
  store(ctx.chat.id, { number, card: sent.message_id }, ctx.update.update_id);
});

bot.on("callback_query:data", async (ctx) => {
  const before = chats.get(ctx.chat.id);
  const number = (before?.number ?? 0) + 1;
  await ctx.editMessageText(`${text} ${number}`, { reply_markup: keyboard(number) });
  await ctx.answerCallbackQuery();
  store(ctx.chat.id, { number, card: before?.card }, ctx.update.update_id);
});

if (polling === "runner") {
  const runner = run(bot);
  process.once("SIGTERM", () => runner.stop());
  await runner.task();
} else {
  process.once("SIGTERM", () => bot.stop());
  await bot.start();
}
database.close();
