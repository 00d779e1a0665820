"""cfn-lint, which has CloudFormation's own schemas, reads the templates that we deploy."""

import json
import os
import subprocess
import unittest
from pathlib import Path

from local_aws import program

# Rule -> why what it warns of is meant.
EXPLAINED = {
    "W3005": "The construct library writes all of a dependency down: a role beside its policies, which GetAtt does not say.",
}


class Templates(unittest.TestCase):
    def test_cfn_lint_finds_nothing_but_what_is_explained(self):
        templates = sorted(Path(os.environ["TEMPLATES"]).glob("*.template.json"))
        self.assertTrue(templates)
        done = subprocess.run(
            [program("cfn-lint"), "--format", "json", "--regions", "us-east-1", "eu-west-1", "--", *templates],
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        findings = json.loads(done.stdout)
        unexplained = [
            f"{finding['Rule']['Id']} {finding['Location']['Path']}: {finding['Message']}"
            for finding in findings
            if finding["Rule"]["Id"] not in EXPLAINED
        ]
        self.assertEqual(unexplained, [])
        self.assertEqual(EXPLAINED.keys() - {finding["Rule"]["Id"] for finding in findings}, set(), "no longer found")
