namespace LineFraming.Probe;

/// <summary>How a connection stands.</summary>
internal enum Closing
{
    /// <summary>The server has not closed it.</summary>
    Open,

    /// <summary>The server sent its end.</summary>
    End,

    /// <summary>The server reset it.</summary>
    Reset,
}
