namespace LineFraming.Probe;

/// <summary>The server executes neither the remainder of an oversized line nor the rest of a truncated command (R5).</summary>
internal static class RemainderCases
{
    // Usual buffer sizes, for servers in which no limit was found.
    private static readonly int[] Buffers = [256, 510, 512, 1000, 1022, 1023, 1024, 2048, 4096, 8191, 8192, 16_384, 65_536];

    /// <summary>The remainder in the same packet, at each offset about the limit, and with spaces before it.</summary>
    public static Task<Outcome> WholeAsync(Probing probing) => TryAllAsync(
        probing,
        limit => [.. Enumerable.Range(-2, 6).Select(more => (limit + more, 0)), (limit - 8, 16)],
        size => [(size, 0), (size - 8, 16)],
        isApart: false);

    /// <summary>The oversized part first, and the remainder in a packet of its own.</summary>
    public static Task<Outcome> ApartAsync(Probing probing) => TryAllAsync(
        probing,
        limit => [(limit + 1, 0), (limit + 2, 0), (limit + 3, 0), (limit + 64, 0), (limit * 2, 0), (limit + 1, 4)],
        size => [(size, 0), (size + 1, 0)],
        isApart: true);

    /// <summary>A command that the server truncated and executed.</summary>
    public static async Task<Outcome> TruncatedAsync(Probing probing)
    {
        (LimitFound? found, Outcome? skipped) = await LimitCases.FindAsync(probing, mayBeNone: true);
        if (found is null)
        {
            return skipped!;
        }

        if (found.Beyond is { Result: LongLine.Truncated } beyond)
        {
            return Outcome.Failed($"{found.Limit + 1} bytes: {beyond.Actual}", beyond.Transcript);
        }

        if (probing.Description.Echo is not null)
        {
            return Outcome.Passed("no line came back shorter than it was");
        }

        return probing.Description.Bare is { } bare
            ? await BareAsync(probing, bare, found)
            : Outcome.Skipped("the description has no \"bare\"");
    }

    private static async Task<Outcome> BareAsync(Probing probing, ProtocolCommand bare, LimitFound found)
    {
        byte[] command = probing.Target.Fill(bare, probing.NewTag());
        if (EndCases.CannotAsk(probing) is { } skipped)
        {
            return skipped;
        }

        if (!(await WithArgumentAsync(probing, command, command.Length + 1)).IsRejected)
        {
            return Outcome.Skipped($"{Escape.Quote(command)} is executed with an argument too");
        }

        int[] lengths = [.. Buffers.Append(found.Longest).Select(size => Math.Max(size, command.Length + 1)).Distinct()];
        (bool IsRejected, Trial Trial)[] trials = await Task.WhenAll(lengths.Select(length => WithArgumentAsync(probing, command, length)));
        int executed = Array.FindIndex(trials, trial => !trial.IsRejected);
        return executed < 0
            ? Outcome.Passed(
                $"{Escape.Quote(command)} with an argument after up to {lengths.Max()} bytes is rejected",
                trials[0].Trial.Transcript)
            : Outcome.Failed(
                $"{Escape.Quote(command)}, spaces, and an argument after {lengths[executed]} bytes is executed as if the argument "
                + "were not there",
                trials[executed].Trial.Transcript);
    }

    private static async Task<(bool IsRejected, Trial Trial)> WithArgumentAsync(Probing probing, byte[] command, int length)
    {
        byte[] line = [.. command, .. Enumerable.Repeat((byte)' ', length - command.Length), (byte)'x', .. probing.Delimiter];
        Trial trial = await probing.TryAsync(line, []);
        return (trial.Replies is not [{ Kind: ReplyKind.Answer }, ..], trial);
    }

    private static async Task<Outcome> TryAllAsync(
        Probing probing, Func<int, (int Offset, int Spaces)[]> aboutLimit, Func<int, (int Offset, int Spaces)[]> aboutBuffer, bool isApart)
    {
        (LimitFound? found, Outcome? skipped) = await LimitCases.FindAsync(probing, mayBeNone: true);
        skipped ??= probing.Description.IsSingle ? Outcome.Skipped("a connection takes one query") : null;
        if (found is null || skipped is not null)
        {
            return skipped!;
        }

        (int Offset, int Spaces)[] places = found.Limit is { } limit ? aboutLimit(limit) : [.. Buffers.SelectMany(aboutBuffer)];
        Outcome?[] outcomes = await Task.WhenAll(places.Select(place => TryOneAsync(probing, place.Offset, place.Spaces, isApart)));
        return outcomes.FirstOrDefault(outcome => outcome?.Verdict == Verdict.Failed)
            ?? Outcome.Passed(
                $"a command at {Probing.Count(places.Length, "offset")} "
                + $"{(found.Limit is null ? "where buffers end" : $"about the limit of {found.Limit}")}: none ran");
    }

    private static async Task<Outcome?> TryOneAsync(Probing probing, int offset, int spaces, bool isApart)
    {
        string tag = probing.NewTag();
        if (probing.Long(offset, probing.NewTag()) is not { } line)
        {
            return null;
        }

        byte[] stream = [.. line, .. Enumerable.Repeat((byte)' ', spaces), .. probing.PingLine(tag)];
        Trial trial = await probing.TryAsync(stream, isApart ? [offset] : []);
        bool hasRun = trial.Replies.Any(reply => reply.Tag == tag);
        return hasRun ? Outcome.Failed($"the command that begins at byte {offset} of the line was executed", trial.Transcript)
            : trial.Finding == Finding.Extra ? Outcome.Failed($"a command at byte {offset} of the line: {trial.Actual}", trial.Transcript)
            : null;
    }
}
