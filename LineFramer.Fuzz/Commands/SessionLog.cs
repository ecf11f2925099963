using System.Globalization;

namespace LineFraming.Fuzz;

/// <summary>
/// Keeps how a session's coverage grew, a row whenever it did, for <c>plot</c>: seconds, executions, blocks reached,
/// blocks there are, inputs in the corpus.
/// </summary>
internal sealed class SessionLog : IDisposable
{
    /// <summary>The first row.</summary>
    public const string Header = "seconds,executions,reached,blocks,corpus";

    /// <summary>Begins a line that is no row: the first names the machine.</summary>
    public const string Comment = "# ";

    private readonly FuzzSession _session;
    private readonly Action<string> _trouble;
    private StreamWriter? _rows;
    private int _reached;

    /// <summary>Begins the log of a session; one of an earlier session over the same target is replaced.</summary>
    public SessionLog(FuzzSession session, Action<string> trouble)
    {
        _session = session;
        _trouble = trouble;
        Try(() =>
        {
            _rows = File.CreateText(Path.Combine(session.Folders.Logs, session.Name + ".csv"));
            _rows.WriteLine(Comment + Processor.Description);
            _rows.WriteLine(Header);
            _rows.Flush();
        });
    }

    /// <summary>Writes a row if more is reached than before.</summary>
    public void Tick()
    {
        if (_session.Best.Reached > _reached)
        {
            Write();
        }
    }

    /// <summary>Writes the last row, so that the end of the session is known.</summary>
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
            _trouble($"{_session.Name}: the log cannot be written: {unwritable.Message}");
            StreamWriter? rows = _rows;
            _rows = null;
            Abandon(rows);
        }
    }

    // To dispose of the writer would try once more to write what it could not.
    private static void Abandon(StreamWriter? rows)
    {
        try
        {
            rows?.BaseStream.Dispose();
        }
        catch (IOException)
        {
            // It is reported already.
        }
    }
}
