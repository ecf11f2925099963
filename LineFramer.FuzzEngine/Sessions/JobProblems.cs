namespace LineFraming.FuzzEngine;

/// <summary>Reports problems with the processes of a session.</summary>
internal sealed class JobProblems(string name, List<FuzzJob> jobs, Action<string> warn)
{
    private readonly HashSet<FuzzJob> _reported = [];
    private bool _hasReportedWriteFailure;

    /// <summary>Reports each problem once, as soon as it is known, because a session may run for days.</summary>
    public void Report(bool isInterrupted)
    {
        if (!_hasReportedWriteFailure && jobs.Find(job => job.Output.WriteFailures > 0) is { } failing)
        {
            _hasReportedWriteFailure = true;
            warn($"{name}: an input cannot be written: {failing.Output.FirstWriteFailure}");
        }

        foreach (FuzzJob job in jobs.Where(job => !_reported.Contains(job) && job.EndedEarly(isInterrupted)))
        {
            _reported.Add(job);
            int others = isInterrupted ? 0 : jobs.Count(other => !other.Ended.IsCompleted);
            string next = others switch { 0 => "the session ends early", 1 => "the other one continues", _ => "the others continue" };
            warn($"{name}: process {jobs.IndexOf(job) + 1} of {jobs.Count} {job.HowItEnded}; {next}");
        }
    }

    /// <summary>Throws if an ended process has not read the corpus.</summary>
    /// <exception cref="FuzzRejectedException">The session cannot start.</exception>
    public void ThrowIfNotBegun(bool isInterrupted)
    {
        foreach (FuzzJob job in jobs)
        {
            if (job.Output.UnknownFlag is { } flag)
            {
                throw new FuzzRejectedException($"libFuzzer has no flag {flag}; {FuzzerFlags.List}.");
            }

            bool isEndUnexplained = !jobs.Exists(other => other.HasFound) && !isInterrupted && !job.WasKilled;
            if (job.HasNotStarted || (job.Output.BegunAt is null && isEndUnexplained))
            {
                throw new FuzzRejectedException(
                    string.Join(
                        ' ',
                        job.Output.Remarks.Select(remark => remark.Trim()).DefaultIfEmpty($"{name}: the fuzzing host {job.HowItEnded}.")));
            }
        }
    }
}
