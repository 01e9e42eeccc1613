"""AWS Organizations: the accounts and their states."""

import base64
import binascii
import secrets
from dataclasses import replace

from aws_session.sandbox.account import Account
from aws_session.sandbox.errors import AwsError, access_denied
from aws_session.sandbox.operation import Call, Operations, Output
from aws_session.sandbox.organization import AccountRequest, Organization

operations = Operations()

# State has values that Status does not have.
_STATUS = {"PENDING_ACTIVATION": "ACTIVE", "CLOSED": "SUSPENDED"}


@operations.answers("DescribeOrganization")
def describe_organization(call: Call) -> Output:
    organization = _organization(call)
    call.authorize("*")
    management = organization.management
    return {
        "Organization": {
            "Id": organization.id,
            "Arn": organization.arn,
            "FeatureSet": "ALL",
            "MasterAccountArn": organization.account_arn(management),
            "MasterAccountId": management.id,
            "MasterAccountEmail": management.email,
            "AvailablePolicyTypes": [],
        }
    }


@operations.answers("ListAccounts")
def list_accounts(call: Call) -> Output:
    organization = _organization_to_read(call, "*")
    start, page = _position(call.get("NextToken"))
    size = min(call.get("MaxResults", organization.page_size), organization.page_size)
    accounts = organization.accounts()
    if page in organization.empty_pages and start < len(accounts):
        return {"Accounts": [], "NextToken": _token(start, page + 1)}
    output: Output = {
        "Accounts": [_described(organization, a) for a in accounts[start : start + size]]
    }
    if start + size < len(accounts):
        output["NextToken"] = _token(start + size, page + 1)
    return output


@operations.answers("DescribeAccount")
def describe_account(call: Call) -> Output:
    organization = _organization_to_read(call, "*")
    account = call.cloud.accounts.get(call["AccountId"])
    if account is None or not organization.has(account):
        raise AwsError(
            "AccountNotFoundException",
            "You specified an account that doesn't exist.",
        )
    return {"Account": _described(organization, account)}


@operations.answers("CreateAccount")
def create_account(call: Call) -> Output:
    """Begin to create an account; DescribeCreateAccountStatus tells later whether that worked."""
    organization = _organization_to_manage(call)
    now = call.now()
    request = AccountRequest(
        f"car-{secrets.token_hex(16)}", call["AccountName"], now, now + call.cloud.account_delay
    )
    if any(known.email == call["Email"] for known in call.cloud.accounts.values()):
        request = replace(request, failure="EMAIL_ALREADY_EXISTS")
    else:
        request = replace(request, account=_new_account(call, organization))
    organization.requests[request.id] = request
    return {"CreateAccountStatus": _progress(request, now)}


@operations.answers("DescribeCreateAccountStatus")
def describe_create_account_status(call: Call) -> Output:
    organization = _organization_to_manage(call)
    request = organization.requests.get(call["CreateAccountRequestId"])
    if request is None:
        raise AwsError(
            "CreateAccountStatusNotFoundException",
            "You specified a create account request that doesn't exist.",
        )
    return {"CreateAccountStatus": _progress(request, call.now())}


def _progress(request: AccountRequest, now: float) -> Output:
    status: Output = {
        "Id": request.id,
        "AccountName": request.name,
        "State": "IN_PROGRESS",
        "RequestedTimestamp": request.requested,
    }
    if now < request.ready:
        return status
    status["CompletedTimestamp"] = request.ready
    if request.account is None:
        return status | {"State": "FAILED", "FailureReason": request.failure}
    return status | {"State": "SUCCEEDED", "AccountId": request.account.id}


def _new_account(call: Call, organization: Organization) -> Account:
    """Return an account with the role that AWS creates in every new one; it has not joined yet."""
    account = call.cloud.add_account(_new_id(call), call["AccountName"], call["Email"])
    account.state = "PENDING_ACTIVATION"
    trusted = {"AWS": organization.management.root.arn}
    role = account.add_role(
        call.get("RoleName", "OrganizationAccountAccessRole"),
        {
            "Version": "2012-10-17",
            "Statement": [{"Effect": "Allow", "Principal": trusted, "Action": "sts:AssumeRole"}],
        },
    )
    role.attach(
        call.cloud.aws_managed[f"arn:{call.cloud.partition}:iam::aws:policy/AdministratorAccess"]
    )
    return account


def _organization(call: Call) -> Organization:
    organization = call.cloud.organization
    if organization is None or not organization.has(call.account):
        raise AwsError(
            "AWSOrganizationsNotInUseException",
            "Your account is not a member of an organization.",
        )
    organization.settle(call.now())
    return organization


def _organization_to_manage(call: Call) -> Organization:
    organization = _organization(call)
    if call.account is not organization.management:
        raise _no_permissions()
    call.authorize("*")
    return organization


def _organization_to_read(call: Call, resource: str) -> Organization:
    organization = _organization(call)
    if not organization.may_list(call.account):
        raise _no_permissions()
    call.authorize(resource)
    return organization


def _no_permissions() -> AwsError:
    return access_denied("You don't have permissions to access this resource.")


def _described(organization: Organization, account: Account) -> Output:
    described = {
        "Id": account.id,
        "Arn": organization.account_arn(account),
        "Email": account.email,
        "Name": account.name,
        "State": account.state,
        "JoinedMethod": "INVITED" if account is organization.management else "CREATED",
        "JoinedTimestamp": account.joined,
    }
    if organization.says_status:
        described["Status"] = _STATUS.get(account.state, account.state)
    return described


def _token(start: int, page: int) -> str:
    return base64.urlsafe_b64encode(f"{start}/{page}".encode()).decode()


def _position(token: str | None) -> tuple[int, int]:
    if token is None:
        return 0, 0
    try:
        start, page = base64.urlsafe_b64decode(token.encode()).decode().split("/")
        return int(start), int(page)
    except (ValueError, binascii.Error) as error:
        raise AwsError(
            "InvalidInputException",
            "You specified an invalid value for nextToken. You must get the value from the "
            "response to a previous call to the API.",
        ) from error


def _new_id(call: Call) -> str:
    while True:
        account_id = str(secrets.randbelow(9 * 10**11) + 10**11)
        if account_id not in call.cloud.accounts:
            return account_id
