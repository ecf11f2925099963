using LineFraming.Testing;
using LineFraming.Testing.Xunit;

namespace LineFraming.Tests;

internal sealed class MyFramerTests : FramerSuite
{
    protected override FramerAdapter Adapter { get; } = FramerAdapter.Of(
        new FramerCapabilities { Delimiters = [DelimiterChoice.Lf, DelimiterChoice.CrLf], Limits = null },
        Make);

    internal static IFramer Make(FramerOptions options) => new MyFramer(options.Delimiter.Strings[0]);

    private sealed class MyFramer(byte[] delimiter) : IFramer
    {
        private byte[] _buffered = [];
        private long _offset;

        public bool TryRead(ref ReadOnlySpan<byte> chunk, EventLog log)
        {
            byte[] bytes = [.. _buffered, .. chunk];
            int length = bytes.AsSpan().IndexOf(delimiter);
            if (length < 0)
            {
                _buffered = bytes;
                chunk = default;
                return false;
            }

            log.Line(_offset, bytes.AsSpan(0, length), delimiter);
            chunk = chunk[(length + delimiter.Length - _buffered.Length)..];
            _offset += length + delimiter.Length;
            _buffered = [];
            return true;
        }

        public bool TryReadRest(EventLog log)
        {
            byte[] rest = _buffered;
            _buffered = [];
            if (rest.Length > 0)
            {
                log.Line(_offset, rest, default);
            }

            return rest.Length > 0;
        }
    }
}
