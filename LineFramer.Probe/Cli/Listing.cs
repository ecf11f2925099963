namespace LineFraming.Probe;

/// <summary>What <c>--list</c> prints.</summary>
internal static class Listing
{
    /// <summary>Writes the protocols and the cases.</summary>
    public static void Write(TextWriter output)
    {
        output.WriteLine("Protocols (--describe NAME prints one):");
        foreach (string name in BuiltIn.Names)
        {
            output.WriteLine($"  {name,-12} {BuiltIn.Named(name).Title}");
        }

        output.WriteLine($"  {BuiltIn.Planted,-12} {BuiltIn.Named(BuiltIn.Planted).Title}");
        output.WriteLine();
        output.WriteLine("Cases (--only ID asks one):");
        foreach (ProbeCase known in CaseList.All)
        {
            output.WriteLine($"  {known.Id,-12} {known.Title}{(known.Rules.Length > 0 ? $" ({known.Rules})" : "")}");
        }
    }
}
