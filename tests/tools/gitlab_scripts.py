"""Writes the scripts of a GitLab pipeline's jobs as files that shellcheck can read.

Usage: gitlab_scripts.py PIPELINE FOLDER. One file for each job and part: FOLDER/JOB.script.sh
"""

import re
import sys
from pathlib import Path

from ruamel.yaml import YAML

PARTS = ("before_script", "script", "after_script")


def lines(part):
    """A part is a line, a list of lines, or lists in lists."""
    if isinstance(part, list):
        return [line for item in part for line in lines(item)]
    return [str(part)]


def main():
    pipeline, folder = map(Path, sys.argv[1:])
    jobs = YAML(typ="safe").load(pipeline.read_text())
    for name, job in jobs.items():
        for part in PARTS:
            if isinstance(job, dict) and job.get(part):
                file = folder / f"{re.sub(r'[^A-Za-z0-9-]+', '-', name)}.{part}.sh"
                file.write_text("\n".join(["#!/usr/bin/env bash", *lines(job[part]), ""]))


if __name__ == "__main__":
    main()
