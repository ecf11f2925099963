using Microsoft.Extensions.Logging;

namespace LineFraming.Server;

/// <summary>
/// The log that was given, whose exceptions are dropped: a log that fails, as on a full disk, must end neither a session's clean-up
/// nor the loop that accepts connections.
/// </summary>
internal sealed class GuardedLogging(ILoggerFactory given) : ILoggerFactory
{
    public ILogger CreateLogger(string categoryName) => new GuardedLogger(given.CreateLogger(categoryName));

    public void AddProvider(ILoggerProvider provider) => given.AddProvider(provider);

    // The factory belongs to the caller.
    public void Dispose()
    {
    }

    private sealed class GuardedLogger(ILogger logger) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => logger.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel)
        {
            try
            {
                return logger.IsEnabled(logLevel);
            }
            catch (Exception)
            {
                return false;
            }
        }

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            try
            {
                logger.Log(logLevel, eventId, state, exception, formatter);
            }
            catch (Exception)
            {
                // There is nowhere left to report it.
            }
        }
    }
}
