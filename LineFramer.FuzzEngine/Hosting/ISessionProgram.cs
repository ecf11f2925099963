using System.Diagnostics;

namespace LineFraming.FuzzEngine;

/// <summary>What the processes of a session run: a native program with libFuzzer in it, and what it needs to run a target.</summary>
internal interface ISessionProgram
{
    /// <summary>Whether it counts the basic blocks that are reached, by their names; if not, libFuzzer's features stand for progress.</summary>
    bool CountsBlocks { get; }

    /// <summary>The longest input that it takes, in bytes; null for any.</summary>
    int? LongestInput { get; }

    /// <summary>How to start it on a target.</summary>
    /// <exception cref="FuzzRejectedException">The target cannot be run by it.</exception>
    ProcessStartInfo Start(FuzzTarget target, string folder, IEnumerable<string> arguments, string temporary);
}
