"""What the tests share: main.ts starts the local AWS and describes it in the environment, as for any client."""

import contextlib
import os

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

# One attempt: an answer is looked at as it came. What is wrong with a request is the service's to say.
ONCE = Config(retries={"max_attempts": 1}, parameter_validation=False)


def client(service, **options):
    """A client as anybody makes one: address, keys and Region come from the environment."""
    return boto3.client(service, config=ONCE, **options)


def outputs():
    """Of the stack that bench.ts deployed."""
    (stack,) = client("cloudformation").describe_stacks(StackName="Clients")["Stacks"]
    return {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}


@contextlib.contextmanager
def refused(test, code, status=400):
    """The error must be read as AWS's would be: code, status, message and request id."""
    with test.assertRaises(ClientError) as caught:
        yield caught
    response = caught.exception.response
    test.assertEqual(response["Error"]["Code"], code)
    test.assertEqual(response["ResponseMetadata"]["HTTPStatusCode"], status)
    test.assertTrue(response["ResponseMetadata"]["RequestId"])
    test.assertTrue(response["Error"]["Message"])


def program(name):
    return os.path.join(os.environ["PROGRAMS"], name)
