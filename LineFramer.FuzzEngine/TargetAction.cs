namespace LineFraming.FuzzEngine;

/// <summary>Runs one input through what is fuzzed. It returns if all is well; an exception is a finding.</summary>
/// <param name="input">Any bytes, valid during the call.</param>
public delegate void TargetAction(ReadOnlySpan<byte> input);
