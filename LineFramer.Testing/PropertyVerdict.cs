namespace LineFraming.Testing;

/// <summary>The verdict on a property.</summary>
public enum PropertyVerdict
{
    /// <summary>It held on every case.</summary>
    Held,

    /// <summary>It did not hold on some case.</summary>
    Violated,

    /// <summary>It could not be asked, because of something that the framer does not offer.</summary>
    Skipped,

    /// <summary>It did not hold on cases that a declared difference covers, and on no others.</summary>
    Expected,
}
