"""Calls that the local AWS and moto answer both, in order: each has a name and is made with a client of its service."""

TRUST = '{"Version": "2012-10-17", "Statement": []}'
BUCKET = "orders-111111111111"
TABLE = {"TableName": "orders"}
KEY = {"pk": {"S": "moto"}}
EVENT = {"Source": "moto", "DetailType": "Compared", "Detail": "{}"}


def queue(sqs, name="compared.fifo"):
    return {"QueueUrl": sqs.get_queue_url(QueueName=name)["QueueUrl"]}


def received(sqs):
    messages = sqs.receive_message(**queue(sqs), MessageAttributeNames=["All"], AttributeNames=["All"])
    return messages["Messages"][0]


def entry(number, **more):
    return {"Id": f"entry-{number}", "MessageBody": "x", "MessageGroupId": "batch", **more}


STS = {
    "get_caller_identity": lambda sts: sts.get_caller_identity(),
    "assume_role": lambda sts: sts.assume_role(
        RoleArn="arn:aws:iam::111111111111:role/Reader", RoleSessionName="moto", ExternalId="orders"
    ),
    "assume_role, policy that is no JSON": lambda sts: sts.assume_role(
        RoleArn="arn:aws:iam::111111111111:role/Reader", RoleSessionName="moto", ExternalId="orders", Policy="no"
    ),
    "assume_role, role that is not there": lambda sts: sts.assume_role(
        RoleArn="arn:aws:iam::111111111111:role/Missing", RoleSessionName="moto"
    ),
    "assume_role, session longer than the role allows": lambda sts: sts.assume_role(
        RoleArn="arn:aws:iam::111111111111:role/Reader",
        RoleSessionName="moto",
        ExternalId="orders",
        DurationSeconds=43_200,
    ),
}

SQS = {
    "get_queue_url": lambda sqs: sqs.get_queue_url(QueueName="compared.fifo"),
    "get_queue_url, missing": lambda sqs: sqs.get_queue_url(QueueName="missing"),
    "list_queues": lambda sqs: sqs.list_queues(QueueNamePrefix="compared.fifo"),
    "send_message": lambda sqs: sqs.send_message(
        **queue(sqs),
        MessageBody="<&>",
        MessageGroupId="moto",
        MessageDeduplicationId="1",
        MessageAttributes={
            "number": {"DataType": "Number", "StringValue": "7"},
            "bytes": {"DataType": "Binary", "BinaryValue": b"\x00\xff"},
        },
    ),
    "send_message, a duplicate": lambda sqs: sqs.send_message(
        **queue(sqs), MessageBody="other", MessageGroupId="moto", MessageDeduplicationId="1"
    ),
    "send_message, FIFO without a group": lambda sqs: sqs.send_message(**queue(sqs), MessageBody="x"),
    "send_message, FIFO without a deduplication id": lambda sqs: sqs.send_message(
        **queue(sqs), MessageBody="x", MessageGroupId="moto"
    ),
    "send_message, empty body": lambda sqs: sqs.send_message(
        **queue(sqs), MessageBody="", MessageGroupId="moto", MessageDeduplicationId="2"
    ),
    "send_message, only characters that XML forbids": lambda sqs: sqs.send_message(
        **queue(sqs), MessageBody="\x01", MessageGroupId="moto", MessageDeduplicationId="3"
    ),
    "send_message, one of them": lambda sqs: sqs.send_message(
        **queue(sqs), MessageBody="a\ufffe", MessageGroupId="moto", MessageDeduplicationId="5"
    ),
    "send_message, a delay of its own to FIFO": lambda sqs: sqs.send_message(
        **queue(sqs), MessageBody="x", MessageGroupId="moto", MessageDeduplicationId="4", DelaySeconds=5
    ),
    "send_message, missing queue": lambda sqs: sqs.send_message(
        QueueUrl=queue(sqs)["QueueUrl"].replace("compared", "missing"), MessageBody="x"
    ),
    "receive_message": lambda sqs: received(sqs),
    "receive_message, its group is in flight": lambda sqs: sqs.receive_message(**queue(sqs)),
    "receive_message, eleven": lambda sqs: sqs.receive_message(**queue(sqs), MaxNumberOfMessages=11),
    "change_message_visibility, no such receipt": lambda sqs: sqs.change_message_visibility(
        **queue(sqs), ReceiptHandle="no", VisibilityTimeout=0
    ),
    "delete_message, no such receipt": lambda sqs: sqs.delete_message(**queue(sqs), ReceiptHandle="no"),
    "get_queue_attributes": lambda sqs: sqs.get_queue_attributes(
        **queue(sqs),
        AttributeNames=["FifoQueue", "VisibilityTimeout", "MessageRetentionPeriod", "ContentBasedDeduplication"],
    ),
    "get_queue_attributes, unknown": lambda sqs: sqs.get_queue_attributes(**queue(sqs), AttributeNames=["No"]),
    "send_message_batch": lambda sqs: sqs.send_message_batch(
        **queue(sqs), Entries=[entry(number, MessageDeduplicationId=f"b{number}") for number in range(3)]
    ),
    "send_message_batch, one id twice": lambda sqs: sqs.send_message_batch(
        **queue(sqs), Entries=[entry(1, MessageDeduplicationId="x"), entry(1, MessageDeduplicationId="y")]
    ),
    "send_message_batch, empty": lambda sqs: sqs.send_message_batch(**queue(sqs), Entries=[]),
    "send_message_batch, eleven": lambda sqs: sqs.send_message_batch(
        **queue(sqs), Entries=[entry(number, MessageDeduplicationId=f"e{number}") for number in range(11)]
    ),
    "purge_queue": lambda sqs: sqs.purge_queue(**queue(sqs)),
    "receive_message, nothing there": lambda sqs: sqs.receive_message(**queue(sqs)),
}

S3 = {
    "put_object": lambda s3: s3.put_object(
        Bucket=BUCKET, Key="moto/a b", Body=b"hello", ContentType="text/plain", Metadata={"shop": "7"}
    ),
    "put_object, no such bucket": lambda s3: s3.put_object(Bucket="missing-111111111111", Key="x", Body=b""),
    "get_object": lambda s3: s3.get_object(Bucket=BUCKET, Key="moto/a b"),
    "get_object, a range": lambda s3: s3.get_object(Bucket=BUCKET, Key="moto/a b", Range="bytes=1-2"),
    "get_object, a range beyond it": lambda s3: s3.get_object(Bucket=BUCKET, Key="moto/a b", Range="bytes=9-"),
    "get_object, only if it changed": lambda s3: s3.get_object(
        Bucket=BUCKET, Key="moto/a b", IfNoneMatch='"5d41402abc4b2a76b9719d911017c592"'
    ),
    "get_object, missing": lambda s3: s3.get_object(Bucket=BUCKET, Key="missing"),
    "head_object": lambda s3: s3.head_object(Bucket=BUCKET, Key="moto/a b"),
    "head_object, missing": lambda s3: s3.head_object(Bucket=BUCKET, Key="missing"),
    "list_objects_v2": lambda s3: s3.list_objects_v2(Bucket=BUCKET, Prefix="moto/"),
    "list_objects_v2, nothing": lambda s3: s3.list_objects_v2(Bucket=BUCKET, Prefix="nothing/"),
    "get_bucket_location": lambda s3: s3.get_bucket_location(Bucket=BUCKET),
    "get_bucket_policy, none": lambda s3: s3.get_bucket_policy(Bucket=BUCKET),
    "put_bucket_policy, no JSON": lambda s3: s3.put_bucket_policy(Bucket=BUCKET, Policy="no"),
    "delete_object": lambda s3: s3.delete_object(Bucket=BUCKET, Key="moto/a b"),
    "delete_object, missing": lambda s3: s3.delete_object(Bucket=BUCKET, Key="missing"),
    "head_bucket, missing": lambda s3: s3.head_bucket(Bucket="missing-111111111111"),
}

DYNAMODB = {
    "put_item": lambda db: db.put_item(**TABLE, Item={**KEY, "count": {"N": "1"}, "tags": {"SS": ["a"]}}),
    "put_item, no key": lambda db: db.put_item(**TABLE, Item={"other": {"S": "x"}}),
    "put_item, key of another type": lambda db: db.put_item(**TABLE, Item={"pk": {"N": "1"}}),
    "put_item, empty key": lambda db: db.put_item(**TABLE, Item={"pk": {"S": ""}}),
    "put_item, empty set": lambda db: db.put_item(**TABLE, Item={**KEY, "tags": {"SS": []}}),
    "put_item, condition fails": lambda db: db.put_item(
        **TABLE, Item=KEY, ConditionExpression="attribute_not_exists(pk)"
    ),
    "put_item, condition fails and shows the item": lambda db: db.put_item(
        **TABLE,
        Item=KEY,
        ConditionExpression="attribute_not_exists(pk)",
        ReturnValuesOnConditionCheckFailure="ALL_OLD",
    ),
    "get_item": lambda db: db.get_item(**TABLE, Key=KEY),
    "get_item, missing": lambda db: db.get_item(**TABLE, Key={"pk": {"S": "missing"}}),
    "get_item, part": lambda db: db.get_item(**TABLE, Key=KEY, ProjectionExpression="tags"),
    "get_item, no such table": lambda db: db.get_item(TableName="missing", Key=KEY),
    "update_item, add": lambda db: db.update_item(
        **TABLE,
        Key=KEY,
        UpdateExpression="ADD #count :one, tags :b SET note = if_not_exists(note, :n)",
        ExpressionAttributeNames={"#count": "count"},
        ExpressionAttributeValues={":one": {"N": "1"}, ":b": {"SS": ["b"]}, ":n": {"S": "new"}},
        ReturnValues="ALL_NEW",
    ),
    "update_item, reserved word": lambda db: db.update_item(
        **TABLE, Key=KEY, UpdateExpression="SET status = :s", ExpressionAttributeValues={":s": {"S": "x"}}
    ),
    "update_item, value not used": lambda db: db.update_item(
        **TABLE,
        Key=KEY,
        UpdateExpression="SET note = :n",
        ExpressionAttributeValues={":n": {"S": "x"}, ":unused": {"S": "x"}},
    ),
    "update_item, of the key": lambda db: db.update_item(
        **TABLE, Key=KEY, UpdateExpression="SET pk = :n", ExpressionAttributeValues={":n": {"S": "x"}}
    ),
    "query": lambda db: db.query(
        **TABLE, KeyConditionExpression="pk = :k", ExpressionAttributeValues={":k": KEY["pk"]}
    ),
    "query, no key": lambda db: db.query(
        **TABLE, KeyConditionExpression="other = :k", ExpressionAttributeValues={":k": {"S": "x"}}
    ),
    "delete_item": lambda db: db.delete_item(**TABLE, Key=KEY, ReturnValues="ALL_OLD"),
    "delete_item, again": lambda db: db.delete_item(**TABLE, Key=KEY, ReturnValues="ALL_OLD"),
}

EVENTS = {
    "put_events": lambda events: events.put_events(Entries=[EVENT]),
    "put_events, none": lambda events: events.put_events(Entries=[]),
    "put_events, eleven": lambda events: events.put_events(Entries=[EVENT] * 11),
    "put_events, detail that is no JSON": lambda events: events.put_events(Entries=[{**EVENT, "Detail": "no"}]),
    "put_events, no source": lambda events: events.put_events(
        Entries=[{key: value for key, value in EVENT.items() if key != "Source"}]
    ),
    "put_events, source of AWS": lambda events: events.put_events(Entries=[{**EVENT, "Source": "aws.s3"}]),
    "describe_event_bus": lambda events: events.describe_event_bus(),
    "describe_event_bus, missing": lambda events: events.describe_event_bus(Name="missing"),
    "describe_rule": lambda events: events.describe_rule(Name="orders"),
    "describe_rule, missing": lambda events: events.describe_rule(Name="missing"),
    "list_rules": lambda events: events.list_rules(NamePrefix="orders"),
    "list_targets_by_rule": lambda events: events.list_targets_by_rule(Rule="orders"),
    "list_targets_by_rule, missing": lambda events: events.list_targets_by_rule(Rule="missing"),
    "test_event_pattern, matches": lambda events: events.test_event_pattern(
        EventPattern='{"source": [{"prefix": "sh"}]}',
        Event='{"id": "1", "account": "111111111111", "source": "shop", "time": "2027-01-01T00:00:00Z", '
        '"region": "us-east-1", "resources": [], "detail-type": "x", "detail": {}}',
    ),
    "test_event_pattern, pattern that is none": lambda events: events.test_event_pattern(
        EventPattern='{"source": "shop"}', Event="{}"
    ),
}

FIREHOSE = {
    "put_record": lambda firehose: firehose.put_record(DeliveryStreamName="orders", Record={"Data": b"x\n"}),
    "put_record, no such stream": lambda firehose: firehose.put_record(
        DeliveryStreamName="missing", Record={"Data": b"x"}
    ),
    "put_record_batch": lambda firehose: firehose.put_record_batch(
        DeliveryStreamName="orders", Records=[{"Data": b"x\n"}, {"Data": b"y\n"}]
    ),
    "describe_delivery_stream, missing": lambda firehose: firehose.describe_delivery_stream(
        DeliveryStreamName="missing"
    ),
}

CALLS = {"sts": STS, "sqs": SQS, "s3": S3, "dynamodb": DYNAMODB, "events": EVENTS, "firehose": FIREHOSE}


def prepare(make):
    """Makes in moto what bench.ts deployed in the local AWS."""
    make("iam").create_role(RoleName="Reader", AssumeRolePolicyDocument=TRUST)
    role = make("iam").create_role(RoleName="Delivery", AssumeRolePolicyDocument=TRUST)["Role"]["Arn"]
    make("s3").create_bucket(Bucket=BUCKET)
    sqs = make("sqs")
    sqs.create_queue(QueueName="orders")
    sqs.create_queue(QueueName="compared.fifo", Attributes={"FifoQueue": "true"})
    make("dynamodb").create_table(
        **TABLE,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
    )
    make("events").put_rule(Name="orders", EventPattern='{"source":["shop"]}', State="ENABLED")
    make("events").put_targets(
        Rule="orders", Targets=[{"Id": "queue", "Arn": "arn:aws:sqs:us-east-1:111111111111:orders"}]
    )
    make("firehose").create_delivery_stream(
        DeliveryStreamName="orders",
        ExtendedS3DestinationConfiguration={"BucketARN": f"arn:aws:s3:::{BUCKET}", "RoleARN": role},
    )
