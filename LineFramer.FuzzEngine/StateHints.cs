namespace LineFraming.FuzzEngine;

/// <summary>Reports states of the code under test that branch coverage does not show, such as a position within a buffer.</summary>
public static unsafe class StateHints
{
    // libFuzzer reads these counters like those of basic blocks; each of them costs time at every execution.
    private const int Count = 512;
    private static readonly byte* Counters = (byte*)LibFuzzer.Find("lineframing_fuzz_hints");

    /// <summary>
    /// Reports that the code under test is in a state. An input that reaches a new state is then worth as much as one that
    /// reaches a new branch. Outside of a fuzzing session this does nothing.
    /// </summary>
    /// <param name="state">A number for the state; two that are a multiple of 512 apart count as one.</param>
    public static void Report(int state)
    {
        if (Counters != null)
        {
            Counters[(uint)state % Count]++;
        }
    }
}
