"""What may go wrong between us and Car-Pass, each with a code that stands on the row it happened to."""

from __future__ import annotations


class GatewayError(Exception):
    """`message` is what Car-Pass said, as received; empty when it said nothing."""

    code = "GATEWAY"
    # Whether what was sent may have been stored: then it is sent again with the same key.
    may_have_arrived = False

    def __init__(self, message: str = "", *, code: str = "", field: str = "") -> None:
        super().__init__(message or code)
        self.message = message
        self.code = code or self.code
        self.field = field


class NotConfigured(GatewayError):
    """The garage's installation does not say where Car-Pass is (CARPASS_URL)."""

    code = "NOT_CONFIGURED"


class NoAnswer(GatewayError):
    """Not reached, or cut off, or too slow."""

    code = "NO_ANSWER"
    may_have_arrived = True


class Unavailable(GatewayError):
    """5xx, or something that is no answer of Car-Pass at all."""

    code = "UNAVAILABLE"
    may_have_arrived = True


class TooManyRequests(GatewayError):
    code = "TOO_MANY_REQUESTS"
    # Refused before anything was stored, but sent again as it was.
    may_have_arrived = True

    def __init__(self, message: str = "", *, code: str = "", retry_after: int) -> None:
        super().__init__(message, code=code)
        self.retry_after = retry_after


class CredentialsRefused(GatewayError):
    """401 or 403: never repeated by itself."""

    code = "CREDENTIALS_REFUSED"


class Refused(GatewayError):
    """400, 404 or 422: what was asked for cannot be."""

    code = "REFUSED"


class WrongState(GatewayError):
    """409: not now, or not any more, or the same key with another content."""

    code = "WRONG_STATE"


# Codes after which nobody knows whether the call was carried out.
UNCERTAIN = frozenset({NoAnswer.code, Unavailable.code, TooManyRequests.code})
