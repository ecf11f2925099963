using Xunit;

namespace LineFraming.Tests;

/// <summary>The output of a <see cref="FakeHost"/> script with a finding, and the check that it is shown.</summary>
internal static class FakeFinding
{
    public const string CrashFile = "found/crash-0beec7b5ea3f0fdbc95d0dd47f3c5bc275da8a33";
    public const string CorpusFile = "corpus/0beec7b5ea3f0fdbc95d0dd47f3c5bc275da8a33";
    public const string Finds = "begin; say '==7== FATAL EXCEPTION: System.Exception' ' System.Exception: bang';";
    public const string Finding = Finds + "say '==INPUT: IQ== " + CrashFile + "'; exit 77";

    public static void AssertShown(string shown)
    {
        Assert.Contains("FOUND chunking: ", shown, StringComparison.Ordinal);
        Assert.Contains("       System.Exception: bang", shown, StringComparison.Ordinal);
        Assert.Contains("      input \"!\"", shown, StringComparison.Ordinal);
        Assert.Contains("      Base64: IQ==", shown, StringComparison.Ordinal);
    }
}
