"""The page behind the browser: what a person sees and does, as JSON.

Everything goes through `Actor`, so the page can do what a person in Slack can do, and no more.

GET /page/state?as=<user id or name>
    {
      "me":       Person,
      "team":     {"id", "name", "url"},
      "bot":      Person,
      "now":      ISO 8601 moment of the workspace's clock,
      "people":   [Person],                         # Person: {"id","name","real_name","tz","is_bot","deleted",
                                                    #          "is_guest","is_stranger"}
      "groups":   [{"id","handle","name","members":[user ids]}],
      "channels": [Channel],                        # those `me` can see; Channel: {"id","name","kind","topic",
                                                    #   "purpose","archived","is_member","members":[user ids],
                                                    #   "unread": int,"mentions": int,"with": user id or null,
                                                    #   "pins":[ts],"bookmarks":[{"id","title","link","emoji"}],
                                                    #   "latest": ts or null}
                                                    # kind: public_channel | private_channel | im | mpim
      "view":     View or null,                     # the open modal; View: {"id","type","title","submit","close",
                                                    #   "blocks","callback_id","values":{block_id:{action_id:entry}},
                                                    #   "errors":{block_id: sentence},"problem": sentence or "",
                                                    #   "depth": how many are stacked}
      "home":     View or null,                     # the app's Home tab as it was last drawn for `me`
      "commands": [{"command","description","usage_hint"}],
      "shortcuts":[{"name","type":"global"|"message","callback_id"}],
      "controls": [{"name","label","arguments":[...]}]   # the switches handed in from outside (clock, restart, …)
    }

GET /page/messages?as=<user>&channel=<channel id>
    {"channel": Channel, "messages": [Message], "ephemerals": [Message]}, oldest first; replies are in the list,
    with `thread_ts`; ephemerals are those that only `me` sees, to be merged by `ts`.
    Message: {"ts","user","text","blocks","attachments","subtype" or null,"bot": bool,
              "username" or null,"icon" or null,"thread_ts" or null,"reply_count": int,"in_channel": bool,
              "edited": bool,"reactions":[{"name","users":[ids]}],
              "files":[{"id","name","title","mimetype","size","url"}],"pinned": bool,"ephemeral": bool,
              "plain": the readable text}
    `text` and blocks are Slack's mrkdwn with entities (&amp; &lt; &gt;) and marks (<@U…>, <#C…>, <!date^…>,
    <!subteam^…>, <https://…|label>); the page turns them into elements with what `state` knows.

GET /page/files/<file id>?as=<user>
    The bytes of a file that `me` can see.

POST /page/do   {"as": user, "do": what, …}   →   {"ok": true, …} or {"ok": false, "error": sentence}
    command          channel, text ("/incident …")      → {"error": "" | "operation_timeout" | …}
    post             channel, text, thread_ts?          → {"ts"}
    edit             channel, ts, text
    delete           channel, ts
    react, unreact   channel, ts, name
    pin, unpin       channel, ts
    click            channel, ts, block_id, action_id, value?     an element of a message; value: see below
    click            view_id, block_id, action_id, value?         an element of the open modal or the home tab
    options          view_id, block_id, action_id, query           → {"options": [Option], "groups": [...]}
    fill             view_id, block_id, action_id, value           typed into an input (kept, dispatched if asked)
    submit           view_id, values {block_id: {action_id: value}} → {"errors": {block_id: sentence},"problem": ""}
    close_view       view_id                                        (the ✕ or the close button)
    message_shortcut channel, ts, callback_id
    global_shortcut  callback_id
    open_home        tab? ("home" | "messages")
    open_dm          user                                           → {"channel"}
    join, leave      channel
    invite           channel, user
    create_channel   name, private                                  → {"channel"}
    archive, unarchive channel
    read             channel                                        marks everything read
    control          name, arguments {…}                            runs one of `controls` → whatever it returns
  A `value` is: text; an option's value; a user's or channel's id; a date "YYYY-MM-DD", a time "HH:MM", seconds for
  date-times; a list of those for several choices; null for nothing.

WS /page/live?as=<user>
    The server sends {"changed": [channel ids], "state": bool, "view": bool} after changes (gathered over ~50 ms):
    fetch /page/messages for the open channel if it is in `changed`; fetch /page/state when `state` or `view` is true.
    `view` means that the modal or the home tab of `me` changed. Nothing is expected from the page.
"""
