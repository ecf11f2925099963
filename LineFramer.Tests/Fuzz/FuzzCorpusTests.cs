using Xunit;

namespace LineFraming.Tests;

/// <summary>Tests how a test project uses the engine's package: to run a corpus and to report states.</summary>
public sealed class FuzzCorpusTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_input_is_run_in_the_order_of_the_names()
    {
        Write("b", "2");
        Write("a", "1");
        Write(Path.Combine("c", "inner"), "3");
        List<string> run = [];
        Assert.Equal(3, FuzzCorpus.Replay(_folder.FullName, input => run.Add(System.Text.Encoding.ASCII.GetString(input))));
        Assert.Equal(["1", "2", "3"], run);
        Assert.Equal(1, FuzzCorpus.Replay(Path.Combine(_folder.FullName, "a"), input => run.Clear()));
    }

    [Fact]
    public void Every_input_that_fails_is_named_with_its_exception()
    {
        Array.ForEach(["a", "b", "c"], name => Write(name, name));
        int run = 0;
        FuzzCorpusException failed = Assert.Throws<FuzzCorpusException>(() => FuzzCorpus.Replay(_folder.FullName, input =>
        {
            run++;
            _ = input[0] == 'b' ? 0 : throw new FormatException($"not {(char)input[0]}");
        }));
        Assert.Equal(3, run);
        Assert.StartsWith("2 of 3 inputs fail:", failed.Message, StringComparison.Ordinal);
        Assert.Contains($"{Path.Combine(_folder.FullName, "a")}: System.FormatException: not a", failed.Message, StringComparison.Ordinal);
        Assert.Contains($"{Path.Combine(_folder.FullName, "c")}: System.FormatException: not c", failed.Message, StringComparison.Ordinal);
        Assert.Equal("not a", failed.InnerException!.Message);
    }

    [Fact]
    public void The_first_failures_are_named_and_the_others_counted()
    {
        Array.ForEach([.. Enumerable.Range(10, 12)], number => Write($"{number}", "x"));
        string message = Assert.Throws<FuzzCorpusException>(
            () => FuzzCorpus.Replay(_folder.FullName, _ => throw new FormatException())).Message;
        Assert.StartsWith("12 of 12 inputs fail:", message, StringComparison.Ordinal);
        Assert.EndsWith("and 2 more", message, StringComparison.Ordinal);
    }

    /// <summary>A test runner reads the message of the inner exception too.</summary>
    [Fact]
    public void An_exception_whose_message_throws_is_named_with_its_type_and_stack()
    {
        Array.ForEach(["a", "b"], name => Write(name, name));
        FuzzCorpusException failed = Assert.Throws<FuzzCorpusException>(
            () => FuzzCorpus.Replay(
                _folder.FullName, input => throw (input[0] == 'a' ? new NoMessageException() : new FormatException("b"))));
        string type = $"{typeof(FuzzCorpusTests).FullName}+{nameof(NoMessageException)}: ";
        Assert.Contains($"{Path.Combine(_folder.FullName, "a")}: {type}", failed.Message, StringComparison.Ordinal);
        Assert.Contains(
            nameof(An_exception_whose_message_throws_is_named_with_its_type_and_stack), failed.Message, StringComparison.Ordinal);
        Assert.Contains($"{Path.Combine(_folder.FullName, "b")}: System.FormatException: b", failed.Message, StringComparison.Ordinal);
        Assert.StartsWith(type, failed.InnerException!.Message, StringComparison.Ordinal);
        Assert.Contains(type, failed.ToString(), StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Links_to_files_are_followed_and_links_to_folders_are_not()
    {
        Needs.SymbolicLinks();
        Write("a", "1");
        Directory.CreateSymbolicLink(Path.Combine(_folder.FullName, "itself"), ".");
        File.CreateSymbolicLink(Path.Combine(_folder.FullName, "b"), "a");
        File.CreateSymbolicLink(Path.Combine(_folder.FullName, "dangling"), "none");
        Assert.Equal(["a", "b", "dangling"], FuzzCorpus.FilesOf(_folder.FullName).Select(Path.GetFileName));
    }

    [Fact]
    public void A_folder_without_inputs_is_rejected()
    {
        Assert.Throws<ArgumentException>(() => FuzzCorpus.Replay(_folder.FullName, _ => { }));
        Assert.Throws<DirectoryNotFoundException>(() => FuzzCorpus.Replay(Path.Combine(_folder.FullName, "none"), _ => { }));
        Assert.Throws<ArgumentNullException>(() => FuzzCorpus.Replay(_folder.FullName, null!));
    }

    [Fact]
    public void Hints_outside_of_a_session_do_nothing()
    {
        StateHints.Report(0);
        StateHints.Report(-1);
        StateHints.Report(int.MaxValue);
    }

    private void Write(string name, string content)
    {
        string file = Path.Combine(_folder.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, content);
    }

    private sealed class NoMessageException : Exception
    {
        public override string Message => throw new NotSupportedException();
    }
}
