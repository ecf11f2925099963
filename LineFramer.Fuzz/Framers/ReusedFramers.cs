namespace LineFraming.Fuzz;

/// <summary>The library's framers, one for every options, made when first needed and then reset for every stream.</summary>
internal sealed class ReusedFramers
{
    private readonly Dictionary<FramerOptions, RealFramer> _framers = new(ReferenceEqualityComparer.Instance);

    /// <summary>Makes ready what there is to use.</summary>
    public ReusedFramers() => Factory = Get;

    /// <summary>Gives the framer of the options, at the start of a stream. What it gave before is the same one.</summary>
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
