"""Types: what the checker finds in the whole product. `./run check` runs it as a step of its own."""

import re
import subprocess
import tomllib

from checks import sources, steps


def test_the_type_checker_finds_nothing():
    """The step of `./run check`, over every package of the product, ends without an error."""
    (types,) = [step for step in steps.choose([]) if step.title == "types"]
    found = subprocess.run(types.command, cwd=sources.ROOT, capture_output=True, text=True)
    assert found.returncode == 0, found.stdout + found.stderr
    assert found.stdout.splitlines()[-1].startswith("0 errors")


def test_every_package_of_the_product_is_checked():
    """What the checker looks at is set once, in pyproject.toml, and leaves nothing out."""
    set_up = tomllib.loads((sources.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["basedpyright"]
    assert set(set_up["include"]) == set(sources.PRODUCT)
    assert not {"exclude", "ignore", "strict"} & set(set_up)


def test_no_line_is_taken_out_of_the_check_as_a_whole():
    """Where the types of a library are wrong, a comment names the one rule that is not asked there."""
    blanket = re.compile(r"#\s*type:\s*ignore|#\s*pyright:(?!\s*ignore\[\w+\])")
    lines = [
        f"{path.relative_to(sources.ROOT)}:{number}"
        for path in sources.files(*sources.PRODUCT)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if blanket.search(line)
    ]
    assert lines == []
