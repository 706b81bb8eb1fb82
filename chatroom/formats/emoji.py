"""Emoji and the short names that people type for them, in the spelling that GitHub and Slack share.

Of several names of one emoji the first is the one that it is shown by. It must never know who wants which.
"""

import re
from typing import Final

NAMED: Final = {
    "smile": "😄", "grin": "😁", "joy": "😂", "rofl": "🤣", "smiley": "😃", "laughing": "😆", "sweat_smile": "😅",
    "blush": "😊", "innocent": "😇", "slightly_smiling_face": "🙂", "upside_down_face": "🙃", "wink": "😉", "relieved": "😌",
    "heart_eyes": "😍", "kissing_heart": "😘", "yum": "😋", "stuck_out_tongue": "😛", "zany_face": "🤪", "nerd_face": "🤓",
    "sunglasses": "😎", "star_struck": "🤩", "partying_face": "🥳", "smirk": "😏", "unamused": "😒", "disappointed": "😞",
    "pensive": "😔", "worried": "😟", "confused": "😕", "cry": "😢", "sob": "😭", "triumph": "😤", "angry": "😠", "rage": "😡",
    "exploding_head": "🤯", "flushed": "😳", "scream": "😱", "fearful": "😨", "cold_sweat": "😰", "hugs": "🤗", "thinking": "🤔",
    "shushing_face": "🤫", "neutral_face": "😐", "expressionless": "😑", "grimacing": "😬", "roll_eyes": "🙄",
    "astonished": "😲", "sleeping": "😴", "drooling_face": "🤤", "dizzy_face": "😵", "sick": "🤢", "mask": "😷",
    "skull": "💀", "ghost": "👻", "alien": "👽", "robot": "🤖", "poop": "💩", "see_no_evil": "🙈", "wave": "👋", "ok_hand": "👌",
    "v": "✌️", "crossed_fingers": "🤞", "point_left": "👈", "point_right": "👉", "point_up": "👆", "point_down": "👇",
    "thumbsup": "👍", "+1": "👍", "thumbsdown": "👎", "-1": "👎", "fist": "✊", "clap": "👏", "raised_hands": "🙌", "pray": "🙏",
    "muscle": "💪", "eyes": "👀", "heart": "❤️", "broken_heart": "💔", "yellow_heart": "💛", "green_heart": "💚",
    "blue_heart": "💙", "purple_heart": "💜", "100": "💯", "boom": "💥", "sparkles": "✨", "star": "⭐", "fire": "🔥",
    "zap": "⚡", "sunny": "☀️", "cloud": "☁️", "umbrella": "☔", "snowflake": "❄️", "rainbow": "🌈", "rocket": "🚀", "tada": "🎉",
    "gift": "🎁", "birthday": "🎂", "trophy": "🏆", "coffee": "☕", "tea": "🍵", "beer": "🍺", "beers": "🍻", "wine_glass": "🍷",
    "pizza": "🍕", "cookie": "🍪", "cake": "🍰", "apple": "🍎", "cat": "🐱", "dog": "🐶", "bug": "🐛", "snake": "🐍",
    "penguin": "🐧", "turtle": "🐢", "seedling": "🌱", "rose": "🌹", "earth_africa": "🌍", "moon": "🌔", "warning": "⚠️",
    "question": "❓", "exclamation": "❗", "white_check_mark": "✅", "x": "❌", "heavy_check_mark": "✔️", "lock": "🔒",
    "key": "🔑", "bulb": "💡", "bell": "🔔", "computer": "💻", "phone": "☎️", "email": "📧", "memo": "📝", "book": "📖",
    "pushpin": "📌", "mag": "🔍", "hammer": "🔨", "wrench": "🔧", "gear": "⚙️", "hourglass": "⌛", "alarm_clock": "⏰",
    "calendar": "📆", "musical_note": "🎵", "camera": "📷", "headphones": "🎧", "video_game": "🎮", "soccer": "⚽", "dart": "🎯",
}  # fmt: skip

_AS_PICTURE: Final = "\ufe0f"  # variation selector 16, which many leave out
_NAMES: Final = {picture.rstrip(_AS_PICTURE): name for name, picture in reversed(NAMED.items())}
_NAME: Final = re.compile(r":([a-z0-9_+-]+):")
_PICTURE: Final = re.compile(f"({'|'.join(map(re.escape, _NAMES))}){_AS_PICTURE}?[\U0001f3fb-\U0001f3ff]?")  # with a skin's tone


def pictured(text: str) -> str:
    """`:wave:` as 👋; a name that is not known stays as it is."""
    return _NAME.sub(lambda match: NAMED.get(match[1], match[0]), text) if ":" in text else text


def named(text: str) -> str:
    """👋 as `:wave:`, for terminals and ears that have no pictures; an emoji without a name here stays as it is."""
    return text if text.isascii() else _PICTURE.sub(lambda match: f":{_NAMES[match[1]]}:", text)
