"""The cleanup Job: asks the server to delete its data. Where no server answers any more there is nothing to ask."""

import os
import sys
import urllib.error
import urllib.request

ADMIN = os.environ.get("ADMIN_URL", "http://127.0.0.1:8081/data")


def main() -> int:
    request = urllib.request.Request(ADMIN, method="DELETE")
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            print(f"cleanup: notices deleted: {answer.read().decode().strip()}")
            return 0
    except urllib.error.HTTPError as error:
        print(f"cleanup: the server refused with {error.code}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"cleanup: no server answers at {ADMIN} ({error}), so there is nothing to delete")
        return 0


if __name__ == "__main__":
    sys.exit(main())
