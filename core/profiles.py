"""The built-in profiles: what a kind of app is held to, where it is not the same for all.

`standard` changes nothing. A check that no profile names is the same in all of them: a domain that
leads nowhere takes down a hobby as it takes down a shop.
"""

from core.policy import STANDARD, Profile

CRITICAL = Profile(
    strict=(
        "database-redundancy",
        "dyno-redundancy",
        "dyno-tier",
        "key-value-store",
        "log-monitoring",
        "preboot",
        "production-database",
    ),
    thresholds={
        "database-backups": {"max_age_hours": 26},
        "database-version": {"warn_days": 180},
        "ssl": {"warn_days": 45, "fail_days": 14},
        "stack": {"warn_days": 365},
    },
)
"""An app whose outage costs money at once: what else is worth a warning must be put right. More
notice is given of what takes months, and a daily backup has two hours to be late.

Left as they are: warnings that say how far prodcheck can see rather than what is wrong (`dns`
behind a proxy, `app-monitoring` without the names of config vars), and those of a moment.
"""

HOBBY = Profile(
    skip=(
        "app-monitoring",
        "database-redundancy",
        "dyno-tier",
        "key-value-store",
        "preboot",
        "production-database",
    ),
    lenient=("database-backups", "log-monitoring"),
    thresholds={"dyno-redundancy": {"min_web": 1, "min_worker": 1}},
)
"""An app that may sleep and may be down for an hour, on plans that cost little: one dyno of any
size and a starter database are as they should be. What is broken still fails: a dead domain, an
expired certificate, a crashed dyno, a stack past its end, web scaled to zero.
"""

BUILT_IN: dict[str, Profile] = {
    "critical": CRITICAL,
    STANDARD: Profile(),
    "hobby": HOBBY,
}
