namespace LineFraming.Testing;

/// <summary>Which rule a difference from the reference framer violates.</summary>
internal static class ReferenceRules
{
    /// <summary>
    /// What throws for the rule of the first event that differs. If the stream has not ended, a missing event may still come,
    /// too late.
    /// </summary>
    public static Action<string> ThrowerOf(EventLog expected, EventLog actual, int index, bool isEnded)
    {
        bool isDue = index < expected.Count;
        bool hasCome = index < actual.Count;
        if ((isDue && IsOfTheEnd(expected, index)) || (hasCome && IsOfTheEnd(actual, index)))
        {
            return ContractViolation.R7End;
        }

        if (isDue && !hasCome && !isEnded)
        {
            return ContractViolation.R4When;
        }

        if (isDue && IsOversized(expected, index) != (hasCome && IsOversized(actual, index)))
        {
            return ContractViolation.R3Limit;
        }

        if (isDue && hasCome && IsOversized(expected, index))
        {
            return ContractViolation.R5Oversized;
        }

        bool isEmpty = isDue && expected.Content(index).IsEmpty;
        return isEmpty && hasCome && !actual.Content(index).IsEmpty && actual.Offset(index) > expected.Offset(index)
            ? ContractViolation.R6EmptyLine
            : ContractViolation.R2Delimiter;
    }

    private static bool IsOfTheEnd(EventLog log, int index) => log.IsUnterminatedError(index) || log.IsUnterminatedLine(index);

    private static bool IsOversized(EventLog log, int index) => log.IsOversized(index) || log.IsTruncated(index) || log.IsPiece(index);
}
