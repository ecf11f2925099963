namespace LineFraming.Fuzz;

/// <summary>Caches one framer of the library for each settings object and resets it for every stream.</summary>
internal sealed class ReusedFramers
{
    private readonly Dictionary<FramerOptions, RealFramer> _framers = new(ReferenceEqualityComparer.Instance);

    /// <summary>Creates an empty cache.</summary>
    public ReusedFramers() => Factory = Get;

    /// <summary>Returns the framer for some settings, reset. It is the same object each time.</summary>
    public FramerFactory Factory { get; }

    private RealFramer Get(FramerOptions options)
    {
        if (_framers.TryGetValue(options, out RealFramer? framer))
        {
            framer.Reset();
        }
        else
        {
            _framers.Add(options, framer = new RealFramer(options, throws: false));
        }

        return framer;
    }
}
