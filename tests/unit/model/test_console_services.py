from __future__ import annotations

import pytest

from aws_session.model import console_services


@pytest.mark.parametrize(
    ("service", "place"),
    [
        (None, ("console/home", "")),
        ("s3", ("s3/home", "")),
        ("cfn", ("cloudformation/home", "")),
        ("ddb", ("dynamodbv2/home", "")),
        ("r53", ("route53/v2/home", "")),
        ("sm", ("secretsmanager/home", "")),
        ("l", ("lambda/home", "")),
        ("waf", ("wafv2/homev2", "")),
        ("logs", ("cloudwatch/home", "logsV2:log-groups")),
        ("mediaconvert", ("mediaconvert/home", "")),
        ("states/v2", ("states/v2/home", "")),
    ],
)
def test_a_service_has_a_page_by_its_short_name_or_its_own(
    service: str | None, place: tuple[str, str]
) -> None:
    assert console_services.place(service) == place


def test_every_name_can_be_typed_and_every_page_fits_into_an_address() -> None:
    for name, page in console_services.PAGES.items():
        path, _, fragment = page.partition("#")

        assert name.isalnum(), name
        assert name == name.lower(), name
        assert path.replace("-", "").replace("/", "").isalnum(), name
        assert fragment.replace("/", "").replace(":", "").replace("-", "").isalnum() or not fragment


def test_the_names_are_in_order() -> None:
    assert list(console_services.PAGES) == sorted(console_services.PAGES)
