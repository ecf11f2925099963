namespace LineFraming.FuzzEngine;

/// <summary>Runs one input through the code under test. It returns if the input passes; an exception is a finding.</summary>
/// <param name="input">Any bytes; the span is valid during the call only.</param>
public delegate void TargetAction(ReadOnlySpan<byte> input);
