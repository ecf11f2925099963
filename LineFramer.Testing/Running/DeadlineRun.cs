using System.Diagnostics;
using System.Globalization;
using System.Runtime.ExceptionServices;

namespace LineFraming.Testing;

/// <summary>
/// Asks a property on a thread of its own. The thread is abandoned if the framer does not return, because a call cannot be ended
/// from outside.
/// </summary>
internal static class DeadlineRun
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    /// <summary>Asks the property, with a deadline for each case. <paramref name="ask"/> keeps the attempts up to date.</summary>
    /// <returns>The result; a violation if a case missed its deadline.</returns>
    public static PropertyResult Of(FramerProperty property, TimeSpan deadline, Func<Attempts, PropertyResult> ask)
    {
        Attempts attempts = new();
        PropertyResult? result = null;
        ExceptionDispatchInfo? thrown = null;
        Thread thread = new(() =>
        {
            try
            {
                result = ask(attempts);
            }
#pragma warning disable CA1031 // The exception is thrown again on the caller's thread.
            catch (Exception any)
#pragma warning restore CA1031
            {
                thrown = ExceptionDispatchInfo.Capture(any);
            }
        })
        { IsBackground = true, Name = property.Name };
        thread.Start();
        while (!thread.Join(Look))
        {
            // Under a debugger a case takes as long as the person needs.
            if (!Debugger.IsAttached && attempts.Overdue(deadline) is { } input)
            {
                return NoAnswer(property, input, deadline);
            }
        }

        thrown?.Throw();
        return result!;
    }

    private static PropertyResult NoAnswer(FramerProperty property, FramerCase input, TimeSpan deadline) =>
        new(property, PropertyVerdict.Violated)
        {
            Counterexample = input,
            Rule = "R8",
            Failure = string.Create(
                CultureInfo.InvariantCulture,
                $"R8: no answer within {deadline.TotalSeconds:0.###} s; the thread that waits for it is abandoned, and the case is "
                + $"as it was tried, not the smallest"),
        };
}
