using LineFraming.Fuzz;
using Xunit;
using Xunit.Sdk;

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

/// <summary>A fact about the native host, where it can be built. Its sessions take seconds each.</summary>
[TraitDiscoverer("LineFraming.Tests.CategoryDiscoverer", "LineFramer.Tests")]
public sealed class HostFactAttribute : FactAttribute, ICategorized
{
    /// <inheritdoc/>
    public string Category => CategoryDiscoverer.Session;

    public HostFactAttribute() =>
        Skip = LongFactAttribute.WhyNot ?? NativeHost.UnavailableReason(NativeProgram.Host, ThisProgram.HostCache);
}

/// <summary>A fact about the driver of SharpFuzz's programs, where it can be built.</summary>
[TraitDiscoverer("LineFraming.Tests.CategoryDiscoverer", "LineFramer.Tests")]
public sealed class DriverFactAttribute : FactAttribute, ICategorized
{
    /// <inheritdoc/>
    public string Category => CategoryDiscoverer.Session;

    public DriverFactAttribute() =>
        Skip = LongFactAttribute.WhyNot ?? NativeHost.UnavailableReason(NativeProgram.Driver, ThisProgram.HostCache);
}

/// <summary>The same for several rows of data.</summary>
[TraitDiscoverer("LineFraming.Tests.CategoryDiscoverer", "LineFramer.Tests")]
public sealed class DriverTheoryAttribute : TheoryAttribute, ICategorized
{
    /// <inheritdoc/>
    public string Category => CategoryDiscoverer.Session;

    public DriverTheoryAttribute() =>
        Skip = LongFactAttribute.WhyNot ?? NativeHost.UnavailableReason(NativeProgram.Driver, ThisProgram.HostCache);
}
