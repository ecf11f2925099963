using System.Buffers;
using System.Runtime.CompilerServices;

namespace LineFraming.Testing;

/// <summary>The property that a writer cannot be made to write anything but one line.</summary>
internal static class WriterProperty
{
    /// <summary>
    /// R14: what is written is read back as that one line and nothing else; what would not be is rejected, with nothing
    /// written; and nothing else is rejected.
    /// </summary>
    /// <exception cref="PropertyViolatedException">The writer was tricked, or rejects what it need not.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void WriterCannotBeTricked(FramerFactory factory, FramerCase input)
    {
        ArrayBufferWriter<byte> output = new();
        bool? isWritten = factory(input.Options).TryWrite(output, input.Stream);
        if (isWritten == true && !IsReadAs(input, output.WrittenSpan))
        {
            ContractViolation.R14Writer($"{Escape.Quote(input.Stream)} was written as {Escape.Quote(output.WrittenSpan)}");
        }

        if (isWritten == false && output.WrittenCount > 0)
        {
            ContractViolation.R14Writer($"{Escape.Quote(input.Stream)} was rejected, but {Escape.Quote(output.WrittenSpan)} was written");
        }

        byte[] delimiter = input.Options.Delimiter.IsAnyNewline ? [.. "\r\n"u8] : input.Options.Delimiter.Strings[0];
        if (isWritten == false && IsReadAs(input, [.. input.Stream, .. delimiter]))
        {
            ContractViolation.R14Writer($"{Escape.Quote(input.Stream)} was rejected, but would be read back as it is");
        }
    }

    private static bool IsReadAs(FramerCase input, ReadOnlySpan<byte> written)
    {
        FramerOptions options = input.Options with { MaxLineLength = written.Length, OversizedLineHandling = OversizedLineHandling.Throw };
        EventLog log = new();
        ReferenceFramer.Read(written, isEnded: true, options, log);
        return log.Count == 1 && !log.Delimiter(0).IsEmpty && log.Content(0).SequenceEqual(input.Stream);
    }
}
