namespace LineFraming.Testing;

/// <summary>The rules of the contract, each in one sentence, for reports.</summary>
internal static class ContractRules
{
    private static readonly string[] Sentences =
    [
        "Chunking never shows: the same bytes give the same lines, wherever chunks end.",
        "A line ends where the earliest ending match ends; of the delimiters that end there, the longest ended it.",
        "The limit counts content bytes, delimiter excluded: a line of exactly the limit is a line, one more byte is oversized.",
        "A line is reported with the byte that ends it, and as oversized with the byte that proves it: not a byte earlier or later.",
        "An oversized line is reported once, as the policy says, and its remainder never passes for a line.",
        "Empty lines are lines.",
        "The end of the stream yields the bytes after the last delimiter, if any, as one unterminated line, and then ends.",
        "Nothing is lost or invented: every byte is in exactly one line, delimiter, remainder, the buffer or the unread rest.",
        "Hand-off is exact: nothing past the line just returned is consumed.",
        "At most the limit plus the longest delimiter, less one byte, is buffered, and nothing between lines.",
        "Work is linear in the stream: no byte is scanned twice or copied more than once.",
        "Nothing is allocated per line or per chunk once warm.",
        "Any byte is data: data never throws, except by the policy Throw.",
        "The writer cannot be tricked: what is written is read back as that one line, or is rejected with nothing written.",
        "In the mode for any newline a CR ends a line at once, and an LF that follows belongs to the same ending.",
        "Resuming is exact: from a stored checkpoint the same events follow.",
    ];

    /// <summary>Whether a text names a rule, as <c>R7</c>.</summary>
    public static bool IsKnown(string rule) => IndexOf(rule) >= 0;

    /// <summary>The rule's sentence.</summary>
    public static string SentenceOf(string rule) => Sentences[IndexOf(rule)];

    private static int IndexOf(string rule) => Array.FindIndex(Sentences, sentence => rule == $"R{Array.IndexOf(Sentences, sentence) + 1}");
}
