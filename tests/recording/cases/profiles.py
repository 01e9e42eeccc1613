"""AWS files with a profile of each kind."""

PROFILES = """\
[default]
region = eu-west-1
[profile work]
region = eu-central-1
mfa_serial = @SERIAL@
output = json
s3 =
  max_concurrent_requests = 20
[profile many]
region = us-east-2
[profile barred]
[profile fido]
[profile bare]
[profile prod-admin]
role_arn = arn:aws:iam::210987654321:role/Admin
source_profile = work
region = ap-northeast-1
[profile tagged]
role_arn = arn:aws:iam::111122223333:role/team/Tagged
source_profile = work
[profile chained]
role_arn = arn:aws:iam::543210987654:role/ReadOnly
source_profile = tagged
role_session_name = chained.session
duration_seconds = 1800
[profile read]
role_arn = arn:aws:iam::543210987654:role/ReadOnly
source_profile = work
[profile audit]
role_arn = arn:aws:iam::765432109876:role/audit/Audit
source_profile = default
external_id = audit-7c1d
[profile long]
role_arn = arn:aws:iam::543210987654:role/ReadOnly
source_profile = work
duration_seconds = 14400
[profile round]
role_arn = arn:aws:iam::210987654321:role/Admin
source_profile = trip
[profile trip]
role_arn = arn:aws:iam::210987654321:role/Admin
source_profile = round
[profile lost]
role_arn = arn:aws:iam::210987654321:role/Admin
source_profile = nobody-knows
[profile sourceless]
role_arn = arn:aws:iam::210987654321:role/Admin
[profile tool]
credential_process = cat @HOME@/key.json
region = ca-central-1
[profile failing]
credential_process = sh -c 'echo "it is broken" >&2; exit 3'
[profile mute]
credential_process = true
[profile ours]
credential_process = aws-session process prod Admin
[profile sso]
sso_start_url = https://example.awsapps.com/start
sso_region = eu-west-1
sso_account_id = 111122223333
sso_role_name = Admin
[profile web]
role_arn = arn:aws:iam::210987654321:role/Admin
web_identity_token_file = @HOME@/token
[profile temporary]
region = eu-west-3
[profile half]
[profile settings-only]
output = text
[profile "it's me"]
region = eu-south-1
[profile endpoint]
endpoint_url = http://127.0.0.1:20698
[profile clear]
endpoint_url = http://sts.example.com
[profile bundled]
ca_bundle = @HOME@/no-such.pem
[profile elsewhere]
mfa_serial = arn:aws:iam::111122223333:mfa/other
[profile hardware]
mfa_serial = GAHT12345678
[profile named]
mfa_serial = alice
[profile command]
mfa_process = echo "$RECORDED_CODE"
"""

_KEYED = (
    *("default", "work", "it's me", "endpoint", "clear", "bundled", "elsewhere", "hardware"),
    *("named", "command"),
)

SHARED = (
    "".join(
        f"[{name}]\naws_access_key_id = @ID@\naws_secret_access_key = @SECRET@\n" for name in _KEYED
    )
    + "".join(
        f"[{user}]\naws_access_key_id = @ID {user}@\naws_secret_access_key = @SECRET {user}@\n"
        for user in ("many", "barred", "fido", "bare", "nobody")
    )
    + """\
[temporary]
aws_access_key_id = @ID session@
aws_secret_access_key = @SECRET session@
aws_session_token = @TOKEN session@
[half]
aws_access_key_id = AKIAFAKEHALFAKEY0000
"""
)
KEY_JSON = '{"Version": 1, "AccessKeyId": "@ID@", "SecretAccessKey": "@SECRET@"}\n'
