namespace LineFraming.Testing;

/// <summary>Which rule a difference from the reference framer violates.</summary>
internal static class ReferenceRules
{
    /// <summary>
    /// The rule of the first event that differs. If the stream has not ended, a missing event may still come, too late.
    /// </summary>
    public static string Of(EventLog expected, EventLog actual, int index, bool isEnded)
    {
        bool isDue = index < expected.Count;
        bool hasCome = index < actual.Count;
        if ((isDue && IsOfTheEnd(expected, index)) || (hasCome && IsOfTheEnd(actual, index)))
        {
            return "R7";
        }

        if (isDue && !hasCome && !isEnded)
        {
            return "R4";
        }

        if (isDue && IsOversized(expected, index) != (hasCome && IsOversized(actual, index)))
        {
            return "R3";
        }

        if (isDue && hasCome && IsOversized(expected, index))
        {
            return "R5";
        }

        bool isEmpty = isDue && expected.Content(index).IsEmpty;
        return isEmpty && hasCome && !actual.Content(index).IsEmpty && actual.Offset(index) > expected.Offset(index) ? "R6" : "R2";
    }

    private static bool IsOfTheEnd(EventLog log, int index) => log.IsUnterminatedError(index) || log.IsUnterminatedLine(index);

    private static bool IsOversized(EventLog log, int index) => log.IsOversized(index) || log.IsTruncated(index) || log.IsPiece(index);
}
