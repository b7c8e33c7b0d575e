"""Figures on how well numbers are read, for the model card."""

import numpy as np

from bench.training import thresholds
from intake.engines import script


def table(rows: list[dict], trust: dict[str, dict[str, float]]) -> dict:
    """Return by kind, writing and level: n, taken for typed, exact, trusted, wrong ones with their bound, time."""
    found, odd, rows = {}, [row for row in rows if row["odd"]], [row for row in rows if not row["odd"]]
    groups = sorted({(row["kind"], row["style"], row["level"]) for row in rows})
    groups += sorted({(row["kind"], row["style"], "office+clean") for row in rows}) + [("all", "all", "all")]
    for kind, style, level in groups:
        mine = [
            row for row in rows if kind in ("all", row["kind"]) and style in ("all", row["style"])
            and (level in ("all", row["level"]) or (level == "office+clean" and row["level"] < 2))
        ]  # fmt: skip
        sure = [row for row in mine if thresholds.trusted(row, trust)]
        wrong = sum(not row["right"] for row in sure)
        found[f"{kind} {style} {level}"] = {
            "n": len(mine), "typed": round(float(np.mean([row["script"] == script.TYPED for row in mine])), 4),
            "exact": round(float(np.mean([row["right"] for row in mine])), 4),
            "trusted": round(len(sure) / len(mine), 4),
            "wrong": wrong, "bound": round(thresholds.bound(wrong, len(sure)), 5),
            "ms": round(1000 * float(np.median([row["seconds"][row["asked"] - 1] for row in mine])), 1),
            "looks": round(float(np.mean([row["asked"] for row in mine])), 2),
        }  # fmt: skip
    by_hand = [row for row in rows if row["script"] == script.TYPED and row["style"] != script.TYPED]
    for name, mine in (("by hand, taken for typed", by_hand), ("odd", odd)):
        sure = [row for row in mine if thresholds.trusted(row, trust)]
        found[name] = {"n": len(mine), "trusted": len(sure), "wrong": sum(not row["right"] for row in sure)}
    return found
