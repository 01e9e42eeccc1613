"""AWS's refusals: a code, a text and an HTTP status."""


class AwsError(Exception):
    """An error response."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = status


def access_denied(message: str) -> AwsError:
    return AwsError("AccessDenied", message, 403)


def invalid_client_token() -> AwsError:
    return AwsError(
        "InvalidClientTokenId", "The security token included in the request is invalid.", 403
    )


def signature_does_not_match(message: str) -> AwsError:
    return AwsError("SignatureDoesNotMatch", message, 403)


def validation_error(message: str) -> AwsError:
    return AwsError("ValidationError", message, 400)


def malformed_policy(message: str) -> AwsError:
    return AwsError("MalformedPolicyDocument", message, 400)


def no_such_entity(message: str) -> AwsError:
    return AwsError("NoSuchEntity", message, 404)


def invalid_input(message: str) -> AwsError:
    return AwsError("InvalidInput", message, 400)


def already_exists(message: str) -> AwsError:
    return AwsError("EntityAlreadyExists", message, 409)


def limit_exceeded(message: str) -> AwsError:
    return AwsError("LimitExceeded", message, 409)


def delete_conflict(message: str) -> AwsError:
    return AwsError("DeleteConflict", message, 409)
