using LineFraming.Fuzz;
using LineFraming.Server;
using LineFraming.Testing;

namespace LineFraming.Tests.Server;

/// <summary>
/// One scenario of a session, drawn from a seed: what its peer sends and in which chunks, when the peer reads, when the clock
/// advances, in which order tasks run, and which faults occur. The session is the server's own.
/// </summary>
internal sealed class FaultSchedule : IDisposable
{
    private static readonly DelimiterChoice[] Delimiters =
    [
        DelimiterChoice.CrLf, DelimiterChoice.Lf, DelimiterChoice.AnyNewline, DelimiterChoice.Nul,
    ];
    private static readonly string[] Words = ["\r\n", "\r\n", "\n", "\r", "\0", ".", "a", "bc", "def"];

    private readonly ServerMetrics _metrics = new();
    private readonly Random _random;
    private readonly ManualClock _clock = new();
    private readonly SimulatedScheduler _scheduler;
    private readonly CountingPool _pool;
    private readonly SimulatedConnection _connection;
    private readonly CancellationTokenSource _stop = new();
    private readonly FramerOptions _options;
    private readonly byte[] _stream;
    private readonly int _faults;
    private readonly bool _endsSending;
    private Task<SessionEnd> _session = null!;
    private int _sent;
    private int? _sentBeforeStop;
    private bool _isReset;
    private bool _hasEndedSending;

    private FaultSchedule(int seed)
    {
        _random = new Random(seed);
        _scheduler = new SimulatedScheduler(_random);
        _pool = new CountingPool(_random.Next(1, 24));
        _connection = new SimulatedConnection(_random, _scheduler, _pool);
        _options = new FramerOptions(Delimiters[_random.Next(Delimiters.Length)], _random.Next(1, 12), OversizedLineHandling.Throw);
        _stream = [.. Enumerable.Range(0, _random.Next(30)).SelectMany(_ => Words[_random.Next(Words.Length)].Select(c => (byte)c))];
        _faults = _random.Next(4);
        _endsSending = _random.Next(3) > 0;
    }

    /// <summary>Runs the scenario of a seed.</summary>
    /// <returns>How the session ended; null if the peer reset the connection.</returns>
    /// <exception cref="PropertyViolatedException">The session broke a promise of the server.</exception>
    public static SessionEnd? Run(int seed)
    {
        using FaultSchedule schedule = new(seed);
        schedule.RunSteps();
        schedule.End();
        return schedule.Judge();
    }

    public void Dispose()
    {
        _stop.Dispose();
        _pool.Dispose();
    }

    private void RunSteps()
    {
        SessionLimits limits = new()
        {
            Idle = TimeSpan.FromSeconds(10),
            Line = TimeSpan.FromSeconds(5),
            Write = TimeSpan.FromSeconds(3),
            Linger = TimeSpan.FromSeconds(2),
            LingerBytes = _random.Next(1, 40),
            ReadsATurn = _random.Next(1, 4),
            Clock = _clock,
            Elsewhere = _scheduler,
        };
        ChatProtocol protocol = new(_options.Delimiter.Real, _options.MaxLineLength);
        LineFramer framer = new(_options.Delimiter.Real, _options.MaxLineLength);
        _session = new LineSession(protocol, framer, limits, _metrics).RunAsync(_connection, _stop.Token);
        int steps = _random.Next(10, 150);
        for (int i = 0; i < steps && !_session.IsCompleted; i++)
        {
            Step(_random.Next(24));
            ThrowIf(framer.BytesBuffered > _options.MaxBuffered, "R10", $"the session buffers {framer.BytesBuffered} bytes of a line");
        }
    }

    private void Step(int choice)
    {
        switch (choice)
        {
            case < 10 when !_scheduler.IsIdle:
                _scheduler.RunOne();
                break;
            case < 16 when _connection.CanSend && _sent < _stream.Length:
                int count = Math.Min(_random.Next(1, 9), _stream.Length - _sent);
                _connection.Send(_stream.AsSpan(_sent, count));
                _sent += count;
                break;
            case < 20:
                _connection.Read(there => _random.NextInt64(there + 1));
                break;
            case 20 when _endsSending && _sent == _stream.Length:
                EndSending();
                break;
            case 21:
                _clock.Advance(TimeSpan.FromMilliseconds(_random.Next(3000)));
                break;
            case 22 when _faults == 1:
                Reset();
                break;
            case 23 when _faults == 2 && _sentBeforeStop is null:
                _sentBeforeStop = _sent;
                _stop.Cancel();
                break;
        }
    }

    // The session ends by its timeouts, whether or not the peer does its part.
    private void End()
    {
        if (_endsSending)
        {
            EndSending();
        }

        bool reads = _faults != 3;
        for (int i = 0; i < 60 && !_session.IsCompleted; i++)
        {
            while (!_scheduler.IsIdle)
            {
                _scheduler.RunOne();
                ReadAll(reads);
            }

            ReadAll(reads);
            _clock.Advance(_scheduler.IsIdle ? TimeSpan.FromSeconds(1) : TimeSpan.Zero);
        }

        ThrowIf(!_session.IsCompleted, "R7", "the session does not end");
        ReadAll(reads);
    }

    private SessionEnd? Judge()
    {
        SessionEnd? end = _session.IsCompletedSuccessfully ? _session.Result : null;
        ThrowIf(
            end is null && !(_isReset && _session.Exception?.InnerException is IOException),
            "R13",
            $"the session failed: {_session.Exception}");
        ThrowIf(_metrics.Unread != 0, "R8", $"{_metrics.Unread} flushes are still said to wait for the peer");
        byte[] answers = _connection.Answers.ToArray();
        byte[] all = SessionProperty.Conversation(_stream[.._sent], _options);
        ThrowIf(!all.AsSpan().StartsWith(answers), "R1", $"the answers are no beginning of {Escape.Quote(all)}");

        bool isCutOff = _isReset || end == SessionEnd.WriteDeadline || !_connection.HasEnded;
        byte[] endOfAnswer = _options.Delimiter.IsAnyNewline ? [.. "\r\n"u8] : _options.Delimiter.Strings[0];
        ThrowIf(!isCutOff && answers.Length > 0 && !answers.AsSpan().EndsWith(endOfAnswer), "R1", "the last answer is not whole");
        ThrowIf(
            !isCutOff && end is SessionEnd.Finished or SessionEnd.Oversized && !all.AsSpan().SequenceEqual(answers),
            "R1",
            $"expected {Escape.Quote(all)}");
        if (!isCutOff && end == SessionEnd.Stopped)
        {
            byte[] received = SessionProperty.Conversation(_stream[.._sentBeforeStop!.Value], _options);
            ThrowIf(
                !answers.AsSpan().StartsWith(received),
                "R1",
                $"received before the stop was what is answered with {Escape.Quote(received)}");
        }

        _connection.Forget();
        while (!_scheduler.IsIdle)
        {
            _scheduler.RunOne();
        }

        ThrowIf(_pool.Outstanding != 0, "R10", $"{_pool.Outstanding} blocks of memory are not returned");
        ThrowIf(_clock.TimersSet != 0, "R10", $"{_clock.TimersSet} timers are still set");
        return end;
    }

    private void EndSending()
    {
        if (!_hasEndedSending && !_isReset)
        {
            _hasEndedSending = true;
            _connection.EndSending();
        }
    }

    private void Reset()
    {
        if (!_isReset)
        {
            _isReset = true;
            _connection.Reset();
        }
    }

    private void ReadAll(bool reads)
    {
        if (reads)
        {
            _connection.Read(there => there);
        }
    }

    private void ThrowIf(bool isBroken, string rule, string what)
    {
        if (isBroken)
        {
            throw new PropertyViolatedException(
                rule,
                $"{what}; {_options}; sent {Escape.Quote(_stream.AsSpan(0, _sent))}, "
                + $"answered {Escape.Quote(_connection.Answers)}, session {_session.Status}"
                + (_session.IsCompletedSuccessfully ? $" ({_session.Result})" : ""));
        }
    }
}
