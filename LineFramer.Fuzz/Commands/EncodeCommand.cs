using System.CommandLine;

namespace LineFraming.Fuzz;

/// <summary>The command that writes a case as a corpus file.</summary>
internal static class EncodeCommand
{
    /// <summary>The name of the argument that may be empty, because a stream may be empty.</summary>
    public const string StreamName = "STREAM";

    /// <summary>Creates the command.</summary>
    public static Command Create(TextWriter output, TextWriter error)
    {
        Argument<string> file = new("FILE") { Description = "The corpus file to write." };
        Argument<string> stream = new(StreamName) { Description = @"The stream, with the escapes \r \n \t \0 \\ \"" and \xHH." };
        Option<string> delimiter = new("--delimiter") { DefaultValueFactory = _ => "crlf" };
        delimiter.Description = $"One of {string.Join(", ", CaseLayout.Delimiters.Select(choice => choice.Name))}.";
        delimiter.AcceptOnlyFromAmong([.. CaseLayout.Delimiters.Select(choice => choice.Name)]);
        Option<int> limit = new("--limit")
        {
            Description = $"The limit in bytes, 0 to 254 or {CaseLayout.LongLimit}.",
            DefaultValueFactory = _ => 4,
        };
        Option<OversizedLineHandling> policy = new("--policy") { Description = "Throw, Truncate or Split." };
        Option<byte[]> chunks = new("--chunks")
        {
            Description = "The chunk sizes, up to 12 of 0 to 255.",
            AllowMultipleArgumentsPerToken = true,
        };
        Option<bool> ended = new("--ended") { Description = "The stream ends after its last byte." };
        Command encode = new("encode", "Writes a case as a corpus file.") { file, stream, delimiter, limit, policy, chunks, ended };
        encode.SetAction(parsed =>
        {
            try
            {
                DelimiterChoice choice = CaseLayout.Delimiters.First(known => known.Name == parsed.GetValue(delimiter));
                FramerOptions options = new(choice, parsed.GetValue(limit), parsed.GetValue(policy));
                int[] sizes = [.. (parsed.GetValue(chunks) ?? []).Select(size => (int)size)];
                FramerCase input = new(options, Escape.Parse(parsed.GetRequiredValue(stream)), sizes, parsed.GetValue(ended));
                byte[] encoded = CaseLayout.Encode(input);
                FramerCase written = CaseLayout.Decode(encoded);
                if (written.Options != options)
                {
                    throw new ArgumentException(
                        $"A corpus file cannot represent --limit {options.MaxLineLength} with --policy {options.OversizedLineHandling}: "
                        + $"the limit is 0 to 254 or {CaseLayout.LongLimit}, for Split at least 1; "
                        + "the policy is Throw, Truncate or Split.");
                }

                File.WriteAllBytes(parsed.GetRequiredValue(file), encoded);
                output.WriteLine(written);
                return 0;
            }
            catch (Exception rejected) when (rejected is ArgumentException or FormatException or IOException or UnauthorizedAccessException)
            {
                error.WriteLine(rejected.Message);
                return FuzzExitCode.Rejected;
            }
        });
        return encode;
    }
}
