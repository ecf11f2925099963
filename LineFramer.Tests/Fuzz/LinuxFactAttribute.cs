using LineFraming.Fuzz;
using Xunit;

namespace LineFraming.Tests;

/// <summary>A fact about sessions, which run on Linux only.</summary>
public sealed class LinuxFactAttribute : FactAttribute
{
    public LinuxFactAttribute() => Skip = OperatingSystem.IsLinux() ? null : "Fuzzing sessions need Linux.";
}

/// <summary>The same for several rows of data.</summary>
public sealed class LinuxTheoryAttribute : TheoryAttribute
{
    public LinuxTheoryAttribute() => Skip = OperatingSystem.IsLinux() ? null : "Fuzzing sessions need Linux.";
}

/// <summary>A long fact about the native host, skipped if it cannot be built.</summary>
public sealed class HostFactAttribute : FactAttribute
{
    public HostFactAttribute() =>
        Skip = LongFactAttribute.WhyNot ?? NativeHost.UnavailableReason(NativeProgram.Host, ThisProgram.HostCache);
}

/// <summary>A long fact about the driver of SharpFuzz programs, skipped if it cannot be built.</summary>
public sealed class DriverFactAttribute : FactAttribute
{
    public DriverFactAttribute() =>
        Skip = LongFactAttribute.WhyNot ?? NativeHost.UnavailableReason(NativeProgram.Driver, ThisProgram.HostCache);
}

/// <summary>The same for several rows of data.</summary>
public sealed class DriverTheoryAttribute : TheoryAttribute
{
    public DriverTheoryAttribute() =>
        Skip = LongFactAttribute.WhyNot ?? NativeHost.UnavailableReason(NativeProgram.Driver, ThisProgram.HostCache);
}
