using Xunit;

namespace LineFraming.Tests.Server;

/// <summary>A test that needs a shell, or a feature of Linux; on other systems it is skipped, and the run reports why.</summary>
internal sealed class LinuxFactAttribute : FactAttribute
{
    public const string Reason = "It needs Linux: a shell, /dev/full, and descriptors as /proc shows them.";

    public LinuxFactAttribute() => Skip = OperatingSystem.IsLinux() ? null : Reason;
}

/// <summary>The same for a theory.</summary>
internal sealed class LinuxTheoryAttribute : TheoryAttribute
{
    public LinuxTheoryAttribute() => Skip = OperatingSystem.IsLinux() ? null : LinuxFactAttribute.Reason;
}
