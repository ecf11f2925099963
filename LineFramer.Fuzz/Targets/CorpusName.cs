namespace LineFraming.Fuzz;

/// <summary>Names for corpus files that were not given one.</summary>
public static class CorpusName
{
    /// <summary>A name that says what a case is about; others may have the same.</summary>
    /// <param name="input">The case.</param>
    /// <returns>For example <c>distilled-crlf-or-lf-truncate-limit-3-of-20-bytes</c>.</returns>
    public static string Of(FramerCase input)
    {
        FramerOptions options = input.Options;
        string delimiter = options.Delimiter.Name.Replace("|", "-or-", StringComparison.Ordinal);
#pragma warning disable CA1308 // The names in the corpus are in small letters.
        string policy = options.OversizedLineHandling.ToString().ToLowerInvariant();
#pragma warning restore CA1308
        return $"distilled-{delimiter}-{policy}-limit-{options.MaxLineLength}-of-{input.Stream.Length}-bytes";
    }
}
