namespace LineFraming.Fuzz;

/// <summary>Makes names for new corpus files.</summary>
public static class CorpusName
{
    /// <summary>Makes a name that describes a case; other cases may have the same name.</summary>
    /// <param name="input">The case.</param>
    /// <returns>The name, such as <c>distilled-crlf-or-lf-truncate-limit-3-of-20-bytes</c>.</returns>
    public static string Of(FramerCase input)
    {
        FramerOptions options = input.Options;
        string delimiter = options.Delimiter.Name.Replace("|", "-or-", StringComparison.Ordinal);
#pragma warning disable CA1308 // The names in the corpus are in lower case.
        string policy = options.OversizedLineHandling.ToString().ToLowerInvariant();
#pragma warning restore CA1308
        return $"distilled-{delimiter}-{policy}-limit-{options.MaxLineLength}-of-{input.Stream.Length}-bytes";
    }
}
