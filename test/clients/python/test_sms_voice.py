"""boto3 through End User Messaging SMS: a text, a list in pages, a registration from its beginning to its submission."""

import unittest

from local_aws import client, refused

SUCCESSFUL_DESTINATION = "+14254147755"
UNKNOWN_NUMBER = f"phone-{'0' * 32}"


class SmsVoice(unittest.TestCase):
    def setUp(self):
        self.sms = client("pinpoint-sms-voice-v2")

    def number(self, kind):
        return self.sms.request_phone_number(
            IsoCountryCode="US", MessageType="TRANSACTIONAL", NumberCapabilities=["SMS"], NumberType=kind
        )

    def test_text_goes_out(self):
        number = self.number("SIMULATOR")
        sent = self.sms.send_text_message(
            DestinationPhoneNumber=SUCCESSFUL_DESTINATION,
            OriginationIdentity=number["PhoneNumberId"],
            MessageBody="hello",
            Context={"order": "7"},
        )
        self.assertRegex(sent["MessageId"], r"^[0-9a-f-]{36}$")
        dry = self.sms.send_text_message(
            DestinationPhoneNumber=SUCCESSFUL_DESTINATION,
            OriginationIdentity=number["PhoneNumber"],
            MessageBody="hello",
            DryRun=True,
        )
        self.assertTrue(dry["MessageId"])

    def test_list_comes_in_pages(self):
        names = {f"pages-{number}" for number in range(5)}
        for name in names:
            self.sms.create_configuration_set(ConfigurationSetName=name, Tags=[{"Key": "team", "Value": "shop"}])
        pages = list(
            self.sms.get_paginator("describe_configuration_sets").paginate(PaginationConfig={"PageSize": 2})
        )
        self.assertGreater(len(pages), 2)
        self.assertTrue(all(len(page["ConfigurationSets"]) <= 2 for page in pages))
        self.assertLessEqual(
            names, {each["ConfigurationSetName"] for page in pages for each in page["ConfigurationSets"]}
        )

    def test_registration_is_filled_in_and_submitted(self):
        sms = self.sms
        kind = "US_TOLL_FREE_REGISTRATION"
        registration = sms.create_registration(RegistrationType=kind)["RegistrationId"]
        with refused(self, "ConflictException") as caught:
            sms.submit_registration_version(RegistrationId=registration)
        self.assertEqual(caught.exception.response["Reason"], "SUBMIT_REGISTRATION_VERSION_NOT_ALLOWED")
        attachment = sms.create_registration_attachment(AttachmentBody=bytes(range(256)))
        definitions = sms.get_paginator("describe_registration_field_definitions").paginate(RegistrationType=kind)
        for field in definitions.search("RegistrationFieldDefinitions[?FieldRequirement=='REQUIRED']"):
            sms.put_registration_field_value(
                RegistrationId=registration, FieldPath=field["FieldPath"], **answer_to(field, attachment)
            )
        sms.create_registration_association(
            RegistrationId=registration, ResourceId=self.number("TOLL_FREE")["PhoneNumberId"]
        )
        submitted = sms.submit_registration_version(RegistrationId=registration)
        self.assertEqual(submitted["RegistrationVersionStatus"], "SUBMITTED")

    def test_json_errors_carry_their_members(self):
        with refused(self, "ResourceNotFoundException") as caught:
            self.sms.send_text_message(
                DestinationPhoneNumber=SUCCESSFUL_DESTINATION, OriginationIdentity=UNKNOWN_NUMBER, MessageBody="x"
            )
        self.assertIsInstance(caught.exception, self.sms.exceptions.ResourceNotFoundException)
        self.assertEqual(caught.exception.response["ResourceId"], UNKNOWN_NUMBER)
        with refused(self, "ValidationException") as caught:
            self.sms.send_text_message(DestinationPhoneNumber="nobody", MessageBody="x")
        self.assertEqual(caught.exception.response["Fields"][0]["Name"], "DestinationPhoneNumber")

    def test_what_is_not_simulated_is_no_success(self):
        with refused(self, "NotSimulatedException", 501):
            self.sms.get_resource_policy(ResourceArn=f"arn:aws:sms-voice:us-east-1:111111111111:pool/pool-{'0' * 32}")


def answer_to(field, attachment):
    match field["FieldType"]:
        case "SELECT":
            return {"SelectChoices": field["SelectValidation"]["Options"][:1]}
        case "ATTACHMENT":
            return {"RegistrationAttachmentId": attachment["RegistrationAttachmentId"]}
        case _:
            return {"TextValue": "US"}
