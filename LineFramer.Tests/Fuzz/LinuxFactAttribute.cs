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

/// <summary>A fact about the native host, where it can be built. Its sessions take seconds each.</summary>
public sealed class HostFactAttribute : FactAttribute
{
    public HostFactAttribute() => Skip = LongFactAttribute.WhyNot ?? NativeHost.WhyNot(NativeProgram.Host, ThisProgram.HostCache);
}

/// <summary>A fact about the driver of SharpFuzz's programs, where it can be built.</summary>
public sealed class DriverFactAttribute : FactAttribute
{
    public DriverFactAttribute() => Skip = LongFactAttribute.WhyNot ?? NativeHost.WhyNot(NativeProgram.Driver, ThisProgram.HostCache);
}

/// <summary>The same for several rows of data.</summary>
public sealed class DriverTheoryAttribute : TheoryAttribute
{
    public DriverTheoryAttribute() => Skip = LongFactAttribute.WhyNot ?? NativeHost.WhyNot(NativeProgram.Driver, ThisProgram.HostCache);
}
