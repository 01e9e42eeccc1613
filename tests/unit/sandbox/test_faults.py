import contextlib
import time
from typing import Any

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, ConnectionClosedError, ReadTimeoutError
from botocore.parsers import ResponseParserError

from aws_session.sandbox import faults
from aws_session.sandbox.scenario import Company

from .clients import Clients, Credentials, refusal


def with_code(company: Company, code: str) -> dict[str, str]:
    return {"SerialNumber": company.device.serial, "TokenCode": code}


def test_a_fault_hits_the_next_call_only(alice: Clients, company: Company) -> None:
    company.cloud.faults.add("GetCallerIdentity", faults.throttled())
    sts = alice("sts")

    told = refusal(sts.get_caller_identity)

    assert (told.code, told.message, told.status) == ("Throttling", "Rate exceeded", 400)
    assert sts.get_caller_identity()


def test_json_services_throttle_in_their_own_words(session: Clients, company: Company) -> None:
    company.cloud.faults.add("List*", faults.throttled())

    told = refusal(session("organizations").list_accounts)

    assert (told.code, told.status) == ("TooManyRequestsException", 400)


def test_botocore_retries_what_is_throttled(alice: Clients, company: Company) -> None:
    company.cloud.faults.add("GetCallerIdentity", faults.throttled())
    patient = alice("sts", config=Config(retries={"total_max_attempts": 2, "mode": "standard"}))

    assert patient.get_caller_identity()
    assert company.cloud.calls.count("GetCallerIdentity") == 2


@pytest.mark.parametrize(("processed", "spent"), [(False, False), (True, True)])
def test_a_500_may_have_spent_the_code(
    alice: Clients, company: Company, code: str, processed: bool, spent: bool
) -> None:
    company.cloud.faults.add("GetSessionToken", faults.internal_failure(processed=processed))
    sts = alice("sts")

    told = refusal(sts.get_session_token, **with_code(company, code))

    assert (told.code, told.status) == ("InternalFailure", 500)
    assert (company.code() != code) is spent


@pytest.mark.parametrize("processed", [False, True])
def test_a_connection_is_dropped(
    alice: Clients, company: Company, code: str, processed: bool
) -> None:
    company.cloud.faults.add("GetSessionToken", faults.Dropped(processed=processed))
    sts = alice("sts")

    with pytest.raises(ConnectionClosedError):
        sts.get_session_token(**with_code(company, code))

    assert (company.code() != code) is processed
    assert sts.get_caller_identity()


@pytest.mark.locked
def test_an_answer_is_cut_in_the_middle(alice: Clients, company: Company) -> None:
    company.cloud.faults.add("GetCallerIdentity", faults.Truncated())

    with pytest.raises(ResponseParserError):
        alice("sts").get_caller_identity()


def test_a_slow_answer_outlives_the_clients_patience(alice: Clients, company: Company) -> None:
    company.cloud.faults.add("GetCallerIdentity", faults.Slow(5))
    impatient = Config(read_timeout=0.3, retries={"total_max_attempts": 1})
    begun = time.monotonic()

    with pytest.raises(ReadTimeoutError):
        alice("sts", config=impatient).get_caller_identity()

    assert time.monotonic() - begun < 3


def test_faults_last_until_they_are_cleared(alice: Clients, company: Company) -> None:
    company.cloud.faults.add("*", faults.internal_failure(), times=None)
    sts = alice("sts")
    assert [refusal(sts.get_caller_identity).status for _ in range(3)] == [500, 500, 500]

    company.cloud.faults.clear()

    assert sts.get_caller_identity()


def test_the_log_tells_what_was_called_and_what_came_of_it(
    alice: Clients, company: Company, code: str
) -> None:
    sts = alice("sts")
    sts.get_session_token(**with_code(company, code), DurationSeconds=900)
    refusal(sts.get_session_token, **with_code(company, code))
    calls = company.cloud.calls.of("GetSessionToken")

    assert [call.outcome for call in calls] == ["OK", "AccessDenied"]
    assert calls[0].parameters["DurationSeconds"] == 900
    assert calls[0].access_key_id == company.key.id
    assert (calls[0].service, calls[0].region) == ("sts", "us-east-1")


def test_the_log_knows_equal_codes_but_no_codes(
    alice: Clients, company: Company, code: str
) -> None:
    sts = alice("sts")
    for given in (code, code, "000000" if code != "000000" else "000001"):
        with_this = with_code(company, given)
        _ignoring_refusal(sts.get_session_token, with_this)

    logged = [c.parameters["TokenCode"] for c in company.cloud.calls.of("GetSessionToken")]
    assert logged[0] == logged[1] != logged[2]
    assert code not in repr(list(company.cloud.calls))


def _ignoring_refusal(call: Any, parameters: dict[str, str]) -> None:
    with contextlib.suppress(ClientError):
        call(**parameters)


def test_nothing_secret_is_in_a_repr(session: Clients, company: Company) -> None:
    shown = repr((company, company.cloud, list(company.cloud.sessions.values()), company.device))
    secrets: list[str] = [company.key.secret, company.device.base32_seed]
    own: Credentials = session.credentials
    secrets += [own.secret, own.token or ""]

    assert not any(secret in shown for secret in secrets)
