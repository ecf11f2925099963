using System.Globalization;

namespace LineFraming.FuzzEngine;

/// <summary>The inputs of a session: those that it begins with, and the folder that it adds to.</summary>
internal sealed class SessionInputs : IDisposable
{
    // What libFuzzer takes of an input if nothing asks for more.
    private const int LongestUnasked = 1 << 20;

    private static readonly EnumerationOptions WithoutLinks = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };

    private readonly SessionOrder _order;
    private readonly int? _longest;
    private readonly HeldFolder? _empty;
    private readonly int _filesBefore;

    /// <summary>Prepares the folder.</summary>
    /// <exception cref="IOException">It cannot be made or read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be made or read.</exception>
    public SessionInputs(SessionOrder order, FuzzFolders folders, int? longest)
    {
        _order = order;
        _longest = longest;
        _empty = order.FromEmpty ? folders.EmptyCorpus() : null;
        Corpus = _empty?.Path ?? folders.CorpusOf(order.Target);
        _filesBefore = Directory.GetFiles(Corpus).Length;
        Cut = WhatIsCut();
    }

    /// <summary>The folder that the session adds to.</summary>
    public string Corpus { get; }

    /// <summary>All folders, the one that libFuzzer writes to first.</summary>
    public IEnumerable<string> Folders => !_order.FromEmpty && _order.Target.Seeds is { } seeds ? [Corpus, seeds] : [Corpus];

    /// <summary>How many inputs were added; null if the folder cannot be read any more.</summary>
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

    /// <summary>The longest input that libFuzzer reads and makes; null for what it chooses.</summary>
    public int? MaxLength
    {
        get
        {
            int? wanted = FuzzerFlags.MaxLengthOf(_order.Flags)
                ?? _order.Target.MaxLength
                ?? Files.Select(input => input.Length).Where(length => length is > LongestUnasked and <= int.MaxValue).Max(length => (int?)length);
            return wanted > _longest ? _longest : wanted;
        }
    }

    /// <summary>What is cut short of the inputs that the session begins with, in one line; null if nothing is.</summary>
    public string? Cut { get; }

    private IEnumerable<FileInfo> Files => Folders.SelectMany(folder => new DirectoryInfo(folder).EnumerateFiles("*", WithoutLinks));

    /// <inheritdoc/>
    public void Dispose() => _empty?.Dispose();

    private string? WhatIsCut()
    {
        int cut = MaxLength is { } length ? Files.Count(input => input.Length > length) : 0;
        string what = cut == 1 ? "1 input is longer" : $"{cut} inputs are longer";
        string more = MaxLength == _longest ? "this engine takes no more" : "-- -max_len=BYTES reads more";
        return cut == 0 ? null : string.Create(
            CultureInfo.InvariantCulture, $"{_order.Target.FolderName}: {what} than {MaxLength:N0} bytes and read only so far; {more}");
    }
}
