"""The AWS CLI, as an operator types it: with the variable, and with the option where a command ignores the variable."""

import json
import os
import subprocess
import unittest

from local_aws import outputs, program


def aws(*arguments):
    return subprocess.run(
        [program("aws"), "--output", "json", *arguments], capture_output=True, text=True, timeout=60, check=False
    )


class CommandLine(unittest.TestCase):
    def ask(self, *arguments):
        done = aws(*arguments)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout) if done.stdout else None

    def test_says_who_calls(self):
        self.assertEqual(self.ask("sts", "get-caller-identity")["Account"], "111111111111")

    def test_reads_an_output_of_a_stack(self):
        query = "Stacks[0].Outputs[?OutputKey=='Table'].OutputValue"
        self.assertEqual(
            self.ask("cloudformation", "describe-stacks", "--stack-name", "Clients", "--query", query), ["orders"]
        )

    def test_table(self):
        self.ask("dynamodb", "put-item", "--table-name", "orders", "--item", '{"pk": {"S": "cli"}}')
        found = self.ask("dynamodb", "get-item", "--table-name", "orders", "--key", '{"pk": {"S": "cli"}}')
        self.assertEqual(found, {"Item": {"pk": {"S": "cli"}}})

    def test_bucket(self):
        bucket = f"s3://{outputs()['Bucket']}"
        copied = subprocess.run(
            [program("aws"), "s3", "cp", "-", f"{bucket}/cli/note"],
            input="hello",
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        self.assertEqual(copied.returncode, 0, copied.stderr)
        self.assertIn("cli/note", aws("s3", "ls", "--recursive", bucket).stdout)

    def test_queue(self):
        # Version 1 takes the address of SQS from the option alone.
        endpoint = ("--endpoint-url", os.environ["AWS_ENDPOINT_URL"])
        url = outputs()["FifoQueueUrl"]
        self.assertIn(url, self.ask("sqs", "list-queues", *endpoint)["QueueUrls"])
        sent = ("sqs", "send-message", "--queue-url", url, "--message-body", "x", "--message-group-id", "cli")
        self.assertIn("MessageId", self.ask(*sent, "--message-deduplication-id", "cli", *endpoint))

    def test_event(self):
        entry = json.dumps([{"Source": "cli", "DetailType": "Typed", "Detail": "{}"}])
        self.assertEqual(self.ask("events", "put-events", "--entries", entry)["FailedEntryCount"], 0)

    def test_text(self):
        service = "pinpoint-sms-voice-v2"
        number = self.ask(
            *(service, "request-phone-number", "--iso-country-code", "US", "--message-type", "TRANSACTIONAL"),
            *("--number-capabilities", "SMS", "--number-type", "SIMULATOR"),
        )
        sent = self.ask(
            *(service, "send-text-message", "--destination-phone-number", "+14254147755"),
            *("--origination-identity", number["PhoneNumberId"], "--message-body", "hello"),
        )
        self.assertTrue(sent["MessageId"])

    def test_application(self):
        made = self.ask("pinpoint", "create-app", "--create-application-request", "Name=cli")
        listed = self.ask("pinpoint", "get-apps")["ApplicationsResponse"]["Item"]
        self.assertIn(made["ApplicationResponse"]["Id"], [application["Id"] for application in listed])

    def test_errors_name_code_and_operation(self):
        for arguments, words in (
            (("cloudformation", "describe-stacks", "--stack-name", "Missing"), "(ValidationError) when calling the DescribeStacks"),
            (("dynamodb", "get-item", "--table-name", "missing", "--key", '{"pk": {"S": "1"}}'), "(ResourceNotFoundException)"),
            (("s3api", "get-object", "--bucket", "missing-111111111111", "--key", "x", "/dev/null"), "(NoSuchBucket)"),
            (("pinpoint", "get-app", "--application-id", "0" * 32), "(NotFoundException)"),
        ):
            with self.subTest(arguments[0]):
                done = aws(*arguments)
                self.assertNotEqual(done.returncode, 0)
                self.assertIn(words, done.stderr)
