#!/usr/bin/env bash
set -euo pipefail
aws ssm get-parameter --name "/small/${1:?name}" --with-decryption
