using Xunit;

namespace LineFraming.Tests;

/// <summary>Tests that a libFuzzer flag works in a session or is rejected with a reason.</summary>
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
    public void Flags_that_libFuzzer_checks_itself_are_accepted(string flag) => Assert.Null(FuzzerFlags.FindError(flag));

    [Theory]
    [InlineData("seed=1", "is not a flag of libFuzzer")]
    [InlineData("--seed=1", "its flags have one dash")]
    [InlineData("-seed", "a flag has a value")]
    [InlineData("-seed=abc", "must have a number that libFuzzer accepts")]
    [InlineData("-seed=-1", "must have a number that libFuzzer accepts")]
    [InlineData("-max_len=-1", "must have a number that libFuzzer accepts")]
    [InlineData("-runs=", "must have a number that libFuzzer accepts")]
    [InlineData("-runs=99999999999", "must have a number that libFuzzer accepts")]
    [InlineData("-fork=2", "--jobs runs several processes")]
    [InlineData("-jobs=2", "--jobs runs several processes")]
    [InlineData("-minimize_crash=1", "minimize makes an input smaller")]
    [InlineData("-merge=1", "distil chooses")]
    [InlineData("-verbosity=0", "reads libFuzzer's progress")]
    [InlineData("-error_exitcode=0x1", "default exit code")]
    public void Flags_that_a_session_cannot_use_are_rejected_with_a_reason(string flag, string reason)
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
    public void The_last_maximum_length_applies(int? expected, params string[] flags) =>
        Assert.Equal(expected, FuzzerFlags.MaxLengthOf(flags));
}
