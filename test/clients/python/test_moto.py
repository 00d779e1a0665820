"""moto, another imitation of AWS by other hands, is asked the same: where the answers differ, somebody is wrong."""

import logging
import os
import unittest

os.environ["MOTO_ACCOUNT_ID"] = "111111111111"

import boto3
from botocore.exceptions import ClientError
from local_aws import ONCE, client
from moto.server import ThreadedMotoServer
from moto_calls import CALLS, prepare
from moto_differences import DIFFERENCES

# Members whose values are made up anew at every answer: only that they are there is compared.
MADE_UP = {
    *("AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration", "AssumedRoleId", "UserId", "Arn"),
    *("QueueUrl", "QueueUrls", "MessageId", "ReceiptHandle", "SequenceNumber", "SentTimestamp", "SenderId"),
    *("ApproximateFirstReceiveTimestamp", "LastModified", "EventId", "RecordId", "Body.read"),
}


def outcome(client_, call):
    try:
        answer = call(client_)
    except ClientError as error:
        status = error.response["ResponseMetadata"]["HTTPStatusCode"]
        return f"{status} {error.response['Error']['Code']}"
    return comparable({key: value for key, value in answer.items() if key != "ResponseMetadata"})


def comparable(value, name=""):
    if name in MADE_UP:
        return f"a {type(value).__name__}"
    if isinstance(value, dict):
        return {key: comparable(member, key) for key, member in sorted(value.items())}
    if isinstance(value, list):
        return sorted((comparable(member) for member in value), key=str)
    if hasattr(value, "read"):
        return value.read().decode()
    return value


class BesideMoto(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        logging.getLogger("werkzeug").setLevel(logging.CRITICAL)
        cls.server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        cls.server.start()
        host, port = cls.server.get_host_and_port()
        cls.moto_url = f"http://{host}:{port}"
        prepare(cls.moto)

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()

    @classmethod
    def moto(cls, service):
        return boto3.client(service, endpoint_url=cls.moto_url, config=ONCE)

    def test_answers_are_the_same_or_the_difference_is_explained(self):
        differences = {}
        for service, calls in CALLS.items():
            ours, theirs = client(service), self.moto(service)
            for name, call in calls.items():
                mine, other = outcome(ours, call), outcome(theirs, call)
                if mine != other:
                    differences[f"{service}: {name}"] = (mine, other)
        unexplained = {name: pair for name, pair in differences.items() if name not in DIFFERENCES}
        lines = [f"\n{name}\n    local AWS: {mine}\n    moto:      {other}" for name, (mine, other) in unexplained.items()]
        self.assertEqual(unexplained, {}, "".join(lines))
        self.assertEqual(DIFFERENCES.keys() - differences.keys(), set(), "no longer differs")
