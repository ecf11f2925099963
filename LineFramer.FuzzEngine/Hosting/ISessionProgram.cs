using System.Diagnostics;

namespace LineFraming.FuzzEngine;

/// <summary>A native program with libFuzzer in it, which the processes of a session run.</summary>
internal interface ISessionProgram
{
    /// <summary>Whether the program counts named basic blocks; if not, libFuzzer's features are the measure of progress.</summary>
    bool CountsBlocks { get; }

    /// <summary>The maximum length of an input, in bytes; null for no limit.</summary>
    int? MaxInputLength { get; }

    /// <summary>Makes the start information for a target.</summary>
    /// <exception cref="FuzzRejectedException">The program cannot run the target.</exception>
    ProcessStartInfo Start(FuzzTarget target, string folder, IEnumerable<string> arguments, string temporary);
}
