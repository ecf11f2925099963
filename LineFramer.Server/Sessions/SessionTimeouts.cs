using System.IO.Pipelines;
using System.Net.Sockets;

namespace LineFraming.Server;

/// <summary>
/// Ends a session's wait for its peer at a deadline. A wait for bytes ends after <see cref="SessionLimits.Idle"/> without any,
/// and <see cref="SessionLimits.Line"/> after an unfinished line began; a wait for the peer to read its answers ends after
/// <see cref="SessionLimits.Write"/>. Only waiting counts, never work. What the peer did in time counts as in time even if it
/// is seen after the deadline, as when the process did not run for a while.
/// <para>
/// There is one timer, and setting it is avoided: a wait that ends in time leaves it as it is, because the next wait has a later
/// deadline. So the timer sometimes fires too early, and is then set to the deadline of the current wait.
/// </para>
/// </summary>
internal sealed class SessionTimeouts : IDisposable
{
    private const long Never = long.MaxValue;

    // The timer rounds down to milliseconds, so with less than one left it would fire again and again.
    private static readonly TimeSpan ShortestAlarm = TimeSpan.FromMilliseconds(1);

    /// <summary>How long the first bytes of a peer that connects and sends at once may be under way when the server stops.</summary>
    public static readonly TimeSpan Young = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly IDuplexPipe _transport;
    private readonly SessionLimits _limits;
    private readonly Func<SelectMode, bool>? _isReady;
    private readonly long _oldAt;
    private ITimer? _timer;
    private long _alarm = Never;
    private long _due = Never;
    private SessionEnd _dueTo;
    private SessionEnd? _expired;

    // The deadline of the unfinished line; only the session itself knows where lines end.
    private long _lineDue = Never;
    private long _lineNumber;

    /// <summary>Begins to watch; <paramref name="isReady"/> is that of <see cref="LineSession"/>.</summary>
    public SessionTimeouts(IDuplexPipe transport, SessionLimits limits, Func<SelectMode, bool>? isReady)
    {
        _transport = transport;
        _limits = limits;
        _isReady = isReady;
        _oldAt = In(Young);
    }

    /// <summary>Why the session must end, once a wait has passed its deadline; the wait is then cancelled.</summary>
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

    /// <summary>Whether bytes have arrived that the session has not read yet, or the peer's end.</summary>
    public bool HasArrived => _isReady?.Invoke(SelectMode.SelectRead) ?? false;

    /// <summary>Whether the session began more than a second ago.</summary>
    public bool IsOld => _limits.Clock.GetTimestamp() >= _oldAt;

    /// <summary>
    /// Watches the session's wait for bytes, which must be awaited at once; then <see cref="WaitIsOver"/> must be called.
    /// </summary>
    public ValueTask<ReadResult> Watch(ValueTask<ReadResult> reading, bool isFirstAtStop = false)
    {
        if (!reading.IsCompleted)
        {
            long idleDue = In(_limits.Idle);
            (long due, SessionEnd dueTo) = idleDue <= _lineDue ? (idleDue, SessionEnd.Idle) : (_lineDue, SessionEnd.LineDeadline);
            Wait(isFirstAtStop ? Math.Min(due, _oldAt) : due, isFirstAtStop && _oldAt < due ? SessionEnd.Stopped : dueTo);
        }

        return reading;
    }

    /// <summary>
    /// Watches the session's wait for its peer to read, which must be awaited at once; then <see cref="WaitIsOver"/> must be
    /// called.
    /// </summary>
    public ValueTask<FlushResult> Watch(ValueTask<FlushResult> flushing)
    {
        if (!flushing.IsCompleted)
        {
            Wait(In(_limits.Write), SessionEnd.WriteDeadline);
        }

        return flushing;
    }

    /// <summary>
    /// Ends the watch, and says whether bytes or their end arrived: these win over a deadline of the same moment. A flush does
    /// not, because a cancelled flush may have lost what it was to write.
    /// </summary>
    public void WaitIsOver(bool hasArrived = false)
    {
        lock (_lock)
        {
            _due = Never;
            _expired = hasArrived && _expired != SessionEnd.WriteDeadline ? null : _expired;
        }
    }

    /// <summary>
    /// Reports how many lines the peer has finished, and whether it has begun another; a line that continues keeps its
    /// deadline.
    /// </summary>
    public void LineIs(long linesRead, bool isBegun)
    {
        if (!isBegun)
        {
            _lineDue = Never;
        }
        else if (_lineDue == Never || linesRead != _lineNumber)
        {
            _lineDue = In(_limits.Line);
            _lineNumber = linesRead;
        }
    }

    /// <summary>Stops watching.</summary>
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
        : _limits.Clock.GetTimestamp() + (long)(time.TotalSeconds * _limits.Clock.TimestampFrequency);

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
        TimeSpan left = _limits.Clock.GetElapsedTime(_limits.Clock.GetTimestamp(), due);
        left = left < ShortestAlarm ? ShortestAlarm : left;
        _timer ??= _limits.Clock.CreateTimer(
            static timeouts => ((SessionTimeouts)timeouts!).Alarm(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(left, Timeout.InfiniteTimeSpan);
        _alarm = due;
    }

    private void Alarm()
    {
        bool isToRead;
        lock (_lock)
        {
            _alarm = Never;
            if (_due == Never)
            {
                return;
            }

            if (_limits.Clock.GetTimestamp() < _due)
            {
                SetAlarm(_due);
                return;
            }

            isToRead = _dueTo != SessionEnd.WriteDeadline;
            if (_isReady?.Invoke(isToRead ? SelectMode.SelectRead : SelectMode.SelectWrite) ?? false)
            {
                // The peer has acted in time, and the session is about to see it: look again soon.
                SetAlarm(In(PeerDeadline.LookAgain));
                return;
            }

            _expired = _dueTo;
            _due = Never;
        }

        // Outside of the lock, because these calls may run the session.
        if (isToRead)
        {
            _transport.Input.CancelPendingRead();
        }
        else
        {
            _transport.Output.CancelPendingFlush();
        }
    }
}
