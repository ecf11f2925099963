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

    private readonly FuzzSession _session;
    private readonly StreamWriter _rows;
    private int _reached;

    /// <summary>Begins the log of a session; one of an earlier session over the same target is replaced.</summary>
    public SessionLog(FuzzSession session)
    {
        _session = session;
        _rows = File.CreateText(Path.Combine(session.Folders.Logs, session.Name + ".csv"));
        _rows.WriteLine(Header);
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
        _rows.Dispose();
    }

    private void Write()
    {
        FuzzerOutput best = _session.Best;
        _reached = best.Reached;
        _rows.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{_session.Elapsed.TotalSeconds:0.00},{_session.Executions},{best.Reached},{best.Blocks},{best.CorpusSize}"));
    }
}
