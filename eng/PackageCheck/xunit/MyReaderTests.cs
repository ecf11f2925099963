using LineFraming;
using LineFraming.Testing;
using LineFraming.Testing.Xunit;

public sealed class MyReaderTests : FramerSuite
{
    private static readonly FramerCapabilities Offered = new()
    {
        Delimiters = [DelimiterChoice.CrLf],
        Limits = new LimitRange(1, 8192),
        Policies = [OversizedLineHandling.Throw],
        IsOversized = thrown => thrown is InvalidDataException,
        ReadsAhead = true,
    };

    protected override FramerAdapter Adapter { get; } =
        FramerAdapter.OverStream(Offered, (stream, options) => new MyReader(stream, options.MaxLineLength).ReadLine);
}
