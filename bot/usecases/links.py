"""Links worth keeping beside the incident."""

from bot.domain import effects, timeline, words
from bot.domain.errors import NotUnderstood
from bot.domain.models import Link
from bot.domain.reply import Reply
from bot.domain.text import one_line, read_url
from bot.store import incidents
from bot.usecases import changes
from bot.usecases.tx import Tx


async def add_link(tx: Tx, *, number: int, by: str, url: str, title: str = "") -> Reply:
    """Keep a link: on the card, among the bookmarks and in every export. The same address is kept once.

    Args:
        by: the Slack id of who gave it.
        url: http or https, bare or as Slack writes it.
        title: how it is called; without one its host is.

    Raises:
        NoSuchIncident: there is none of that number, or none that `by` may know of.
        NotUnderstood: it is no address.
    """
    incident = await changes.take(tx, number, by=by)
    address = read_url(url)
    if address is None:
        raise NotUnderstood(words.bad_url(url))
    name = one_line(title) or address.partition("://")[2].partition("/")[0]
    known = {one.url for one in await incidents.links(tx.session, number)}
    if address in known:
        return Reply(text=words.link_kept_already(name), incident=number)
    link = Link(incident_id=number, url=address, title=name, by=by, at=tx.now)
    tx.session.add(link)
    await tx.session.flush()  # the entry names it by its id
    await tx.record(
        incident, kind=timeline.LINK_ADDED, text=name, actor=by, source=address, data={"link": link.id}
    )
    await tx.emit(effects.RefreshBookmarks(incident_id=number), waits_for=tx.room_is_made_by(incident))
    await changes.conclude(tx, incident, by=by)
    return Reply(text=words.link_added(name), incident=number)
