"""boto3 through the services that the system uses, and each form in which AWS answers errors."""

import io
import json
import unittest

import boto3
from botocore.exceptions import ClientError
from local_aws import ONCE, client, outputs, refused


class Sts(unittest.TestCase):
    def test_says_who_calls(self):
        identity = client("sts").get_caller_identity()
        self.assertEqual(identity["Account"], "111111111111")
        self.assertEqual(identity["Arn"], "arn:aws:iam::111111111111:user/administrator")

    def test_session_of_a_role_may_do_what_the_role_may(self):
        role = client("sts").assume_role(
            RoleArn=outputs()["ReaderArn"], RoleSessionName="clients", ExternalId="orders"
        )
        keys = role["Credentials"]
        session = boto3.Session(keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"])
        dynamodb = session.client("dynamodb", config=ONCE)
        self.assertNotIn("Item", dynamodb.get_item(TableName="orders", Key={"pk": {"S": "nobody"}}))
        with refused(self, "AccessDeniedException"):
            dynamodb.put_item(TableName="orders", Item={"pk": {"S": "nobody"}})

    def test_query_xml_error(self):
        with refused(self, "AccessDenied", 403):
            client("sts").assume_role(RoleArn=outputs()["ReaderArn"], RoleSessionName="clients")

    def test_unknown_key_and_wrong_secret(self):
        for keys, code in (
            (("AKIANOBODY0000000000", "secret"), "InvalidClientTokenId"),
            (("AKIALOCALMANAGEMENT0", "wrong"), "SignatureDoesNotMatch"),
        ):
            sts = boto3.Session(*keys).client("sts", config=ONCE)
            with refused(self, code, 403):
                sts.get_caller_identity()


class CloudFormation(unittest.TestCase):
    def test_describes_stacks_and_their_outputs(self):
        (page,) = client("cloudformation").get_paginator("describe_stacks").paginate()
        self.assertEqual([stack["StackName"] for stack in page["Stacks"]], ["Clients"])
        self.assertEqual(outputs()["Table"], "orders")

    def test_query_xml_error(self):
        with refused(self, "ValidationError") as caught:
            client("cloudformation").describe_stacks(StackName="Missing")
        self.assertIn("Stack with id Missing does not exist", str(caught.exception))


class DynamoDb(unittest.TestCase):
    def test_item_goes_in_and_out(self):
        table = boto3.resource("dynamodb", config=ONCE).Table("orders")
        table.put_item(Item={"pk": "1", "lines": [1, 2], "tags": {"new"}, "paid": True, "note": None})
        table.update_item(
            Key={"pk": "1"}, UpdateExpression="SET paid = :no", ExpressionAttributeValues={":no": False}
        )
        item = table.get_item(Key={"pk": "1"}, ConsistentRead=True)["Item"]
        self.assertEqual(item, {"pk": "1", "lines": [1, 2], "tags": {"new"}, "paid": False, "note": None})
        table.delete_item(Key={"pk": "1"})

    def test_paginates(self):
        dynamodb = client("dynamodb")
        keys = {f"page-{number}" for number in range(7)}
        for key in keys:
            dynamodb.put_item(TableName="orders", Item={"pk": {"S": key}})
        pages = list(dynamodb.get_paginator("scan").paginate(TableName="orders", PaginationConfig={"PageSize": 3}))
        self.assertGreater(len(pages), 2)
        self.assertEqual({item["pk"]["S"] for page in pages for item in page["Items"]} & keys, keys)

    def test_json_error(self):
        dynamodb = client("dynamodb")
        with refused(self, "ConditionalCheckFailedException") as caught:
            dynamodb.put_item(
                TableName="orders", Item={"pk": {"S": "2"}}, ConditionExpression="attribute_exists(pk)"
            )
        self.assertIsInstance(caught.exception, dynamodb.exceptions.ConditionalCheckFailedException)
        with refused(self, "ResourceNotFoundException"):
            dynamodb.get_item(TableName="missing", Key={"pk": {"S": "1"}})


class S3(unittest.TestCase):
    def setUp(self):
        self.bucket = outputs()["Bucket"]
        self.s3 = client("s3")

    def test_object_goes_in_and_out(self):
        key = "a folder/ü+&.json"
        self.s3.put_object(Bucket=self.bucket, Key=key, Body=b"{}", ContentType="application/json")
        found = self.s3.get_object(Bucket=self.bucket, Key=key)
        self.assertEqual((found["Body"].read(), found["ContentType"]), (b"{}", "application/json"))
        self.s3.delete_object(Bucket=self.bucket, Key=key)
        with self.assertRaises(ClientError) as caught:
            self.s3.head_object(Bucket=self.bucket, Key=key)
        # A HEAD is answered without a body: botocore makes the status the code.
        self.assertEqual(caught.exception.response["Error"]["Code"], "404")

    def test_stream_is_sent_in_chunks_with_a_checksum_behind(self):
        self.s3.upload_fileobj(io.BytesIO(b"x" * 100_000), self.bucket, "stream")
        received = io.BytesIO()
        self.s3.download_fileobj(self.bucket, "stream", received)
        self.assertEqual(received.getvalue(), b"x" * 100_000)

    def test_paginates_with_prefix_and_delimiter(self):
        for key in ("list/a", "list/b", "list/c", "list/d/e"):
            self.s3.put_object(Bucket=self.bucket, Key=key, Body=b"")
        pages = self.s3.get_paginator("list_objects_v2").paginate(
            Bucket=self.bucket, Prefix="list/", Delimiter="/", PaginationConfig={"PageSize": 2}
        )
        result = pages.build_full_result()
        self.assertEqual([each["Key"] for each in result["Contents"]], ["list/a", "list/b", "list/c"])
        self.assertEqual(result["CommonPrefixes"], [{"Prefix": "list/d/"}])

    def test_bucket_policy(self):
        policy = {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Deny",
                    "Principal": "*",
                    "Action": "s3:*",
                    "Resource": f"arn:aws:s3:::{self.bucket}/secret/*",
                }
            ],
        }
        self.s3.put_bucket_policy(Bucket=self.bucket, Policy=json.dumps(policy))
        self.assertEqual(json.loads(self.s3.get_bucket_policy(Bucket=self.bucket)["Policy"]), policy)
        with refused(self, "AccessDenied", 403):
            self.s3.get_object(Bucket=self.bucket, Key="secret/x")
        self.s3.delete_bucket_policy(Bucket=self.bucket)

    def test_s3_xml_error(self):
        with refused(self, "NoSuchKey", 404) as caught:
            self.s3.get_object(Bucket=self.bucket, Key="missing")
        self.assertIsInstance(caught.exception, self.s3.exceptions.NoSuchKey)
        self.assertEqual(caught.exception.response["Error"]["Key"], "missing")
        with refused(self, "NoSuchBucket", 404):
            self.s3.list_objects_v2(Bucket="missing-111111111111")


class Sqs(unittest.TestCase):
    def setUp(self):
        self.sqs = client("sqs")

    def test_message_goes_in_and_out(self):
        url = self.sqs.get_queue_url(QueueName="orders")["QueueUrl"]
        self.assertEqual(url, outputs()["QueueUrl"])
        attributes = {"kind": {"DataType": "String", "StringValue": "order"}}
        # botocore itself compares the digests in the answer with what it sent.
        self.sqs.send_message(QueueUrl=url, MessageBody="héllo", MessageAttributes=attributes)
        (message,) = self.sqs.receive_message(
            QueueUrl=url, MessageAttributeNames=["All"], WaitTimeSeconds=2
        )["Messages"]
        self.assertEqual(message["Body"], "héllo")
        self.assertEqual(message["MessageAttributes"]["kind"]["StringValue"], "order")
        self.sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])

    def test_character_that_is_not_allowed_is_replaced(self):
        url = outputs()["QueueUrl"]
        self.sqs.send_message(QueueUrl=url, MessageBody="a\ufffe")
        (message,) = self.sqs.receive_message(QueueUrl=url, WaitTimeSeconds=2)["Messages"]
        self.assertEqual(message["Body"], "a\ufffd")
        self.sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])

    def test_batch_says_what_failed(self):
        answer = self.sqs.send_message_batch(
            QueueUrl=outputs()["FifoQueueUrl"],
            Entries=[
                {"Id": "good", "MessageBody": "1", "MessageGroupId": "g", "MessageDeduplicationId": "1"},
                {"Id": "bad", "MessageBody": "2", "MessageGroupId": "g"},
            ],
        )
        self.assertEqual([each["Id"] for each in answer["Successful"]], ["good"])
        self.assertEqual([each["Code"] for each in answer["Failed"]], ["InvalidParameterValue"])

    def test_json_error_with_the_code_of_the_query_protocol(self):
        with refused(self, "AWS.SimpleQueueService.NonExistentQueue") as caught:
            self.sqs.get_queue_url(QueueName="missing")
        self.assertIsInstance(caught.exception, self.sqs.exceptions.QueueDoesNotExist)


class EventBridge(unittest.TestCase):
    def test_event_reaches_the_queue_of_its_rule(self):
        answer = client("events").put_events(
            Entries=[{"Source": "shop", "DetailType": "Order", "Detail": json.dumps({"id": 7})}]
        )
        self.assertEqual(answer["FailedEntryCount"], 0)
        sqs, url = client("sqs"), outputs()["QueueUrl"]
        (message,) = sqs.receive_message(QueueUrl=url, WaitTimeSeconds=5)["Messages"]
        event = json.loads(message["Body"])
        self.assertEqual((event["account"], event["detail"]), ("111111111111", {"id": 7}))
        self.assertEqual(event["id"], answer["Entries"][0]["EventId"])
        sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])

    def test_entry_that_is_no_event_fails_by_itself(self):
        answer = client("events").put_events(Entries=[{"Source": "shop", "DetailType": "Order", "Detail": "no"}])
        self.assertEqual((answer["FailedEntryCount"], answer["Entries"][0]["ErrorCode"]), (1, "MalformedDetail"))

    def test_json_error(self):
        with refused(self, "ResourceNotFoundException"):
            client("events").describe_rule(Name="missing")


class Pinpoint(unittest.TestCase):
    def test_application_lives(self):
        pinpoint = client("pinpoint")
        application = pinpoint.create_app(CreateApplicationRequest={"Name": "shop"})["ApplicationResponse"]
        found = pinpoint.get_app(ApplicationId=application["Id"])["ApplicationResponse"]
        self.assertEqual(found["Name"], "shop")
        answer = pinpoint.send_messages(
            ApplicationId=application["Id"],
            MessageRequest={
                "Addresses": {"+14254147755": {"ChannelType": "SMS"}},
                "MessageConfiguration": {"SMSMessage": {"Body": "hello", "MessageType": "TRANSACTIONAL"}},
            },
        )["MessageResponse"]
        self.assertEqual(set(answer["Result"]), {"+14254147755"})
        pinpoint.delete_app(ApplicationId=application["Id"])

    def test_rest_json_error(self):
        pinpoint = client("pinpoint")
        with refused(self, "NotFoundException", 404) as caught:
            pinpoint.get_app(ApplicationId="0" * 32)
        self.assertIsInstance(caught.exception, pinpoint.exceptions.NotFoundException)
