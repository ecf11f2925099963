using System.Globalization;

namespace LineFraming.Fuzz;

/// <summary>
/// Logs the coverage of a session for <c>plot</c>, one row whenever it grows: seconds, executions, blocks reached, all blocks,
/// inputs in the corpus.
/// </summary>
internal sealed class SessionLog : IDisposable
{
    /// <summary>The header row of the file.</summary>
    public const string Header = "seconds,executions,reached,blocks,corpus";

    /// <summary>The start of a line that is not a row; the first such line names the machine.</summary>
    public const string Comment = "# ";

    private readonly FuzzSession _session;
    private readonly Action<string> _warn;
    private StreamWriter? _rows;
    private int _reached;

    /// <summary>Starts the log of a session, and replaces that of an earlier session of the same target.</summary>
    public SessionLog(FuzzSession session, Action<string> warn)
    {
        _session = session;
        _warn = warn;
        Try(() =>
        {
            _rows = File.CreateText(Path.Combine(session.Folders.Logs, session.Name + ".csv"));
            _rows.WriteLine(Comment + Processor.Description);
            _rows.WriteLine(Header);
            _rows.Flush();
        });
    }

    /// <summary>Writes a row if coverage has grown.</summary>
    public void Tick()
    {
        if (_session.Best.Reached > _reached)
        {
            Write();
        }
    }

    /// <summary>Writes the last row, which has the end of the session.</summary>
    public void Dispose()
    {
        Write();
        Try(() => _rows?.Dispose());
    }

    private void Write()
    {
        FuzzerOutput best = _session.Best;
        _reached = best.Reached;
        Try(() =>
        {
            _rows?.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{_session.Elapsed.TotalSeconds:0.00},{_session.Executions},{best.Reached},{best.Blocks},{best.CorpusSize}"));
            _rows?.Flush();
        });
    }

    private void Try(Action write)
    {
        try
        {
            write();
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            _warn($"{_session.Name}: the log cannot be written: {unwritable.Message}");
            StreamWriter? rows = _rows;
            _rows = null;
            Abandon(rows);
        }
    }

    // Disposing of the writer would try again to write what could not be written.
    private static void Abandon(StreamWriter? rows)
    {
        try
        {
            rows?.BaseStream.Dispose();
        }
        catch (IOException)
        {
            // The failure has been reported.
        }
    }
}
