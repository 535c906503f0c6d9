"""Who may use the site, see a space, see or change a page, and administer. Pure rules over the state."""

from collections.abc import Iterator

from evals.lab.data_center.people import User
from evals.lab.data_center.places import Grant, Page, Space
from evals.lab.data_center.state import DataCenterState


def is_admin(state: DataCenterState, user: User | None) -> bool:
    """Tell whether the user is in the super group, which sees and may do everything."""
    return user is not None and state.admin_group in user.groups


def has_use_grant(state: DataCenterState, user: User) -> bool:
    """Tell whether one of the user's groups holds the global permission "Can use"."""
    return any(group in state.use_groups for group in user.groups)


def licensed_count(state: DataCenterState) -> int:
    """Count who takes a seat: active users with "Can use", each name once, and those the lab does not list."""
    names = {one.name.lower() for one in state.users if one.active and has_use_grant(state, one)}
    return len(names) + state.licence.other_users


def licence_exceeded(state: DataCenterState) -> bool:
    """Tell whether the licence is expired or has more people than seats."""
    licence = state.licence
    return licence.expired or bool(licence.seats and licensed_count(state) > licence.seats)


def may_use(state: DataCenterState, user: User | None) -> bool:
    """Tell whether that person, or nobody, may use Confluence at all."""
    if user is None:
        return state.anonymous_access
    if state.licence.exceeded_blocks_login and licence_exceeded(state):
        return False
    return has_use_grant(state, user)


def granted(grant: Grant | None, user: User | None) -> bool:
    """Tell whether a grant covers that person; what anonymous may, everybody may."""
    if grant is None:
        return False
    if grant.anonymous:
        return True
    return user is not None and _named(user, grant.users, grant.groups)


def may_in_space(state: DataCenterState, user: User | None, space: Space, act: str) -> bool:
    """Tell whether the person may "view", "edit", "remove" or "admin" in the space."""
    if not may_use(state, user):
        return False
    if is_admin(state, user):
        return True
    sees = granted(space.permissions.get("view"), user)
    return sees and (act == "view" or granted(space.permissions.get(act), user))


def ancestors(state: DataCenterState, page: Page) -> Iterator[Page]:
    """Yield the pages above, nearest first."""
    seen = {page.id}
    parent = state.page(page.parent)
    while parent is not None and parent.id not in seen:
        seen.add(parent.id)
        yield parent
        parent = state.page(parent.parent)


def may_view(state: DataCenterState, user: User | None, page: Page) -> bool:
    """Tell whether the person may see the page: space permission, and view restrictions of it and all above it."""
    space = state.space(page.space)
    if space is None or not may_in_space(state, user, space, "view"):
        return False
    if is_admin(state, user):
        return True
    return all(_let_in(user, one.view_users, one.view_groups) for one in (page, *ancestors(state, page)))


def may_edit(state: DataCenterState, user: User | None, page: Page) -> bool:
    """Tell whether the person may change the page. Edit restrictions are not inherited."""
    space = state.space(page.space)
    if space is None or not may_view(state, user, page):
        return False
    if is_admin(state, user):
        return True
    return may_in_space(state, user, space, "edit") and _let_in(user, page.edit_users, page.edit_groups)


def may_remove(state: DataCenterState, user: User | None, page: Page) -> bool:
    """Tell whether the person may delete the page."""
    space = state.space(page.space)
    return space is not None and may_edit(state, user, page) and may_in_space(state, user, space, "remove")


def _let_in(user: User | None, users: list[str], groups: list[str]) -> bool:
    if not users and not groups:
        return True
    return user is not None and _named(user, users, groups)


def _named(user: User, users: list[str], groups: list[str]) -> bool:
    return user.name.lower() in {one.lower() for one in users} or any(group in groups for group in user.groups)
