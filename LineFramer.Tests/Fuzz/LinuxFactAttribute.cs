using LineFraming.Fuzz;
using Xunit;

namespace LineFraming.Tests;

/// <summary>A fact about sessions, which run on Linux alone.</summary>
public sealed class LinuxFactAttribute : FactAttribute
{
    public LinuxFactAttribute() => Skip = OperatingSystem.IsLinux() ? null : "Fuzzing sessions need Linux.";
}

/// <summary>The same for several rows of data.</summary>
public sealed class LinuxTheoryAttribute : TheoryAttribute
{
    public LinuxTheoryAttribute() => Skip = OperatingSystem.IsLinux() ? null : "Fuzzing sessions need Linux.";
}

/// <summary>A fact about the native host, where it can be built.</summary>
public sealed class HostFactAttribute : FactAttribute
{
    public HostFactAttribute() => Skip = NativeHost.WhyNot(ThisProgram.HostCache);
}
