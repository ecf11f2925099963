namespace LineFraming.Probe;

/// <summary>A server of the command line: HOST:PORT, and the name or file of its description as it was given.</summary>
internal sealed record ServerArgument(string Address, string Protocol, Description Description)
{
    /// <summary>Reads <c>HOST:PORT</c> or <c>PROTOCOL=HOST:PORT</c>.</summary>
    /// <exception cref="FormatException">It is neither.</exception>
    /// <exception cref="DescriptionException">The description is wrong.</exception>
    public static ServerArgument Parse(string value, string? protocol)
    {
        int equals = value.LastIndexOf('=');
        string address = value[(equals + 1)..];
        protocol = equals < 0 ? protocol : value[..equals];
        if (string.IsNullOrEmpty(protocol))
        {
            throw new FormatException($"What does \"{value}\" speak? Give --protocol: {string.Join(", ", BuiltIn.Names)}, or a file.");
        }

        try
        {
            _ = Probe.Address.Parse(address);
        }
        catch (FormatException e)
        {
            throw new FormatException($"\"{address}\" {e.Message}");
        }

        return new(address, protocol, BuiltIn.Find(protocol));
    }
}

/// <summary>Which cases are asked, in the order of their ids, and whether these are all there are.</summary>
internal sealed record Selection(IReadOnlyList<ProbeCase> Cases, bool IsWhole)
{
    /// <summary>Reads the values of <c>--only</c>.</summary>
    /// <exception cref="FormatException">One is no case and no group.</exception>
    public static Selection Of(IReadOnlyList<string> only)
    {
        if (only.Count == 0)
        {
            return new(CaseList.All, true);
        }

        foreach (string id in only.Where(id => CaseList.Named(id).Count == 0))
        {
            throw new FormatException(
                $"--only \"{id}\" is no case; a case is a group and a number, as in chunks/3, and the groups are "
                + $"{string.Join(", ", CaseList.Groups)}.");
        }

        HashSet<ProbeCase> wanted = [.. only.SelectMany(CaseList.Named)];
        return new([.. CaseList.All.Where(wanted.Contains)], false);
    }
}
