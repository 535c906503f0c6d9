"""What the client raises."""

from api.answers import FieldError


class Refused(Exception):  # noqa: N818 - named after what the service did
    """The service answered with a problem (RFC 9457).

    Attributes:
        status: HTTP status.
        title: What kind of problem, in a few words.
        detail: What happened, what it means and what to do.
        errors: Fields that cannot be used.
        retry_after_seconds: When to try again, 0 when the service did not say.
    """

    def __init__(
        self,
        status: int,
        title: str,
        detail: str,
        errors: tuple[FieldError, ...] = (),
        retry_after_seconds: float = 0.0,
    ) -> None:
        super().__init__(f"{status} {title}: {detail}")
        self.status = status
        self.title = title
        self.detail = detail
        self.errors = errors
        self.retry_after_seconds = retry_after_seconds
