"""Pages of the usual products in front of Confluence, as their default configuration sends them."""

from html import escape
from http import HTTPStatus

from evals.lab.wire import Headers, Reply


def nginx_page(status: int, headers: Headers = ()) -> Reply:
    """Nginx's default error page."""
    title = f"{status} {HTTPStatus(status).phrase}"
    text = f"<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n<center><h1>{title}</h1></center>\r\n"
    body = f"{text}<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
    return Reply(status, (("Server", "nginx"), ("Content-Type", "text/html"), *headers), body.encode())


def apache_page(status: int, text: str, headers: Headers = ()) -> Reply:
    """Apache's default error page."""
    phrase = HTTPStatus(status).phrase
    body = (
        '<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">\n<html><head>\n'
        f"<title>{status} {phrase}</title>\n</head><body>\n<h1>{phrase}</h1>\n<p>{escape(text)}</p>\n</body></html>\n"
    )
    own = (("Server", "Apache/2.4.62 (Debian)"), ("Content-Type", "text/html; charset=iso-8859-1"))
    return Reply(status, (*own, *headers), body.encode())


def iis_page(status: int, headers: Headers = ()) -> Reply:
    """IIS's detailed-errors-off page."""
    phrase = HTTPStatus(status).phrase
    body = (
        '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN">\r\n<html><head>'
        f"<title>{status} - {phrase}</title></head><body><h1>Server Error</h1>"
        f"<h2>{status} - {phrase}: Access is denied due to invalid credentials.</h2></body></html>"
    )
    own = (("Server", "Microsoft-IIS/10.0"), ("X-Powered-By", "ASP.NET"), ("Content-Type", "text/html"))
    return Reply(status, (*own, *headers), body.encode())


def plain_page(status: int, title: str, text: str, headers: Headers = ()) -> Reply:
    """A small page without a product's mark."""
    body = f"<html><head><title>{escape(title)}</title></head><body><h1>{escape(title)}</h1>{text}</body></html>"
    return Reply(status, (("Content-Type", "text/html"), *headers), body.encode())


def without(headers: Headers, *names: str) -> Headers:
    """Return the headers without those names."""
    gone = {one.lower() for one in names}
    return tuple((key, value) for key, value in headers if key.lower() not in gone)
