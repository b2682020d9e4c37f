from collections.abc import Iterator

from mldebt.api import Finding, ScheduledJobs, Severity, check


@check(severity=Severity.HIGH, minutes=120)
def cron_runs_data_job(scheduled: ScheduledJobs) -> Iterator[Finding]:
    for job in scheduled.jobs:
        if job.data and not job.owner:
            start = job.schedule
            unheard = ", and nobody hears of a failure" if start.muted else ""
            message = f"`{start.expression}` starts {job.name} directly: it {job.data[0].message}{unheard}"
            yield Finding(start.where, message, job.data[:5], subject=f"{start.expression} {job.name}")
