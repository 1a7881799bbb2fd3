// Names of emoji, as Slack spells them, and their characters. A name that is not here stays a name.

const TABLE = `
+1 👍|thumbsup 👍|-1 👎|thumbsdown 👎|100 💯|alarm_clock ⏰|ambulance 🚑|arrow_down ⬇️|arrow_forward ▶️|arrow_left ⬅️
arrow_right ➡️|arrow_up ⬆️|arrows_counterclockwise 🔄|ballot_box_with_check ☑️|bangbang ‼️|bar_chart 📊|beetle 🐞
bell 🔔|black_circle ⚫|blue_heart 💙|book 📖|bookmark 🔖|bookmark_tabs 📑|boom 💥|brain 🧠|bug 🐛|bulb 💡|busts_in_silhouette 👥
calendar 📆|chart_with_downwards_trend 📉|chart_with_upwards_trend 📈|checkered_flag 🏁|clap 👏|clipboard 📋|clock3 🕒
closed_lock_with_key 🔐|cloud ☁️|coffee ☕|computer 💻|confused 😕|construction 🚧|cry 😢|dart 🎯|date 📅|door 🚪
earth_africa 🌍|email 📧|envelope ✉️|exclamation ❗|eyes 👀|fast_forward ⏩|file_folder 📁|fire 🔥|fire_engine 🚒
floppy_disk 💾|gear ⚙️|gift 🎁|grey_exclamation ❕|grey_question ❔|grin 😁|hammer 🔨|hammer_and_wrench 🛠️|handshake 🤝
heart ❤️|heavy_check_mark ✔️|heavy_minus_sign ➖|heavy_plus_sign ➕|hourglass ⌛|hourglass_flowing_sand ⏳|information_source ℹ️
joy 😂|key 🔑|label 🏷️|large_blue_circle 🔵|large_green_circle 🟢|large_orange_circle 🟠|large_purple_circle 🟣
large_yellow_circle 🟡|left_speech_bubble 🗨️|link 🔗|lock 🔒|loudspeaker 📢|mag 🔍|mega 📣|memo 📝|microscope 🔬
muscle 💪|mute 🔇|new 🆕|no_entry ⛔|no_entry_sign 🚫|ok 🆗|ok_hand 👌|package 📦|page_facing_up 📄|paperclip 📎|partying_face 🥳
pencil 📝|pencil2 ✏️|phone ☎️|telephone_receiver 📞|pray 🙏|pushpin 📌|question ❓|rainbow 🌈|raised_hand ✋|raised_hands 🙌
red_circle 🔴|repeat 🔁|rewind ⏪|robot_face 🤖|rocket 🚀|rotating_light 🚨|scream 😱|scroll 📜|shield 🛡️|ship 🚢|shrug 🤷
siren 🚨|slightly_smiling_face 🙂|smile 😄|smiley 😃|snail 🐌|sos 🆘|sparkles ✨|speech_balloon 💬|star ⭐|stopwatch ⏱️
sweat_smile 😅|tada 🎉|thinking_face 🤔|thread 🧵|timer_clock ⏲️|traffic_light 🚥|triangular_flag_on_post 🚩|trophy 🏆
unlock 🔓|video_camera 📹|wastebasket 🗑️|warning ⚠️|wave 👋|white_check_mark ✅|white_circle ⚪|wrench 🔧|x ❌|zap ⚡|zzz 💤
`;

const CHARACTERS = new Map(
  TABLE.trim()
    .split(/[|\n]/)
    .map((pair) => pair.split(" ")),
);

/** What the little picker offers. */
export const PICKED = [
  "pushpin", "white_check_mark", "eyes", "+1", "raised_hands", "tada",
  "pray", "heart", "fire", "rotating_light", "thinking_face", "x",
];

/** Return the character of a name, or null. */
export function character(name) {
  return CHARACTERS.get(name.replace(/::skin-tone-\d$/, "")) ?? null;
}

/** Return plain text with the names of emoji (`:pushpin:`) as characters. */
export function withEmoji(text) {
  return text.replace(/:([a-z0-9_+-]+):/g, (whole, name) => character(name) ?? whole);
}
