"""The rows of `help errors`: a sample of each error, by subject, and the reason for it."""

from __future__ import annotations

from botocore import exceptions as boto

from aws_session.aws import (
    botocore_errors,
    error_messages,
    profile_credential_errors,
    provided_credentials,
    proxy_settings,
    responses,
    revocation,
    transport,
)
from aws_session.aws.access_denied import Asked
from aws_session.aws.responses import SenselessAnswerError
from aws_session.cli.sample_errors import (
    before_sending,
    denied,
    denied_role,
    inputs,
    of_botocore,
    raised_by,
    refused,
    sample_call,
    server_error,
)
from aws_session.config import profile_faults, profiles
from aws_session.config.profile import MAKING_CREDENTIALS
from aws_session.errors import SessionError
from aws_session.model import Record, regions
from aws_session.model.credentials import Credentials
from aws_session.model.identity import CallerIdentity
from aws_session.session import mfa_device as mfa_devices
from aws_session.session import precedence

HOST = "sts.eu-west-1.amazonaws.com"
_PROFILE = "profile 'NAME'"


class Row(Record):
    """One thing that can go wrong; `why` adds what the message does not say."""

    name: str
    error: SessionError
    why: str


def sections() -> tuple[tuple[str, tuple[Row, ...]], ...]:
    return (
        ("The code and the device", _of_codes()),
        ("The key", _of_keys()),
        ("The AWS files and the environment", _of_files()),
        ("Policies and roles", _of_policies()),
        ("The clock and the region", _of_clock()),
        ("The network", _of_network()),
        ("Ending a session at AWS", _of_revocation()),
        ("Other errors", _of_rest()),
    )


def _of_codes() -> tuple[Row, ...]:
    user = CallerIdentity("arn:aws:iam::111122223333:user/USER", "111122223333")
    return (
        Row(
            "wrong code",
            refused("AccessDenied", "with invalid MFA one time pass code"),
            "each code works once, and AWS does not distinguish a used code from a wrong one. "
            "You are asked again, three times in all",
        ),
        Row(
            "wrong device",
            refused("AccessDenied", "unable to validate MFA code"),
            "the serial number was given or guessed, and does not belong to this user. The "
            "code is still unused",
        ),
        Row(
            "code without a device",
            refused("AccessDenied", "must provide both MFA serial number and one time pass code"),
            "both are always sent, so a program between this machine and AWS changed the call",
        ),
        Row(
            "code perhaps spent",
            botocore_errors.explain(
                server_error(500, "InternalFailure"),
                sample_call("sts:GetSessionToken", code_sent=True),
            ),
            "AWS may or may not have used the code, and a code is sent only once",
        ),
        Row(
            "only security keys",
            raised_by(mfa_devices.found, None, ("arn:aws:iam::1:u2f/user/USER/key",), user),
            "FIDO keys and passkeys work only in a browser. The session of a profile that uses "
            "`aws login` is exported unchanged: aws-session -p NAME",
        ),
        Row(
            "no device",
            raised_by(mfa_devices.found, None, (), user),
            "without a device, you cannot get a code",
        ),
    )


def _of_keys() -> tuple[Row, ...]:
    unknown = "InvalidClientTokenId"
    return (
        Row(
            "unknown key",
            refused(unknown),
            "aws-session asked GetCallerIdentity, which no policy can deny",
        ),
        Row(
            "unknown session",
            refused(unknown, renewal="start a new session: aws-session"),
            "its key was deleted, or it was started in another partition",
        ),
        Row(
            "session of another partition",
            refused(unknown, misplaced=("cn-north-1", "aws")),
            "a session works only in the regions of its partition: AWS, AWS China, GovCloud …",
        ),
        Row(
            "key without a code at IAM",
            refused(unknown, operation="CALL", valid_in=error_messages.HERE),
            "IAM does not accept sessions that were started without a code; GetCallerIdentity does",
        ),
        Row(
            "session with a code at STS",
            refused(unknown, operation="CALL", valid_in=error_messages.HERE, with_mfa=True),
            "GetCallerIdentity accepts the session, so it has not expired",
        ),
        Row(
            "key in another region",
            refused(unknown, operation="CALL", valid_in=error_messages.ELSEWHERE),
            "some regions must be enabled first; in another one, GetCallerIdentity accepts the key",
        ),
        Row(
            "wrong secret key",
            refused("SignatureDoesNotMatch", "The request signature we calculated"),
            "the secret key was mistyped, or belongs to another access key ID",
        ),
        Row(
            "region of another endpoint",
            refused(
                "SignatureDoesNotMatch", "Credential should be scoped to a valid region, not 'NAME'"
            ),
            "the endpoint serves one region only, or the region's name is mistyped",
        ),
        Row(
            "endpoint of another service",
            refused(
                "SignatureDoesNotMatch",
                "Credential should be scoped to correct service: 'NAME'",
                "CALL",
            ),
            "the address of one service was set for all of them",
        ),
        Row(
            "account not active",
            refused("OptInRequired", "The AWS Access Key Id needs a subscription"),
            "a new account may lack a way to pay; AWS also blocks accounts",
        ),
        Row(
            "not an access key ID",
            refused("InvalidClientTokenId", key_id="YOUR_KEY"),
            "often a placeholder of instructions or of another tool was left in the file",
        ),
        Row(
            "expired",
            refused("ExpiredToken", renewal="start a new session: aws-session"),
            "temporary credentials expire; AWS sets the time",
        ),
        Row(
            "expired by the clock",
            refused("ExpiredToken", ahead=-31 * 60),
            "the session looks valid only because this machine's clock is wrong",
        ),
        Row(
            "temporary already",
            refused("AccessDenied", "Cannot call GetSessionToken"),
            "GetSessionToken accepts only long-term keys",
        ),
        Row(
            "SSO logged out",
            botocore_errors.logged_out(sample_call(whose=_PROFILE), "REASON"),
            "SSO sessions last 8 hours by default, 90 days at most. On a terminal, Enter runs "
            "the command",
        ),
        Row(
            "SSO token broken",
            botocore_errors.bad_token(
                sample_call(whose=_PROFILE), "FILE", "REASON", "aws sso login"
            ),
            "the file is incomplete, or another program wrote it",
        ),
        *_of_logins(),
        Row(
            "credential_process failed",
            botocore_errors.failed(sample_call(), "failed: REASON"),
            "the program named in the profile ended with an error",
        ),
        Row(
            "credential_process says nothing",
            botocore_errors.bad_output(sample_call(), "text that is not JSON"),
            "the program must print one JSON object",
        ),
        Row(
            "credential_process without text",
            botocore_errors.no_text(sample_call()),
            "one of them is, for example, a number or a list",
        ),
        Row(
            "credential_process of two kinds",
            botocore_errors.unusable(str(Credentials("AKIANAME", "x", "x").misfit), sample_call()),
            "AWS would reject them; an empty token counts as no token",
        ),
        Row(
            "senseless credentials",
            botocore_errors.bad_output(sample_call(), "REASON"),
            "the program's output is checked but never shown, because it may contain a secret",
        ),
        Row(
            "credentials from elsewhere",
            profile_credential_errors.not_there(
                sample_call(), "an EC2 instance", "REASON", "use it on an instance with a role"
            ),
            "instances get their credentials from a separate service",
        ),
        Row(
            "credentials of a container",
            provided_credentials.refused("AWS_CONTAINER_CREDENTIALS_FULL_URI", "REASON"),
            "containers get their credentials from a service whose address is in a variable",
        ),
        Row(
            "web identity rejected",
            refused("InvalidIdentityToken", "REASON"),
            "the token is from another issuer, or no longer valid",
        ),
        Row(
            "aws login without its library",
            of_botocore(boto.MissingDependencyException(msg="REASON")),
            "credentials of `aws login` need a library that is not installed with boto3",
        ),
        Row(
            "token file",
            botocore_errors.unreadable(FileNotFoundError(2, "REASON", "FILE"), sample_call()),
            "a web identity token is a file that another program writes",
        ),
    )


def _of_logins() -> tuple[Row, ...]:
    """Return the errors of `aws login`, if this version of botocore has them."""
    ended = getattr(boto, "LoginRefreshRequired", None)
    denied = getattr(boto, "LoginInsufficientPermissions", None)
    if ended is None or denied is None:
        return ()
    return (
        Row(
            "aws login ended",
            of_botocore(ended(), _PROFILE),
            "sessions of `aws login` last 12 hours at most, and end when the password is changed",
        ),
        Row(
            "aws login without its permission",
            of_botocore(denied()),
            "AWS has a managed policy for it; administrators already have the permission",
        ),
    )


def _of_files() -> tuple[Row, ...]:
    mixed = "aws_access_key_id = AKIANAME\naws_secret_access_key = x\naws_session_token = x\n"
    half = profiles.read("", "FILE", "[NAME]\naws_access_key_id = x\n", "FILE")
    both = profiles.read("", "FILE", f"[NAME]\n{mixed}", "FILE")
    key = {"AWS_SECRET_ACCESS_KEY": "x"}
    nowhere = boto.InvalidConfigError(
        error_msg='The profile uses the services section but the "NAME" services configuration '
        "does not exist."
    )
    bare = profiles.read("[profile NAME]\noutput = text\n", "FILE", "", "FILE")
    return (
        Row(
            "no key",
            raised_by(precedence.choose_source, None, inputs({})),
            "no access key is configured yet",
        ),
        Row(
            "profile without a key",
            profile_faults.nothing_there(bare.find("NAME"), "profile 'NAME'", MAKING_CREDENTIALS),
            "the profile has settings, but no key",
        ),
        Row(
            "half a key in a file",
            raised_by(half.find("NAME").static_key),
            "a key is an ID and a secret; botocore would report missing credentials",
        ),
        Row(
            "half a key in the environment",
            raised_by(precedence.choose_source, None, inputs({"AWS_ACCESS_KEY_ID": "x"})),
            "the two variables belong together",
        ),
        Row(
            "key and token of two kinds in a file",
            raised_by(both.find("NAME").static_key),
            "the ID of a long-term key begins with AKIA, that of a session's key with ASIA",
        ),
        Row(
            "key and token of two kinds in the environment",
            raised_by(
                precedence.choose_source,
                None,
                inputs({**key, "AWS_ACCESS_KEY_ID": "AKIANAME", "AWS_SESSION_TOKEN": "x"}),
            ),
            "usually the token is left over from an earlier session",
        ),
        Row(
            "session's key without its token",
            raised_by(
                precedence.choose_source, None, inputs({**key, "AWS_ACCESS_KEY_ID": "ASIANAME"})
            ),
            "a session needs all three variables",
        ),
        Row(
            "unknown profile",
            raised_by(half.find, "OTHER-NAME"),
            "the name comes from --profile, AWS_PROFILE, AWS_DEFAULT_PROFILE or default_profile",
        ),
        Row(
            "services section missing",
            of_botocore(nowhere, _PROFILE),
            "a services section has the endpoints of single services",
        ),
        Row(
            "malformed file",
            raised_by(profiles.read, "region = NAME", "FILE", "", "FILE"),
            "AWS SDKs reject the whole file if one line is wrong",
        ),
    )


def _of_policies() -> tuple[Row, ...]:
    return (*_of_denials(), *_of_denied_roles(), *_of_role_calls())


def _of_denials() -> tuple[Row, ...]:
    deny = "with an explicit deny in "
    above = f"{deny}a service control policy: arn:POLICY"
    return (
        Row(
            "denied without a code",
            denied_role(f"on resource: arn:ROLE {deny}an identity-based policy", with_mfa=False),
            "a policy requires MFA, and a long-term key has none",
        ),
        Row(
            "denied to a session",
            denied(f"{deny}an identity-based policy", with_mfa=True),
            "AWS gives the same answer for a revoked session and for a code that is too old",
        ),
        Row(
            "denied to a new session",
            denied(f"{deny}an identity-based policy", Asked(fresh=True), with_mfa=True),
            "a new code cannot be too old, and nothing has been revoked since",
        ),
        Row(
            "denied from above",
            denied(above, with_mfa=True),
            "AWS names the kind of policy and usually the policy itself; resource control "
            "policies, permissions boundaries and session policies are reported in the same way",
        ),
        Row(
            "denied from above without a code",
            denied_role(f"on resource: arn:ROLE {above}", with_mfa=False),
            "an organization can require MFA, too",
        ),
        Row(
            "denied from above to another tool's session",
            denied(above),
            "aws-session cannot tell whether the session was started with a code",
        ),
        Row(
            "denied by the network",
            denied(f"{deny}a VPC endpoint policy", with_mfa=True),
            "this network sends calls through a VPC endpoint, which allows only some of them",
        ),
        Row(
            "denied to an exposed key",
            denied(f"{deny}an identity-based policy: arn:POLICY/AWSCompromisedKeyQuarantineV3"),
            "AWS searches public code for keys, and attaches this policy to their owners",
        ),
        Row(
            "not allowed",
            refused("AccessDenied", operation="CALL", with_mfa=True),
            "no policy denies it, but none allows it",
        ),
    )


def _of_denied_roles() -> tuple[Row, ...]:
    assume, tag = "sts:AssumeRole", "sts:TagSession"
    source = "sts:SetSourceIdentity"
    trust = f"because no role trust policy allows the {assume} action"
    return (
        Row(
            "role refused",
            denied_role("on resource: arn:ROLE", with_mfa=True),
            "for a role in another account, AWS does not say which of these reasons applies",
        ),
        Row(
            "role not allowed",
            denied_role(
                f"on resource: arn:ROLE because no identity-based policy allows the {assume} "
                "action",
                with_mfa=True,
            ),
            "in your own account, AWS names the kind of policy that is missing",
        ),
        Row(
            "role not allowed without a code",
            denied_role(
                f"on resource: arn:ROLE because no identity-based policy allows the {assume} "
                "action",
                with_mfa=False,
            ),
            "a policy may allow it only to sessions with MFA",
        ),
        Row(
            "role not let through by the network",
            denied_role(
                f"on resource: arn:ROLE because no VPC endpoint policy allows the {assume} action",
                with_mfa=True,
            ),
            "this network sends calls through a VPC endpoint, whose policy does not allow this one",
        ),
        Row(
            "role not trusting",
            denied_role(trust, with_mfa=True),
            "the trust policy says who may assume the role, and how",
        ),
        Row(
            "role not trusting without a code",
            denied_role(trust, with_mfa=False),
            "many roles require MFA",
        ),
        Row(
            "role not trusting another tool's session",
            denied_role(trust),
            "aws-session cannot tell whether the session was started with a code",
        ),
        Row(
            "role not trusting a role",
            denied_role(trust, by_role=True, with_mfa=False),
            "with --chain, the role that this shell is in assumes the next one",
        ),
        Row(
            "role that denies",
            denied_role("with an explicit deny in the role trust policy", with_mfa=True),
            "an explicit denial overrides every permission",
        ),
        Row(
            "role denied to a role",
            denied_role(
                "on resource: arn:ROLE with an explicit deny in a service control policy: "
                "arn:POLICY",
                by_role=True,
                with_mfa=False,
            ),
            "role sessions never have MFA, whoever started them; denials by other kinds of policy "
            "are reported in the same way",
        ),
        Row(
            "role denied to a key with a code",
            denied_role(
                "on resource: arn:ROLE with an explicit deny in an identity-based policy",
                with_code=True,
                with_mfa=True,
            ),
            "for more than an hour, the role is assumed with the long-term key itself, which "
            "some policies deny (aws-session policy deny-long-term-keys)",
        ),
        Row(
            "role without tags",
            denied_role("on resource: arn:ROLE", tag, given=("--tag",), with_mfa=True),
            "some trust policies allow only sts:AssumeRole, as that of "
            "OrganizationAccountAccessRole does: the role can be assumed without --tag",
        ),
        Row(
            "role without a source identity",
            denied_role(
                "on resource: arn:ROLE", source, given=("--source-identity",), with_mfa=True
            ),
            "some trust policies allow only sts:AssumeRole: the role can be assumed without "
            "--source-identity",
        ),
        Row(
            "role without the source identity of the role before",
            denied_role("on resource: arn:ROLE", source, by_role=True, with_mfa=False),
            "a source identity is passed on to every further role, like a transitive tag",
        ),
        Row(
            "tags denied",
            denied_role(
                "on resource: arn:ROLE with an explicit deny in an identity-based policy",
                tag,
                given=("--tag",),
                with_mfa=True,
            ),
            "your own policies must allow tags, too",
        ),
    )


def _of_role_calls() -> tuple[Row, ...]:
    assume = "sts:AssumeRole"
    return (
        Row(
            "role for an hour",
            refused("ValidationError", "the 1 hour session limit for roles by role chaining"),
            "a role that is assumed from a session lasts at most one hour",
        ),
        Row(
            "role for less",
            refused("ValidationError", "exceeds the MaxSessionDuration set for this role"),
            "each role has its own limit, from 1 to 12 hours",
        ),
        Row(
            "session policy malformed",
            refused("MalformedPolicyDocument", "REASON", assume),
            "the values of --policy, --policy-arn and --tag are sent with the role request",
        ),
        Row(
            "session policy too large",
            refused("PackedPolicyTooLarge", "REASON", assume),
            "AWS compresses policies and tags together; its message says how much of the "
            "limit they use",
        ),
        Row(
            "session policy missing",
            refused("NoSuchEntity", "REASON", assume),
            "the policies of --policy-arn are AWS's, or of the role's account",
        ),
        Row(
            "tags that cannot be",
            refused("InvalidParameterValue", "REASON", assume),
            "AWS ignores case in tag keys",
        ),
        Row(
            "role that cannot be",
            refused("ValidationError", "Request ARN is invalid", assume),
            "the ARN is not that of a role",
        ),
        Row(
            "session name that cannot be",
            refused("ValidationError", "REASON 'roleSessionName' REASON", assume),
            "AWS names the parameter that it rejects",
        ),
        Row(
            "root",
            refused("AccessDenied", "Roles may not be assumed by root accounts.", assume),
            "AWS never allows it",
        ),
    )


_SIGNATURES = (
    "AWS accepts a signature for 15 minutes, or for 5 minutes at KMS, Lambda, CloudFormation, "
    "ECS and OpenSearch. AWS's time comes from the Date header of its answer"
)


def _of_clock() -> tuple[Row, ...]:
    off = refused("SignatureDoesNotMatch", "Signature expired", ahead=31 * 60)
    return (
        Row("clock", off, _SIGNATURES),
        Row(
            "no region",
            of_botocore(boto.NoRegionError()),
            "calls to a configured endpoint must be signed for a region",
        ),
        Row(
            "no region's name",
            regions.invalid("REASON", {"AWS_REGION": "REASON"}),
            "the name becomes part of a host name",
        ),
        Row(
            "region switched off",
            refused("RegionDisabledException"),
            "the account's owner has deactivated it",
        ),
    )


def _of_network() -> tuple[Row, ...]:
    url, proxy = f"https://{HOST}", "http://PROXY"
    return (
        Row(
            "unreachable",
            of_botocore(boto.EndpointConnectionError(endpoint_url=url, error="refused")),
            "the message may also say that the network is unreachable, or that the host does not "
            "answer",
        ),
        Row(
            "unknown host",
            of_botocore(
                boto.EndpointConnectionError(endpoint_url=url, error="NameResolutionError")
            ),
            "the network or the name server is down, or the region does not exist",
        ),
        Row(
            "too late",
            of_botocore(boto.ReadTimeoutError(endpoint_url=url)),
            "the time limit is 20 seconds for an answer, 5 seconds for a connection",
        ),
        Row(
            "hung up",
            of_botocore(boto.ConnectionClosedError(endpoint_url=url)),
            "usually, a proxy does this",
        ),
        Row(
            "unreadable answer",
            botocore_errors.garbled(sample_call()),
            "another server answered, for example the sign-in page of a hotel's network",
        ),
        Row(
            "senseless answer",
            SenselessAnswerError(responses.SESSION, "Credentials.SessionToken is missing"),
            "the message names what is missing, empty or malformed; nothing is set",
        ),
        Row(
            "throttled",
            refused("Throttling"),
            "aws-session tries three more times before it gives up",
        ),
        Row(
            "certificate unknown",
            of_botocore(boto.SSLError(endpoint_url=url, error=OSError("self-signed certificate"))),
            "a proxy that inspects TLS presents its own certificate",
        ),
        Row(
            "certificate out of date",
            of_botocore(boto.SSLError(endpoint_url=url, error=OSError("certificate has expired"))),
            "the certificate has expired or is not valid yet, according to this machine's clock",
        ),
        Row(
            "certificate of another",
            of_botocore(boto.SSLError(endpoint_url=url, error=OSError("Hostname mismatch"))),
            "the name resolves to another server",
        ),
        Row(
            "TLS closed",
            before_sending(boto.SSLError(endpoint_url=url, error=OSError("EOF occurred"))),
            "a firewall or a proxy blocks TLS",
        ),
        Row(
            "no TLS",
            of_botocore(boto.SSLError(endpoint_url=url, error=OSError("WRONG VERSION NUMBER"))),
            "the address begins with https://, but the server uses http://",
        ),
        Row(
            "CA bundle",
            transport.unreadable_bundle("REASON", "NAME"),
            "a variable names a file that does not exist or has no certificate",
        ),
        Row(
            "proxy silent",
            before_sending(boto.ProxyConnectionError(proxy_url=proxy, error="refused")),
            "HTTPS_PROXY sends all calls through it",
        ),
        Row(
            "proxy wants a password",
            before_sending(boto.ProxyConnectionError(proxy_url=proxy, error="failed: 407")),
            "it answered with HTTP 407",
        ),
        Row(
            "proxy refuses the password",
            before_sending(
                boto.ProxyConnectionError(
                    proxy_url=proxy.replace("://", "://USER@"), error="failed: 407"
                )
            ),
            "it answered with HTTP 407 to the ones that were sent",
        ),
        Row(
            "proxy refuses",
            before_sending(
                boto.ProxyConnectionError(proxy_url=proxy, error="Tunnel connection failed: 403")
            ),
            "the proxy does not allow this host",
        ),
        Row(
            "proxy is no address",
            proxy_settings.invalid_proxy("HTTPS_PROXY", "REASON"),
            "a proxy address begins with http:// and names a host",
        ),
        Row(
            "proxy is SOCKS",
            proxy_settings.socks_proxy("HTTPS_PROXY"),
            "boto3 supports HTTP proxies only",
        ),
        Row(
            "proxy's password",
            proxy_settings.unencoded_proxy("HTTPS_PROXY", ["@", "#"]),
            "these characters would end the address too early",
        ),
        Row(
            "endpoint is no address",
            botocore_errors.no_endpoint(ValueError("REASON"), "sts"),
            "AWS_ENDPOINT_URL and related settings send calls to another address",
        ),
    )


def _of_rest() -> tuple[Row, ...]:
    return (
        Row(
            "malformed call",
            refused("ValidationError", "REASON"),
            "AWS does not accept one of the parameters",
        ),
        Row("unheard of", refused("REASON"), "aws-session does not recognize this answer"),
        Row(
            "setting without sense",
            transport.not_valid("retry_mode", "REASON", "set it to NAME", {}, None),
            "this is checked before you are asked for a code",
        ),
        Row(
            "settings of the SDK",
            of_botocore(boto.InvalidDefaultsMode(mode="REASON", valid_modes="REASON")),
            "other settings that boto3 refuses are reported in the same way",
        ),
    )


def _of_revocation() -> tuple[Row, ...]:
    give = "give the printed policy to an administrator of your user"
    malformed = refused("MalformedPolicyDocument", "REASON", "iam:PutUserPolicy")
    return (*_of_answers(give), Row("policy malformed", malformed, "this should never happen"))


def _of_answers(give: str) -> tuple[Row, ...]:
    return tuple(
        Row(name, SessionError(f"not revoked: {answer}", hint=give), why)
        for name, answer, why in (
            (
                "revocation denied",
                revocation.DENIED,
                "the request is signed by the session that is to be revoked",
            ),
            (
                "revocation denied from above",
                revocation.ABOVE.format("POLICY", "NAME"),
                "the kind of policy shows who manages it",
            ),
            (
                "revocation denied to an exposed key",
                revocation.QUARANTINED,
                "the policy that AWS puts on such users (AWSCompromisedKeyQuarantine) denies it",
            ),
            ("revocation forbidden", revocation.FORBIDDEN, "this needs iam:PutUserPolicy"),
            (
                "no room for a policy",
                revocation.FULL,
                "a user's inline policies may have 2048 characters in total",
            ),
            ("no such user", revocation.GONE, "it was deleted in the meantime"),
        )
    )
