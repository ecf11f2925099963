namespace LineFraming.Testing;

/// <summary>Feeds a decoder, which calls back with every line (<see cref="FramerAdapter.OverDecoder"/>).</summary>
/// <param name="chunk">What follows in the stream; it may be empty.</param>
/// <param name="isEnd">Whether the stream ends after it.</param>
public delegate void LineDecoder(ReadOnlySpan<byte> chunk, bool isEnd);
