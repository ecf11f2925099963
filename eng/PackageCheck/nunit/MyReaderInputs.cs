using LineFraming.FuzzEngine;
using NUnit.Framework;

public sealed class MyReaderInputs
{
    public static IEnumerable<object[]> Inputs => FuzzInputs.In("corpus/my-reader");

    [TestCaseSource(nameof(Inputs))]
    public void Are_read(FuzzInput input) => MyReaderFuzz.Read(input.Bytes);
}
