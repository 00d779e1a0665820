"""Where moto answers differently, and why that is not the local AWS's fault."""

BY_SETTING = "AWS encrypts every object since January 2023 and says so (Setting default server-side encryption); moto keeps silent."
NO_TRUST = "moto does not look at roles, trust policies, session policies or durations."
NOT_SIMULATED = "The local AWS refuses with 501 what it does not simulate, and its README lists it."
CHECKSUM_TYPE = "AWS lists ChecksumType beside ChecksumAlgorithm (Object, API reference); moto the algorithm alone."
MOTO_DELETES = "moto's server answers 500 to every DELETE of an object."

DIFFERENCES = {
    "sts: assume_role": "PackedPolicySize is of session policies and tags (AssumeRole); moto gives a fixed one without any.",
    "sts: assume_role, policy that is no JSON": NO_TRUST,
    "sts: assume_role, role that is not there": NO_TRUST,
    "sts: assume_role, session longer than the role allows": NO_TRUST,
    "sqs: send_message, empty body": "The minimum is one character (SendMessage); moto takes none.",
    "sqs: send_message, only characters that XML forbids": "At least one character must be a valid one (SendMessage); moto takes any.",
    "sqs: send_message, one of them": "It is replaced by U+FFFD (SendMessage); moto keeps it.",
    "sqs: send_message_batch": "Failed is left out or empty where nothing failed: clients cannot tell, and no page says which.",
    "s3: put_object": BY_SETTING,
    "s3: get_object": BY_SETTING,
    "s3: head_object": BY_SETTING,
    "s3: get_object, a range": NOT_SIMULATED,
    "s3: get_object, a range beyond it": NOT_SIMULATED,
    "s3: get_object, only if it changed": NOT_SIMULATED,
    "s3: list_objects_v2": CHECKSUM_TYPE,
    "s3: put_bucket_policy, no JSON": "MalformedPolicy is in S3's list of error codes; moto takes any text.",
    "s3: delete_object": MOTO_DELETES,
    "s3: delete_object, missing": MOTO_DELETES,
    "dynamodb: put_item, condition fails and shows the item": NOT_SIMULATED,
    "dynamodb: update_item, add": "ConsumedCapacity is given only where ReturnConsumedCapacity asks for it (UpdateItem).",
    "events: put_events, none": "Entries has at least one item (PutEvents); moto takes none.",
    "events: put_events, source of AWS": "NotAuthorizedForSourceException is in the list of errors of an entry (PutEvents); moto takes any source.",
    "events: describe_event_bus": "CreationTime and LastModifiedTime: no page says whether the default bus has them; the local AWS leaves them out.",
    "events: test_event_pattern, matches": "moto answers every pattern with an empty object.",
    "events: test_event_pattern, pattern that is none": "moto answers every pattern with an empty object.",
}
