"""Print the JSON Schema of the export, to be kept as `muster.incident-1.schema.json`."""

import json
import sys

from bot.exports.schema import json_schema

sys.stdout.write(json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n")
