using System.Globalization;

namespace LineFraming.FuzzEngine;

/// <summary>The inputs of a session: the seed inputs, and the corpus that it adds to.</summary>
internal sealed class SessionInputs : IDisposable
{
    // libFuzzer's default limit for the length of inputs.
    private const int DefaultMaxLength = 1 << 20;

    private static readonly EnumerationOptions WithoutLinks =
        new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };

    private readonly SessionOptions _options;
    private readonly int? _maxLength;
    private readonly TemporaryFolder? _empty;
    private readonly int _filesBefore;

    /// <summary>Prepares the corpus folder.</summary>
    /// <exception cref="IOException">The folder cannot be made or read.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to the folder is denied.</exception>
    public SessionInputs(SessionOptions options, FuzzFolders folders, int? maxLength)
    {
        _options = options;
        _maxLength = maxLength;
        _empty = options.FromEmpty ? folders.EmptyCorpus() : null;
        Corpus = _empty?.Path ?? folders.CorpusOf(options.Target);
        _filesBefore = Directory.GetFiles(Corpus).Length;
        Truncation = FindTruncation();
    }

    /// <summary>The corpus folder, which the session adds to.</summary>
    public string Corpus { get; }

    /// <summary>All input folders; libFuzzer writes to the first one.</summary>
    public IEnumerable<string> Folders => !_options.FromEmpty && _options.Target.Seeds is { } seeds ? [Corpus, seeds] : [Corpus];

    /// <summary>The number of inputs that were added; null if the folder can no longer be read.</summary>
    public int? New
    {
        get
        {
            try
            {
                return Directory.GetFiles(Corpus).Length - _filesBefore;
            }
            catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
            {
                return null;
            }
        }
    }

    /// <summary>The maximum length of inputs that libFuzzer reads and generates; null for its default.</summary>
    public int? MaxLength
    {
        get
        {
            int? wanted = FuzzerFlags.MaxLengthOf(_options.Flags)
                ?? _options.Target.MaxLength
                ?? Files.Select(input => input.Length)
                    .Where(length => length is > DefaultMaxLength and <= int.MaxValue)
                    .Max(length => (int?)length);
            return wanted > _maxLength ? _maxLength : wanted;
        }
    }

    /// <summary>A line about seed inputs that are read only up to the maximum length; null if there are none.</summary>
    public string? Truncation { get; }

    private IEnumerable<FileInfo> Files => Folders.SelectMany(folder => new DirectoryInfo(folder).EnumerateFiles("*", WithoutLinks));

    /// <inheritdoc/>
    public void Dispose() => _empty?.Dispose();

    private string? FindTruncation()
    {
        int truncated = MaxLength is { } length ? Files.Count(input => input.Length > length) : 0;
        string what = truncated == 1 ? "1 input is longer" : $"{truncated} inputs are longer";
        string more = MaxLength == _maxLength ? "this engine supports no more" : "-- -max_len=BYTES reads more";
        return truncated == 0 ? null : string.Create(
            CultureInfo.InvariantCulture, $"{_options.Target.FolderName}: {what} than {MaxLength:N0} bytes; the rest is not read; {more}");
    }
}
