"""What an account may see and do on a site, and which rule says no."""

from evals.lab.cloud.people import Account, AccountKind
from evals.lab.cloud.places import CloudSite, Page, Space

GUEST_OPERATIONS = frozenset({"read", "create", "update"})


def space_operations(site: CloudSite, account: Account | None, space: Space) -> frozenset[str]:
    """Return what an account (None: anonymous) may do in a space."""
    if account is None:
        return _granted(space, {"anonymous"}) if site.anonymous_access else frozenset()
    if account.guest_space:
        return GUEST_OPERATIONS if account.guest_space == space.key else frozenset()
    names = {"anonymous"} if site.anonymous_access else set()
    if account.kind is AccountKind.CUSTOMER:
        names.add("customers")
    elif account.may_use("confluence", site.name):
        names |= {"everyone", f"user:{account.id}", *(f"group:{name}" for name in account.groups)}
    return _granted(space, names)


def may_view_space(site: CloudSite, account: Account | None, space: Space) -> bool:
    """Tell whether an account may view a space."""
    return "read" in space_operations(site, account, space)


def may_view_page(site: CloudSite, account: Account | None, page: Page) -> bool:
    """Tell whether an account may view a page: space permission, then view restrictions from the top down."""
    space = site.space(page.space)
    if space is None or page.status != "current" or not may_view_space(site, account, space):
        return False
    return all(passes(one, "read", account) for one in (*site.ancestors(page), page))


def may_edit_page(site: CloudSite, account: Account | None, page: Page) -> bool:
    """Tell whether an account may edit a page that it may view."""
    space = site.space(page.space)
    if space is None or not may_view_page(site, account, page):
        return False
    return "create" in space_operations(site, account, space) and passes(page, "update", account)


def passes(page: Page, operation: str, account: Account | None) -> bool:
    """Tell whether a page's own restriction of that operation, if any, lets the account through."""
    allowed = [name for one in page.restrictions if one.operation == operation for name in one.to]
    if not any(one.operation == operation for one in page.restrictions):
        return True
    if account is None:
        return False
    own = {f"user:{account.id}", *(f"group:{name}" for name in account.groups)}
    return bool(own & set(allowed))


def group_id(name: str) -> str:
    """Return the id of a group."""
    return f"group-{name}"


def _granted(space: Space, names: set[str]) -> frozenset[str]:
    return frozenset(operation for one in space.grants if one.to in names for operation in one.allowed)
