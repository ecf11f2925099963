using System.CommandLine;
using System.CommandLine.Invocation;
using System.Diagnostics;
using System.Globalization;
using System.Numerics;

namespace LineFraming.Benchmarks;

/// <summary>
/// The commands besides BenchmarkDotNet's suites: short measurements in turns, and the server under load as a process of its
/// own. A failure is one line on standard error; the exit code is 2 for an invalid command line and 1 for everything else.
/// </summary>
internal static class BenchmarkCommandLine
{
    /// <summary>The exit code when the server answered wrongly, or nothing could be measured.</summary>
    public const int Failed = 1;

    /// <summary>The exit code for an invalid command line.</summary>
    public const int Invalid = 2;

    /// <summary>Whether a command line, without the program's name, is for these commands.</summary>
    public static bool IsFor(string[] arguments) =>
        arguments is
        [
            "ratios" or "cold" or ColdPass.Name or "rules" or "properties" or "targets" or "lengths" or "plot" or "profile"
                or "load" or "load-plot" or "load-tables" or "soak" or BusyCore.Name,
            ..
        ];

    /// <summary>Runs a command line, given without the program's name.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] arguments, TextWriter output, TextWriter error)
    {
        Progress progress = new(error, !Console.IsErrorRedirected);
        RootCommand root = new("Compares the framer with alternatives, and measures the server under load.")
        {
            SpeedCommands.Ratios(output),
            ColdCommand.Create(output, progress),
            ColdPass.Create(output),
            SpeedCommands.Rules(output),
            SpeedCommands.Properties(output),
            SpeedCommands.Targets(output),
            SpeedCommands.Lengths(output),
            SpeedCommands.Plot(output),
            SpeedCommands.Profile(output),
            LoadCommand.Create(output, progress),
            LoadPlotCommand.Create(output),
            LoadTablesCommand.Create(output),
            BusyCore.Create(Console.In),
            SoakCommand.Create(output, progress),
        };
        ParseResult parsed = root.Parse(arguments);
        if (parsed.Action is ParseErrorAction)
        {
            await error.WriteLineAsync($"{parsed.Errors[0].Message} See --help.");
            return Invalid;
        }

        try
        {
            InvocationConfiguration invocation = new() { Output = output, Error = error, EnableDefaultExceptionHandler = false };
            return await parsed.InvokeAsync(invocation);
        }
        catch (LoadFailedException e)
        {
            progress.Clear();
            await error.WriteLineAsync(e.Message);
            return e.ExitCode;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            progress.Clear();
            await error.WriteLineAsync(e.Message);
            return Failed;
        }
        catch (OperationCanceledException)
        {
            progress.Clear();
            await error.WriteLineAsync("Ended before it was done.");
            return Failed;
        }
    }

    /// <summary>The command that runs programs of .NET.</summary>
    public static string DotNet => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    /// <summary>How to start this program as another process, with a command line.</summary>
    public static ProcessStartInfo Self(params string[] arguments) =>
        new(DotNet, [typeof(BenchmarkCommandLine).Assembly.Location, .. arguments]);

    /// <summary>The checkout around the current folder.</summary>
    /// <exception cref="LoadFailedException">There is none.</exception>
    public static string Root()
    {
        string? folder = Environment.CurrentDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "LineFramer.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new LoadFailedException($"{Environment.CurrentDirectory} is not in a checkout of LineFramer.", Invalid);
    }

    /// <summary>An option that is a number above 0.</summary>
    public static Option<T> Number<T>(string name, string description, T byDefault)
        where T : INumber<T>
    {
        string what = typeof(T) == typeof(int) ? "a whole number above 0" : "a number above 0";
        return new Option<T>(name)
        {
            Description = description,
            DefaultValueFactory = _ => byDefault,
            CustomParser = result =>
            {
                string value = result.Tokens[0].Value;
                if (!T.TryParse(value, CultureInfo.InvariantCulture, out T? number) || !(number > T.Zero && number < MaxOf<T>()))
                {
                    result.AddError($"{name} \"{value}\" is not {what}.");
                    return byDefault;
                }

                return number;
            },
        };
    }

    // An upper bound that catches typing errors.
    private static T MaxOf<T>()
        where T : INumber<T> => T.CreateChecked(1_000_000);
}
