using System.Runtime.CompilerServices;

namespace LineFraming.Testing;

/// <summary>R9 of a reader that fetches its bytes itself: what it has consumed of its stream or pipe when it returns a line.</summary>
internal static class WholeRunHandOff
{
    /// <summary>
    /// After each line the reader has consumed up to its delimiter and no more, and a new reader on what is left gives the lines
    /// that follow.
    /// </summary>
    /// <exception cref="PropertyViolatedException">It consumed more or less.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void ThrowIfNotExact(FramerFactory factory, FramerCase input, EventLog all)
    {
        for (int i = 0; i < all.Count && !all.IsOversized(i); i++)
        {
            if (all.IsPiece(i) || all.IsTruncated(i))
            {
                continue;
            }

            int end = (int)all.Offset(i) + all.Content(i).Length + all.Delimiter(i).Length;
            bool isLineFeedJoined = input.Options.Delimiter.IsAnyNewline && all.Delimiter(i) is [(byte)'\r']
                && all.ConsumedAt(i) == end + 1;
            if (all.ConsumedAt(i) != end && !(isLineFeedJoined && input.Stream[end] == '\n'))
            {
                ContractViolation.R9HandOff($"{all.Describe(i)} was returned with {all.ConsumedAt(i)} bytes consumed, expected {end}");
            }
        }

        ThrowIfANewOneDiffers(factory, input, all);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowIfANewOneDiffers(FramerFactory factory, FramerCase input, EventLog all)
    {
        if (all.Count < 2 || all.IsPiece(0) || all.IsTruncated(0) || all.IsOversized(0))
        {
            return;
        }

        int consumed = (int)all.ConsumedAt(0);
        if (input.Options.Delimiter.IsAnyNewline && input.Stream[consumed] == '\n')
        {
            return;
        }

        EventLog fresh = new();
        new Feeder(factory(input.Options), fresh).FeedAll((input with { Stream = input.Stream[consumed..], IsEnded = false }).View);
        if (fresh.Count != all.Count - 1 || !fresh.Content(0).SequenceEqual(all.Content(1)))
        {
            ContractViolation.R9HandOff($"a new reader after {all.Describe(0)}: expected {all.Describe(1)}, got {fresh.Describe(0)}");
        }
    }
}
