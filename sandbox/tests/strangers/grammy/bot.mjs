// A grammY bot of ours that orders a pizza: node bot.mjs ROOT TOKEN
import { Bot, InlineKeyboard, InputFile, InputMediaBuilder, session } from "grammy";

const [root, token] = process.argv.slice(2);
const bot = new Bot(token, { client: { apiRoot: root } });
const sizes = () => new InlineKeyboard().text("Large", "size:large").text("Small", "size:small");
// A PNG of one pixel.
const PIXEL = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

bot.use(session({ initial: () => ({ size: "" }) }));

bot.command("start", (ctx) =>
  ctx.reply(`Hello, <b>${ctx.from.first_name}</b> (@${ctx.from.username})! Which size?`, {
    parse_mode: "HTML", reply_markup: sizes(),
  }));

bot.callbackQuery(/^size:(\w+)$/, async (ctx) => {
  ctx.session.size = ctx.match[1];
  await ctx.editMessageText(`A ${ctx.session.size} one. Where to?`);
  await ctx.answerCallbackQuery({ text: "Good choice", show_alert: true });
});

bot.command("menu", (ctx) =>
  ctx.replyWithMediaGroup([
    InputMediaBuilder.photo(new InputFile(PIXEL, "one.png"), { caption: "Margherita" }),
    InputMediaBuilder.photo(new InputFile(PIXEL, "two.png"), { caption: "Funghi" }),
  ]));

bot.on("message:text", async (ctx) => {
  if (!ctx.session.size) return ctx.reply("Begin with /start");
  await ctx.react("👍");
  await ctx.api.copyMessage(ctx.chat.id, ctx.chat.id, ctx.msg.message_id);
  const member = await ctx.getAuthor();
  await ctx.reply(`A ${ctx.session.size} pizza goes to ${ctx.msg.text} (${member.status})`);
  ctx.session.size = "";
});

bot.catch(({ error }) => {
  console.error(error);
  process.exit(1);
});
process.once("SIGTERM", () => bot.stop());
await bot.start();
