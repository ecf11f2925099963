using Xunit;

namespace LineFraming.Tests;

/// <summary>A flag of libFuzzer works in a session, or is rejected in a line that says why.</summary>
public sealed class FuzzerFlagsTests
{
    [Theory]
    [InlineData("-seed=1")]
    [InlineData("-seed=4294967295")]
    [InlineData("-runs=-1")]
    [InlineData("-dict=a=b")]
    [InlineData("-artifact_prefix=here/")]
    [InlineData("-verbosity=2")]
    [InlineData("-fork=0")]
    [InlineData("-handle_segv=0")]
    [InlineData("-unheard_of=1")]
    public void What_libFuzzer_may_be_told_is_left_to_it(string flag) => Assert.Null(FuzzerFlags.WhatIsWrong(flag));

    [Theory]
    [InlineData("seed=1", "is not a flag of libFuzzer")]
    [InlineData("--seed=1", "has one dash")]
    [InlineData("-seed", "a flag has a value")]
    [InlineData("-seed=abc", "has no number that libFuzzer takes")]
    [InlineData("-seed=-1", "has no number that libFuzzer takes")]
    [InlineData("-max_len=-1", "has no number that libFuzzer takes")]
    [InlineData("-runs=", "has no number that libFuzzer takes")]
    [InlineData("-runs=99999999999", "has no number that libFuzzer takes")]
    [InlineData("-fork=2", "--jobs runs as many processes")]
    [InlineData("-jobs=2", "--jobs runs as many processes")]
    [InlineData("-minimize_crash=1", "minimize makes an input smaller")]
    [InlineData("-merge=1", "distil chooses")]
    [InlineData("-verbosity=0", "does not know how far it is")]
    [InlineData("-error_exitcode=0x1", "the usual exit code")]
    public void What_a_session_cannot_do_is_rejected_with_the_reason(string flag, string reason)
    {
        (int exit, string output, string error) = FuzzCommandLineTests.Run("fuzz", "chunking", "--", flag);
        Assert.Equal((2, ""), (exit, output));
        Assert.Contains(flag, error, StringComparison.Ordinal);
        Assert.Contains(reason, error, StringComparison.Ordinal);
        Assert.Equal(1, error.Count(c => c == '\n'));
    }

    [Theory]
    [InlineData(null, "-seed=1")]
    [InlineData(7, "-max_len=9", "-max_len=7")]
    [InlineData(null, "-max_len=0")]
    public void The_last_length_that_is_asked_for_holds(int? expected, params string[] flags) => Assert.Equal(expected, FuzzerFlags.MaxLengthOf(flags));
}
