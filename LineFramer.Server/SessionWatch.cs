using System.IO.Pipelines;

namespace LineFraming.Server;

/// <summary>
/// Ends a session's wait for its peer when the peer has had its time. One that waits for bytes is due when none came for
/// <see cref="SessionLimits.Idle"/>, and when a line that began is not finished within <see cref="SessionLimits.Line"/>;
/// one that waits to be read from, within <see cref="SessionLimits.Write"/>. Only waiting counts, never work.
/// <para>
/// There is one timer, and it is mostly left alone: a wait that ends in time only forgets when it was due, and the next
/// is due later still. So the timer goes off early now and then, and is then set to when the wait of that moment is due.
/// </para>
/// </summary>
/// <param name="transport">What is waited for.</param>
/// <param name="limits">How long.</param>
internal sealed class SessionWatch(IDuplexPipe transport, SessionLimits limits) : IDisposable
{
    private const long Never = long.MaxValue;

    // A timer rounds down to milliseconds and would go off again and again within the last one.
    private static readonly TimeSpan ShortestAlarm = TimeSpan.FromMilliseconds(1);

    private readonly Lock _lock = new();
    private ITimer? _timer;
    private long _alarm = Never;
    private long _due = Never;
    private SessionEnd _dueTo;
    private SessionEnd? _expired;

    // Of the line that is not finished; only the session itself knows lines.
    private long _lineDue = Never;
    private long _lineNumber;

    /// <summary>Why the session is to end, once a wait took too long; the wait is then cancelled.</summary>
    public SessionEnd? Expired
    {
        get
        {
            lock (_lock)
            {
                return _expired;
            }
        }
    }

    /// <summary>Watches the session wait for bytes. To be awaited at once, and <see cref="WaitIsOver"/> told after.</summary>
    /// <param name="reading">A read of the transport's input.</param>
    /// <returns>The same.</returns>
    public ValueTask<ReadResult> Watch(ValueTask<ReadResult> reading)
    {
        if (!reading.IsCompleted)
        {
            long idleDue = In(limits.Idle);
            Wait(Math.Min(idleDue, _lineDue), idleDue <= _lineDue ? SessionEnd.Idle : SessionEnd.LineDeadline);
        }

        return reading;
    }

    /// <summary>Watches the session wait to be read from. To be awaited at once, and <see cref="WaitIsOver"/> told after.</summary>
    /// <param name="flushing">A flush of the transport's output.</param>
    /// <returns>The same.</returns>
    public ValueTask<FlushResult> Watch(ValueTask<FlushResult> flushing)
    {
        if (!flushing.IsCompleted)
        {
            Wait(In(limits.Write), SessionEnd.WriteDeadline);
        }

        return flushing;
    }

    /// <summary>Says that what was watched has ended.</summary>
    public void WaitIsOver()
    {
        lock (_lock)
        {
            _due = Never;
        }
    }

    /// <summary>Says where in its lines the peer is; a line that goes on keeps the time at which it is due.</summary>
    /// <param name="linesRead">How many lines are finished.</param>
    /// <param name="isBegun">Whether there are bytes of another.</param>
    public void LineIs(long linesRead, bool isBegun)
    {
        if (!isBegun)
        {
            _lineDue = Never;
        }
        else if (_lineDue == Never || linesRead != _lineNumber)
        {
            _lineDue = In(limits.Line);
            _lineNumber = linesRead;
        }
    }

    /// <summary>Watches no longer.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _due = Never;
            _timer?.Dispose();
        }
    }

    private long In(TimeSpan time) => time == Timeout.InfiniteTimeSpan
        ? Never
        : limits.Clock.GetTimestamp() + (long)(time.TotalSeconds * limits.Clock.TimestampFrequency);

    private void Wait(long due, SessionEnd dueTo)
    {
        lock (_lock)
        {
            _due = due;
            _dueTo = dueTo;
            if (due < _alarm)
            {
                SetAlarm(due);
            }
        }
    }

    private void SetAlarm(long due)
    {
        TimeSpan left = limits.Clock.GetElapsedTime(limits.Clock.GetTimestamp(), due);
        left = left < ShortestAlarm ? ShortestAlarm : left;
        _timer ??= limits.Clock.CreateTimer(
            static watch => ((SessionWatch)watch!).Alarm(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(left, Timeout.InfiniteTimeSpan);
        _alarm = due;
    }

    private void Alarm()
    {
        SessionEnd expired;
        lock (_lock)
        {
            _alarm = Never;
            if (_due == Never)
            {
                return;
            }

            if (limits.Clock.GetTimestamp() < _due)
            {
                SetAlarm(_due);
                return;
            }

            expired = _dueTo;
            _expired = expired;
            _due = Never;
        }

        // Outside the lock: the session may go on within these calls.
        if (expired == SessionEnd.WriteDeadline)
        {
            transport.Output.CancelPendingFlush();
        }
        else
        {
            transport.Input.CancelPendingRead();
        }
    }
}
