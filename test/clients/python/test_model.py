"""botocore's service model judges what the local AWS checks of inputs: each bound that it has, broken once."""

import re
import unittest
from concurrent.futures import ThreadPoolExecutor

from botocore.exceptions import ClientError
from local_aws import client

SERVICE = "pinpoint-sms-voice-v2"

# Other reasons are of what the value means, such as a token that was never given out.
BOUNDS_BROKEN = {"INVALID_PARAMETER", "CANNOT_PARSE", "MISSING_PARAMETER"}

SAMPLES = (
    *("a", "US", "aa", "1.00", "+12065550100", "+1", "a@example.com", "100", "shop.example.com"),
    *("s3://bucket/key", "https://example.com/", "arn:aws:iam::111111111111:role/x", "2027-01-01"),
    *("a" * 20, "a" * 36, "1" * 16),
)
ODD = ("", " ", "\u00e9", "!", "#", "\n", "a", "\u0000", "+", "\u20ac ")


def sample(shape, depth=0):
    """A value that the model allows."""
    match shape.type_name:
        case "structure":
            return {name: sample(shape.members[name], depth + 1) for name in shape.required_members}
        case "list":
            return [sample(shape.member, depth + 1) for _ in range(shape.metadata.get("min", 1) or 1)]
        case "map":
            return {sample(shape.key): sample(shape.value)}
        case "string":
            return string(shape, SAMPLES)
        case "integer" | "long" | "double":
            return shape.metadata.get("min", 1)
        case "boolean":
            return True
        case "blob":
            return b"x"
        case "timestamp":
            return 1_800_000_000
        case other:
            raise NotImplementedError(other)


def string(shape, candidates, matching=True):
    low, high = shape.metadata.get("min", 0), shape.metadata.get("max", 10**9)
    pattern = shape.metadata.get("pattern")
    for text in candidates:
        if shape.enum and matching:
            return shape.enum[0]
        in_bounds = low <= len(text) <= high
        if in_bounds and (pattern is None or bool(re.fullmatch(pattern, text))) == matching:
            return text
    return None


def broken(shape):
    """Values that break one bound each, with what they break."""
    low, high = shape.metadata.get("min"), shape.metadata.get("max")
    match shape.type_name:
        case "string":
            if shape.enum:
                yield "enumeration", "NO_SUCH_VALUE"
                return
            if "pattern" in shape.metadata:
                wrong = string(shape, [*ODD, *(2 * text for text in ODD), *(20 * text for text in ODD)], matching=False)
                if wrong is not None:
                    yield "pattern", wrong
            if low:
                yield "minimum length", ""
            if high is not None and high <= 10_000:
                yield "maximum length", string_of(shape, high + 1)
        case "integer" | "long" | "double":
            if low is not None:
                yield "minimum", low - 1
            if high is not None:
                yield "maximum", high + 1
        case "list":
            if low:
                yield "minimum count", []
            if high is not None:
                yield "maximum count", [sample(shape.member)] * (high + 1)
            for what, value in broken(shape.member):
                yield f"item's {what}", [value]
        case "map":
            if low:
                yield "minimum count", {}
            for what, key in broken(shape.key):
                yield f"key's {what}", {key: sample(shape.value)}
            for what, value in broken(shape.value):
                yield f"value's {what}", {sample(shape.key): value}
        case "structure":
            base = sample(shape)
            for name, member in shape.members.items():
                for what, value in broken(member):
                    yield f"{name}: {what}", {**base, name: value}
            for name in shape.required_members:
                yield f"{name}: required", {key: value for key, value in base.items() if key != name}


def string_of(shape, length):
    """As long as asked, and by the pattern where the pattern does not say the length itself."""
    first = sample(shape)
    return (first + first[-1] * length)[:length]


class Model(unittest.TestCase):
    def test_every_bound_of_every_input_is_checked(self):
        sms = client(SERVICE)
        methods = sms.meta.method_to_api_mapping
        cases = []
        for method, operation in methods.items():
            shape = sms.meta.service_model.operation_model(operation).input_shape
            cases += [(method, operation, what, value) for what, value in broken(shape)]
        self.assertGreater(len(cases), 1000)

        def ask(case):
            method, operation, what, value = case
            try:
                getattr(sms, method)(**value)
            except ClientError as error:
                code = error.response["Error"]["Code"]
                named = [field["Name"] for field in error.response.get("Fields", [])]
                member = what.split(":")[0]
                if code == "ValidationException" and any(member in name for name in named):
                    return None
                return f"{operation}: {what}: {code} {named} {error.response['Error']['Message'][:100]}"
            return f"{operation}: {what}: accepted"

        with ThreadPoolExecutor(8) as pool:
            differences = [found for found in pool.map(ask, cases) if found]
        self.assertEqual(differences, [], f"{len(differences)} of {len(cases)}")

    def test_what_the_model_allows_is_not_called_invalid(self):
        sms = client(SERVICE)
        for method, operation in sms.meta.method_to_api_mapping.items():
            shape = sms.meta.service_model.operation_model(operation).input_shape
            for name, member in shape.members.items():
                with self.subTest(operation, member=name):
                    try:
                        getattr(sms, method)(**{**sample(shape), name: sample(member)})
                    except ClientError as error:
                        if error.response.get("Reason") in BOUNDS_BROKEN:
                            named = {field["Name"] for field in error.response["Fields"]}
                            self.assertNotIn(name, named, error)
